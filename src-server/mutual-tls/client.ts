import { Agent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { z } from 'zod';
import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import { errorCatalog } from '#shared/error-catalog.ts';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import type { Role } from '../pki/certificates.ts';
import type { Credentials } from './credentials.ts';
import { peerOfSocket } from './server.ts';

/** Whom a client means to speak to. */
export interface Counterpart {
  readonly roles: readonly Role[];
  /** The one holder it must be; any of the role when left out. */
  readonly id?: string | undefined;
}

interface ClientOptions extends Counterpart {
  readonly credentials: Credentials;
  /** The code for a server that cannot be reached: E_MTMS_DOWN, E_KMS_PENDING. */
  readonly unreachable: BenchCode;
  readonly now?: () => number;
  readonly timeoutMs?: number;
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
});

/** A refusal in a problem document, as the error it was at the other end. */
function refusalIn(value: unknown): AppError | undefined {
  const { data, success } = problemSchema.safeParse(value);
  if (!success) return undefined;
  const { code, reason, params } = data;
  return new AppError(code, params ?? {}, { ...(reason ? { reason } : {}), ...(params ? { params } : {}) });
}

/**
 * Connections on which the server was verified before a byte was sent. Node's own check knows host names only, which our
 * certificates do not have.
 */
class VerifyingAgent extends Agent {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    super({ keepAlive: true, maxCachedSessions: 0, timeout: 60_000 });
    this.#options = options;
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
        fail(error as Error);
      }
    });
    return undefined;
  }
}

/** A client of one of the key services: JSON over mutual TLS, with both ends verified. */
export class MutualClient {
  readonly #options: ClientOptions;
  readonly #agent: VerifyingAgent;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#agent = new VerifyingAgent(options);
    // A newer certificate of our own must be shown, so connections made with the older one are not used again.
    options.credentials.onRenewed(() => this.#agent.destroy());
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
