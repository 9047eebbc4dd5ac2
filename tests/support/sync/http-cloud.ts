import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { CloudRefusal, type CloudTransport } from '#main/sync/transport.ts';
import type { EnrolAnswer } from '#shared/enterprises/devices.ts';
import type { Registration, RegistrationStatus } from '#shared/enterprises/registration.ts';
import type { Hello } from '#shared/sync/hello.ts';
import { pullQuerySchema } from '#shared/sync/pull.ts';
import type { Push } from '#shared/sync/push.ts';
import { freePort } from '../free-port.ts';

/** What a test lets happen to a request instead of the answer. */
export type Answering = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** A request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Bytes of the request line and headers. */
  readonly headBytes: number;
}

/** What stands behind the HTTP: the sync of the device that asks. */
export interface Backend {
  sync(device: string): CloudTransport;
}

class Problem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** A small real HTTP server that speaks the cloud's protocol, with enrolment and one registration. */
export class HttpCloud {
  readonly url: string;
  readonly received: Received[] = [];
  /** May answer a request in another way, or not at all. */
  instead: Answering = () => false;
  encoding: 'gzip' | 'zstd' | undefined;
  readonly enterprise = {
    enterpriseId: '0190a000-0000-7000-8000-0000000000ee',
    enterpriseCode: 'osmanthus',
    enterpriseName: 'Osmanthus Lane',
    scope: 'enterprise' as const,
    administers: true,
  };
  readonly credentials = new Map<string, string>();
  readonly codes = new Set<string>();
  registration: (RegistrationStatus & { token: string }) | undefined;
  readonly #server: Server;
  readonly #backend: Backend;
  readonly #ending = new AbortController();

  private constructor(server: Server, backend: Backend) {
    this.#server = server;
    this.#backend = backend;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** On `port`, or on one that nobody is given while it is away. */
  static async start(backend: Backend, port?: number): Promise<HttpCloud> {
    const server = createServer();
    server.listen(port ?? (await freePort()), '127.0.0.1');
    await once(server, 'listening');
    return new HttpCloud(server, backend);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Knows a device's credential from now on. */
  admit(device: string): string {
    const credential = `credential-of-${device}`;
    this.credentials.set(credential, device);
    return credential;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', this.url);
    const head = [`${request.method} ${request.url} HTTP/1.1`, ''];
    for (let i = 0; i < request.rawHeaders.length; i += 2)
      head.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    this.received.push({
      method: request.method ?? '',
      path,
      headers: request.headers,
      body,
      headBytes: head.join('\r\n').length + 4,
    });
    if (this.instead(request, response, path)) return;
    try {
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const isJson = request.headers['content-type'] === 'application/json';
      const answer = await this.#answer(
        `${request.method} ${path.replace('/api/v1', '')}`,
        isJson ? JSON.parse(plain.toString()) : plain,
        { request, response, query },
      );
      if (answer !== undefined) this.#send(response, 200, answer);
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof CloudRefusal)) throw error;
      const { status, code } = error;
      const members = error instanceof CloudRefusal ? error.members : {};
      this.#send(response, status, { code, detail: `The cloud says ${code}.`, ...members });
    }
  }

  #send(response: ServerResponse, status: number, answer: unknown): void {
    const text = Buffer.from(JSON.stringify(answer));
    const pack = { gzip: gzipSync, zstd: zstdCompressSync };
    const packed = this.encoding && text.length > 1_000 ? pack[this.encoding](text) : text;
    response.writeHead(status, {
      'content-type': status < 300 ? 'application/json' : 'application/problem+json',
      'content-length': packed.length,
      ...(packed === text ? {} : { 'content-encoding': this.encoding }),
    });
    response.end(packed);
  }

  #deviceOf(request: IncomingMessage): string {
    const device = this.credentials.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!device) throw new Problem(401, 'device_credential_wrong');
    return device;
  }

  async #answer(
    to: string,
    body: unknown,
    { request, response, query }: { request: IncomingMessage; response: ServerResponse; query: URLSearchParams },
  ): Promise<unknown> {
    if (to === 'POST /devices/enrol') {
      const { code, device } = body as { code: string; device: string };
      if (!this.codes.delete(code)) throw new Problem(404, 'enrolment_code_wrong');
      return this.#enrol(device);
    }
    if (to.includes('/registrations')) return this.#registration(to, body, request);
    const device = this.#deviceOf(request);
    const { signal } = this.#ending;
    const sync = this.#backend.sync(device);
    switch (to) {
      case 'POST /sync/hello':
        return sync.hello(body as Hello, signal);
      case 'POST /sync/push':
        return sync.push(body as Push, signal);
      case 'GET /sync/pull':
        return sync.pull(pullQuerySchema.parse(Object.fromEntries(query)), signal);
      case 'GET /sync/snapshot':
        return sync.snapshot(query.get('after') ?? undefined, signal);
      case 'GET /sync/checksums':
        return sync.checksums(signal);
      case 'GET /sync/poke': {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(': here\n\n');
        const gone = new AbortController();
        response.on('close', () => gone.abort());
        const listener = {
          opened: () => {},
          alive: () => {},
          poke: () => void response.write('event: poke\ndata: {}\n\n'),
        };
        sync.poke(query.get('cursor'), listener, AbortSignal.any([signal, gone.signal])).catch(() => {});
        return undefined;
      }
      case 'GET /devices':
        return [...this.credentials.values()].map((id) => ({
          id,
          name: 'Counter',
          scope: 'enterprise',
          userId: null,
          administers: true,
          enrolledAt: 1,
          seenAt: 2,
          revokedAt: null,
          behind: 0,
        }));
      case 'POST /devices/codes': {
        this.codes.add('ABCDE12345');
        return { code: 'ABCDE12345', expiresAt: 3 };
      }
      case 'GET /enterprise':
        return {
          id: this.enterprise.enterpriseId,
          code: this.enterprise.enterpriseCode,
          name: this.enterprise.enterpriseName,
          state: 'active',
          switches: {},
        };
    }
    if (to.startsWith('DELETE /devices/')) {
      for (const [credential, id] of this.credentials) if (to.endsWith(id)) this.credentials.delete(credential);
      response.writeHead(204).end();
      return undefined;
    }
    throw new Problem(404, 'not_found');
  }

  #enrol(device: string): EnrolAnswer {
    return { credential: this.admit(device), ...this.enterprise };
  }

  #registration(to: string, body: unknown, request: IncomingMessage): unknown {
    if (to === 'POST /registrations') {
      const registration = body as Registration;
      Object.assign(this.enterprise, {
        enterpriseId: registration.enterpriseId,
        enterpriseCode: registration.code,
        enterpriseName: registration.name,
      });
      this.registration = {
        token: 'registration-token-1',
        state: 'pending',
        submittedAt: null,
        code: registration.code,
        registration,
        documents: [],
        decisions: [],
      };
      return { token: this.registration.token };
    }
    const { registration } = this;
    if (!registration || request.headers.authorization !== `Bearer ${registration.token}`)
      throw new Problem(401, 'device_credential_wrong');
    const { token: _, ...status } = registration;
    switch (to) {
      case 'GET /registrations':
        return status;
      case 'PUT /registrations':
        registration.registration = body as Registration;
        return { ...status, registration: body };
      case 'PUT /registrations/documents': {
        const document = {
          id: '0190a000-0000-7000-8000-0000000000d1',
          kind: request.headers['x-kind'] as 'other',
          name: decodeURIComponent(String(request.headers['x-name'])),
          type: request.headers['content-type'] as 'image/png',
          size: (body as Buffer).length,
        };
        registration.documents.push(document);
        return document;
      }
      case 'POST /registrations/submit':
        registration.submittedAt = 5;
        return { ...status, submittedAt: 5 };
      case 'POST /registrations/enrol':
        if (registration.state !== 'approved') throw new Problem(409, 'registration_not_approved');
        return this.#enrol((body as { device: string }).device);
    }
    throw new Problem(404, 'not_found');
  }
}
