import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import type { DeviceKind } from '#shared/lan/inputs.ts';
import { codeAlphabet, normalizeTypedCode, typedCodeLength } from '#shared/lan/names.ts';
import { newToken } from '../identity/service.ts';
import { newId } from '../store/service.ts';

/** A pairing code can be used for this long. */
export const offerLifeMs = 2 * 60_000;
/** Wrong typed codes after which no typed code of the moment works any more; the scanned ones still do. */
const wrongTypedAllowed = 5;
/** Tries per address and minute, right or wrong. */
const triesPerAddress = 20;
const offersAtOnce = 10;

/** A place held open for one device. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly offeredBy: string;
  readonly expiresAt: number;
  /** The device that took it, once one did. */
  readonly deviceId: string | null;
}

interface HeldOffer extends Offer {
  readonly offeredAt: number;
  readonly scanned: Buffer;
  readonly typed: Buffer;
  wrongTyped: number;
}

const digest = (code: string) => createHash('sha256').update(code).digest();

/**
 * Pairing codes, in memory only: a restart forgets them. Each offer has a code of 256 bits to scan and one of 40 bits
 * to type; the typed ones die of a few wrong guesses, which hurts nobody who scans.
 */
export class Pairing {
  readonly #now: () => number;
  readonly #offers = new Map<string, HeldOffer>();
  readonly #tries = new LRUCache<string, { count: number; until: number }>({ max: 5_000 });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes a code; it is given out once and only its hash is kept. */
  offer(name: string, kind: DeviceKind, offeredBy: string): { offer: Offer; scanCode: string; typedCode: string } {
    this.#forgetOld();
    const [oldest] = this.#offers.keys();
    if (this.#offers.size >= offersAtOnce && oldest !== undefined) this.#offers.delete(oldest);
    const scanCode = newToken();
    const typedCode = Array.from({ length: typedCodeLength }, () => codeAlphabet[randomInt(32)]).join('');
    const now = this.#now();
    const offer: HeldOffer = {
      id: newId(),
      name,
      kind,
      offeredBy,
      offeredAt: now,
      expiresAt: now + offerLifeMs,
      deviceId: null,
      scanned: digest(scanCode),
      typed: digest(typedCode),
      wrongTyped: 0,
    };
    this.#offers.set(offer.id, offer);
    return { offer, scanCode, typedCode };
  }

  /** How an offer stands; undefined once it ran out or was withdrawn. */
  find(id: string): Offer | undefined {
    this.#forgetOld();
    return this.#offers.get(id);
  }

  withdraw(id: string): void {
    this.#offers.delete(id);
  }

  withdrawAll(): void {
    this.#offers.clear();
  }

  /**
   * Takes the offer of a code, once. `giveBack` is for when the pairing could not be written. Throws AppError
   * pairing_code_wrong, which does not tell a wrong code from a used or an old one, or rate_limited.
   */
  take(code: string, address: string): { offer: Offer; done: (deviceId: string) => void; giveBack: () => void } {
    this.#countTry(address);
    this.#forgetOld();
    const typedForm = normalizeTypedCode(code);
    const isTyped = typedForm.length <= typedCodeLength;
    const given = digest(isTyped ? typedForm : code);
    let found: HeldOffer | undefined;
    // All offers are looked at, so that the time tells nothing.
    for (const offer of this.#offers.values()) {
      const open = offer.deviceId === null && (!isTyped || offer.wrongTyped < wrongTypedAllowed);
      if (timingSafeEqual(given, isTyped ? offer.typed : offer.scanned) && open) found = offer;
    }
    if (!found) {
      if (isTyped) for (const offer of this.#offers.values()) offer.wrongTyped += 1;
      throw new AppError('pairing_code_wrong');
    }
    const offer = found;
    this.#offers.delete(offer.id);
    return {
      offer,
      done: (deviceId) => void this.#offers.set(offer.id, { ...offer, deviceId }),
      giveBack: () => void this.#offers.set(offer.id, offer),
    };
  }

  #countTry(address: string): void {
    const now = this.#now();
    const known = this.#tries.get(address);
    const window =
      known && known.until > now && known.until <= now + 60_000 ? known : { count: 0, until: now + 60_000 };
    window.count += 1;
    this.#tries.set(address, window);
    if (window.count <= triesPerAddress) return;
    const seconds = Math.ceil((window.until - now) / 1000);
    throw new AppError('rate_limited', { seconds }, { retryAfter: seconds });
  }

  #forgetOld(): void {
    const now = this.#now();
    // A clock that was set back must not make an offer live longer.
    for (const [id, offer] of this.#offers) {
      if (offer.expiresAt <= now || offer.offeredAt > now) this.#offers.delete(id);
    }
  }
}
