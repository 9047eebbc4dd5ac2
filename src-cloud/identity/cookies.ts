import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The operator's session as a cookie: for this host alone, out of reach of scripts, never sent from another site. Over
 * HTTPS a `__Host-` one, which nothing but this very host can set (RFC 6265bis §4.1.3.2). It ends with the browser.
 */
export class SessionCookie {
  readonly #name: string;
  readonly #secure: boolean;

  constructor(secure: boolean) {
    this.#secure = secure;
    this.#name = `${secure ? '__Host-' : ''}landing-operator`;
  }

  read(request: FastifyRequest): string | undefined {
    const value = request.cookies[this.#name];
    return value === '' ? undefined : value;
  }

  write(reply: FastifyReply, token: string): void {
    reply.setCookie(this.#name, token, { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#secure });
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#name, { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#secure });
  }
}
