import { randomBytes, timingSafeEqual } from 'node:crypto';
import { newSecret, secretHash } from '#server/ids.ts';

/** A ticket lies in a terminal window and in a browser's address for a moment; two minutes are enough to follow it. */
export const pageTicketMs = 2 * 60_000;
/** A working day. */
export const pageSessionMs = 10 * 60 * 60_000;
/** More than that many at once are none of an operator's. */
const heldAtMost = 50;

interface Session {
  readonly by: string;
  readonly keyHash: Buffer;
  readonly endsAt: number;
}

/** A session's two halves: the cookie, out of reach of scripts, and the key, which no other site or port is sent. */
export interface NewSession {
  readonly by: string;
  readonly cookie: string;
  readonly key: string;
}

const hashed = (secret: string): Buffer => Buffer.from(secretHash(secret), 'hex');

/**
 * Who works at the operator's page. In memory alone: with the process all sessions end. A ticket is made for who can read
 * the data folder, is good once and for two minutes, and becomes a session.
 *
 * A cookie alone would not do: browsers send it to every port of a host, so any program on 127.0.0.1 would be handed it.
 * The key is kept by the page's own origin, which includes the port, and sent in a header; one without the other is
 * nothing. The header is also what no page of another site can send (CSRF).
 */
export class PageSessions {
  readonly #now: () => number;
  readonly #tickets = new Map<string, { readonly by: string; readonly endsAt: number }>();
  readonly #sessions = new Map<string, Session>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A ticket for a session in somebody's name. */
  newTicket(by: string): string {
    this.#clear(this.#tickets);
    const ticket = newSecret();
    this.#tickets.set(secretHash(ticket), { by, endsAt: this.#now() + pageTicketMs });
    return ticket;
  }

  /** Turns a ticket into a session; undefined for one that was used, ran out, or never was. */
  open(ticket: string): NewSession | undefined {
    const hash = secretHash(ticket);
    const known = this.#tickets.get(hash);
    // Used up, whatever comes of it.
    this.#tickets.delete(hash);
    if (!known || known.endsAt <= this.#now()) return undefined;
    this.#clear(this.#sessions);
    const [cookie, key] = [newSecret(), randomBytes(32).toString('base64url')];
    const { by } = known;
    this.#sessions.set(secretHash(cookie), { by, keyHash: hashed(key), endsAt: this.#now() + pageSessionMs });
    return { by, cookie, key };
  }

  /** Whose session it is; undefined when one half is missing, wrong or of another session, or it is over. */
  find(cookie: string | undefined, key: string | undefined): string | undefined {
    if (cookie === undefined || key === undefined) return undefined;
    const session = this.#sessions.get(secretHash(cookie));
    if (!session || session.endsAt <= this.#now()) return undefined;
    return timingSafeEqual(session.keyHash, hashed(key)) ? session.by : undefined;
  }

  end(cookie: string): void {
    this.#sessions.delete(secretHash(cookie));
  }

  #clear(held: Map<string, { readonly endsAt: number }>): void {
    for (const [hash, { endsAt }] of held) if (endsAt <= this.#now()) held.delete(hash);
    for (const hash of held.keys()) {
      if (held.size < heldAtMost) break;
      held.delete(hash);
    }
  }
}
