import { promisify } from 'node:util';
import { gunzip, gzip, zstdDecompress } from 'node:zlib';
import { type Dispatcher, Pool } from 'undici';
import type { z } from 'zod';
import { errorCatalog } from '#shared/error-catalog.ts';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import { CloudRefusal, CloudUnreachable } from './transport.ts';

const compress = promisify(gzip);
const unpack = { gzip: promisify(gunzip), zstd: promisify(zstdDecompress) };

/** Bodies smaller than this gain nothing. */
const worthCompressing = 1_024;
/** Nothing the cloud sends is larger once unpacked: one transaction of a whole enterprise fits well. */
const answerLimit = 192 * 1024 * 1024;
const connectMs = 10_000;
const idleMs = 55_000;
const connections = 6;

/** One request to the cloud. Paths are below its address. */
export interface CloudRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: { readonly body: Uint8Array; readonly type: string };
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How long it may be silent, ms. */
  readonly patience?: number;
}

const defaultPatience = 30_000;

/** Whether a failed connection failed at the certificate (Node's and OpenSSL's codes). */
function isCertificateError(error: unknown): boolean {
  const code = String((error as { code?: unknown })?.code ?? '');
  return /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_|HOSTNAME_|PATH_LENGTH_|ERROR_IN_CERT)/.test(
    code,
  );
}

/** Retry-After (RFC 9110 §10.2.3), seconds or a date, in ms; undefined when it says nothing usable. */
function retryAfterOf(header: unknown, date: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1_000;
  // Both dates are the server's: this computer's clock may be years off.
  const ms = Date.parse(header) - Date.parse(String(date));
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Requests to one cloud: kept alive, compressed both ways, within time and size, certificates checked. */
export class CloudHttp {
  readonly address: string;
  readonly #origin: string;
  readonly #prefix: string;
  #pool: Pool;

  /** `address` is one that `readCloudAddress` gave. */
  constructor(address: string) {
    const { origin, pathname } = new URL(address);
    this.address = address;
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#origin = origin;
    this.#pool = this.#makePool();
  }

  /** Lets go of all connections, and what is on its way with them. */
  refresh(): void {
    const dead = this.#pool;
    this.#pool = this.#makePool();
    void dead.destroy();
  }

  #makePool(): Pool {
    return new Pool(this.#origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: idleMs,
      connect: { timeout: connectMs },
    });
  }

  /** Sends a request and gives its answer, checked. Throws CloudUnreachable, CloudRefusal or the signal's reason. */
  async send<Schema extends z.ZodType>(request: CloudRequest, schema: Schema): Promise<z.output<Schema>> {
    const raw = await this.sendRaw(request);
    const read = schema.safeParse(raw);
    if (!read.success) throw new CloudUnreachable('cloud_answer_unreadable', { cause: read.error });
    return read.data;
  }

  /** The same for an answer that the caller checks: its parsed JSON, undefined when there is none. */
  async sendRaw(request: CloudRequest): Promise<unknown> {
    const { statusCode, headers, body } = await this.#dispatch(request);
    const text = await this.#read(body, headers, request.signal);
    if (statusCode >= 200 && statusCode < 300) return text === '' ? undefined : parse(text);
    throw refusalOf(statusCode, headers, text);
  }

  /** Opens a stream of server-sent events. Throws like `send`. */
  async open(request: CloudRequest): Promise<Dispatcher.ResponseData['body']> {
    const { statusCode, headers, body } = await this.#dispatch(request, { accept: 'text/event-stream' });
    if (statusCode !== 200) throw refusalOf(statusCode, headers, await this.#read(body, headers, request.signal));
    if (!String(headers['content-type']).startsWith('text/event-stream')) {
      body.destroy();
      throw new CloudUnreachable('cloud_answer_unreadable');
    }
    return body;
  }

  /**
   * Fetches bytes; `take` gets each piece as it comes, and before the first one whether they begin where the request's
   * range does. What `take` throws ends it. Throws like `send`, also in the middle.
   */
  async fetch(request: CloudRequest, take: (piece: Buffer | undefined, isRange: boolean) => void): Promise<void> {
    const { statusCode, headers, body } = await this.#dispatch(request, { 'accept-encoding': 'identity' });
    if (statusCode !== 200 && statusCode !== 206)
      throw refusalOf(statusCode, headers, await this.#read(body, headers, request.signal));
    try {
      take(undefined, statusCode === 206);
      for await (const piece of body) take(piece as Buffer, statusCode === 206);
    } catch (error) {
      throw this.#failure(error, request.signal);
    }
  }

  /** Ends everything that is on its way. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #dispatch(
    request: CloudRequest,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Dispatcher.ResponseData> {
    const { method, path, json, bytes, token, signal, patience = defaultPatience } = request;
    signal.throwIfAborted();
    const headers: Record<string, string> = { 'accept-encoding': 'zstd, gzip', ...more, ...request.headers };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    let body: Uint8Array | string | undefined;
    if (bytes) {
      headers['content-type'] = bytes.type;
      body = bytes.body;
    } else if (json !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(json);
      if (body.length >= worthCompressing) {
        headers['content-encoding'] = 'gzip';
        body = await compress(body, { level: 5 });
      }
    }
    try {
      return await this.#pool.request({
        method,
        path: `${this.#prefix}${path}`,
        headers,
        ...(body === undefined ? {} : { body }),
        signal,
        headersTimeout: patience,
        bodyTimeout: patience,
      });
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  async #read(
    body: Dispatcher.ResponseData['body'],
    headers: Dispatcher.ResponseData['headers'],
    signal: AbortSignal,
  ): Promise<string> {
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body) {
        size += (chunk as Buffer).length;
        if (size > answerLimit) throw new CloudUnreachable('cloud_answer_unreadable');
        chunks.push(chunk as Buffer);
      }
      const whole = Buffer.concat(chunks);
      const encoding = headers['content-encoding'];
      const packed = encoding === 'gzip' || encoding === 'zstd' ? encoding : undefined;
      const plain = packed ? await unpack[packed](whole, { maxOutputLength: answerLimit }) : whole;
      return plain.toString('utf8');
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  #failure(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    // What the caller made of the bytes is not the way's fault.
    if (error instanceof CloudUnreachable || error instanceof AppError) return error;
    return new CloudUnreachable(isCertificateError(error) ? 'cloud_certificate_bad' : 'cloud_unreachable', {
      cause: error,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CloudUnreachable('cloud_answer_unreadable', { cause });
  }
}

/** What an answer that is no success says; something that speaks no problem+json is not the cloud. */
function refusalOf(status: number, headers: Dispatcher.ResponseData['headers'], text: string): Error {
  const retryAfter = retryAfterOf(headers['retry-after'], headers['date']);
  let members: unknown;
  try {
    members = JSON.parse(text);
  } catch {
    members = undefined;
  }
  const isProblem = members !== null && typeof members === 'object' && 'code' in members;
  // A proxy before the cloud answers these by itself, in whatever form.
  if (!isProblem && ![413, 429, 502, 503, 504].includes(status)) return new CloudUnreachable('cloud_answer_unreadable');
  const problem = (isProblem ? members : {}) as Record<string, unknown>;
  const code = String(problem['code'] ?? '');
  return new CloudRefusal({
    status,
    code: Object.hasOwn(errorCatalog, code) ? (code as ErrorCode) : undefined,
    detail: String(problem['detail'] ?? '').slice(0, 500),
    members: problem,
    retryAfter,
  });
}
