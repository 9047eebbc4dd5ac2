import { Agent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { z } from 'zod';
import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import { errorCatalog } from '#shared/error-catalog.ts';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import type { Role } from '../pki/certificates.ts';
import type { Trust } from '../pki/trust.ts';
import type { TlsIdentity } from './credentials.ts';
import { peerOfSocket } from './server.ts';

/** Whom a client means to speak to. */
export interface Counterpart {
  readonly roles: readonly Role[];
  /** The one holder it must be; any of the role when left out. */
  readonly id?: string | undefined;
}

/** What a client verifies with and shows; who has no certificate yet shows none. `Credentials` are such. */
export interface ClientCredentials {
  readonly trust: Trust;
  readonly tls?: TlsIdentity;
  onRenewed?(callback: () => void): void;
}

interface ClientOptions extends Counterpart {
  readonly credentials: ClientCredentials;
  /** The code for a server that cannot be reached: E_MTMS_DOWN, E_KMS_PENDING. */
  readonly unreachable: BenchCode;
  readonly now?: () => number;
  readonly timeoutMs?: number;
  /** Hears why a server was not believed; the call fails with the same error. */
  readonly onUnfitServer?: (error: AppError) => void;
}

/** An answer as it came; `value` is its JSON. */
export interface Answer {
  readonly status: number;
  readonly value: unknown;
}

const maxAnswerBytes = 2_000_000;
const connectTimeoutMs = 10_000;

const problemSchema = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(errorCatalog, code)),
  reason: z.string().max(64).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** Whose certificate it is about. */
  peer: z.string().max(100).optional(),
  /** Seconds, of a refusal that is over then. */
  retryAfter: z.number().optional(),
});

const answered = new WeakSet<AppError>();

/**
 * Whether an error is what the verified server answered, and not something that kept the request from it, such as a
 * server that turned out to be another.
 */
export const wasAnswered = (error: unknown): error is AppError => error instanceof AppError && answered.has(error);

/** A refusal in a problem document, as the error it was at the other end. */
function refusalIn(value: unknown): AppError | undefined {
  const { data, success } = problemSchema.safeParse(value);
  if (!success) return undefined;
  const { code, ...details } = data;
  const { params = {}, retryAfter } = details;
  const refusal = new AppError(code, retryAfter === undefined ? params : { seconds: retryAfter, ...params }, details);
  answered.add(refusal);
  return refusal;
}

/**
 * Connections on which the server was verified before a byte was sent. Node's own check knows host names only, which our
 * certificates do not have.
 */
class VerifyingAgent extends Agent {
  readonly #options: ClientOptions;
  #retired = false;

  constructor(options: ClientOptions) {
    super({ keepAlive: true, maxCachedSessions: 0, timeout: 60_000 });
    this.#options = options;
  }

  /** Keeps no connection any longer than the call that it serves. */
  retire(): void {
    this.#retired = true;
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // What the library says here is not in its types.
    const kept: unknown = super.keepSocketAlive(socket);
    return kept !== false && !this.#retired;
  }

  override createConnection(
    target: { readonly host?: string | null; readonly port?: string | number | null },
    done?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { credentials, roles, id, now = Date.now } = this.#options;
    const socket = connect({
      host: target.host ?? 'localhost',
      port: Number(target.port),
      ...credentials.tls,
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
      timeout: connectTimeoutMs,
    });
    const fail = (error: Error) => {
      socket.destroy();
      done?.(error, socket);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      socket.setTimeout(0);
      try {
        const peer = peerOfSocket(socket, credentials, { roles, purpose: 'tls-server', now: now() });
        if (id !== undefined && peer.id !== id) throw benchError('E_ROLE', 'another_holder');
        done?.(null, socket);
      } catch (error) {
        if (error instanceof AppError) this.#options.onUnfitServer?.(error);
        fail(error as Error);
      }
    });
    return undefined;
  }
}

/** A client of one of the key services: JSON over mutual TLS, with both ends verified. */
export class MutualClient {
  readonly #options: ClientOptions;
  #agent: VerifyingAgent;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#agent = new VerifyingAgent(options);
    // A newer certificate of our own must be shown: connections made with the older one end with the call they serve.
    options.credentials.onRenewed?.(() => {
      const older = this.#agent;
      this.#agent = new VerifyingAgent(options);
      older.retire();
    });
  }

  /**
   * Sends a request and reads the answer. Throws the refusal the server answered with; what verification of the server
   * throws (E_SIG, E_ROLE, E_CERT_…); and the code for an unreachable server, with the network's own as its reason.
   */
  async request(method: 'GET' | 'POST', url: string, body?: unknown): Promise<Answer> {
    const { status, text } = await this.#exchange(method, url, body === undefined ? undefined : JSON.stringify(body));
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw benchError(this.#options.unreachable, 'answer_unreadable', { cause });
    }
    if (status < 400) return { status, value };
    throw refusalIn(value) ?? benchError(this.#options.unreachable, `status_${status}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: string, url: string, body: string | undefined): Promise<{ status: number; text: string }> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const fail = (error: Error) =>
        reject(
          error instanceof AppError
            ? error
            : benchError(this.#options.unreachable, (error as NodeJS.ErrnoException).code ?? 'connection', {
                cause: error,
              }),
        );
      const timeout = this.#options.timeoutMs ?? 30_000;
      const request = httpsRequest(url, { method, agent: this.#agent, headers, timeout }, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > maxAnswerBytes)
            request.destroy(Object.assign(new Error('too large'), { code: 'answer_too_large' }));
        });
        response.on('error', fail);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      request.on('timeout', () => request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
      request.on('error', fail);
      request.end(body);
    });
  }
}
