import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Options {
  /** Over HTTPS. */
  readonly secure?: boolean;
  /** The only path it is sent to; the whole host where none is given. */
  readonly path?: string;
}

/**
 * An operator's session as a cookie: for this host alone, out of reach of scripts, never sent from another site. Over
 * HTTPS a `__Host-` one, which nothing but this very host can set (RFC 6265bis §4.1.3.2). It ends with the browser.
 */
export class SessionCookie {
  readonly #name: string;
  readonly #options: CookieSerializeOptions;

  constructor(name: string, { secure = false, path = '/' }: Options = {}) {
    this.#name = secure && path === '/' ? `__Host-${name}` : name;
    this.#options = { path, httpOnly: true, sameSite: 'strict', secure };
  }

  read(request: FastifyRequest): string | undefined {
    const value = request.cookies[this.#name];
    return value === '' ? undefined : value;
  }

  write(reply: FastifyReply, token: string): void {
    reply.setCookie(this.#name, token, this.#options);
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#name, this.#options);
  }
}
