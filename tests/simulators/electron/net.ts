import { EventEmitter } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { app } from './app.ts';

interface RequestOptions {
  readonly protocol?: string;
  readonly hostname: string;
  readonly port?: string | number;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly redirect?: 'follow' | 'error' | 'manual';
}

/** A request over Node's own HTTP, with the events and the manners of Electron's. */
export class ClientRequest extends EventEmitter {
  readonly #options: RequestOptions;
  readonly #request: http.ClientRequest;
  #response: IncomingMessage | undefined;
  #hasClosed = false;

  constructor(options: RequestOptions) {
    super();
    if (options.redirect !== 'manual') throw new Error("The stand-in models redirect: 'manual' only.");
    this.#options = options;
    const { request } = options.protocol === 'http:' ? http : https;
    const { hostname, port, path, method, headers } = options;
    this.#request = request({ hostname, port, path, method, headers });
    this.#request.on('response', (response) => this.#answered(response));
    this.#request.on('error', (error) => {
      if (this.#hasClosed) return;
      if (!this.#response) this.emit('error', error);
      this.#close();
    });
  }

  setHeader(name: string, value: string): void {
    this.#request.setHeader(name, value);
  }

  end(chunk?: string | Buffer): this {
    this.#request.end(chunk);
    return this;
  }

  abort(): void {
    if (this.#hasClosed) return;
    this.#response?.emit('aborted');
    this.#request.destroy();
    this.emit('abort');
    this.#close();
  }

  #answered(response: IncomingMessage): void {
    const { statusCode = 0, headers, statusMessage } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      const { protocol = 'https:', hostname, port, path, method = 'GET' } = this.#options;
      const from = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
      this.emit('redirect', statusCode, method, new URL(headers.location, from).href, headers);
      response.resume();
      return;
    }
    this.#response = response;
    response.once('end', () => this.#close());
    this.emit('response', Object.assign(response, { statusMessage }));
  }

  #close(): void {
    if (this.#hasClosed) return;
    this.#hasClosed = true;
    this.emit('close');
  }
}

/** Electron's own network stack, as far as the desktop uses it. */
export const net = {
  fetch(url: string, init?: RequestInit): Promise<Response> {
    if (!app.isReady()) throw new Error('net.fetch belongs after the ready event.');
    return fetch(url, init);
  },
  request: (options: RequestOptions) => new ClientRequest(options),
};
