import { createHash, randomBytes } from 'node:crypto';
import { readCertificate } from '#server/pki/certificates.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { openStatement } from '#server/pki/statements.ts';
import { Trust } from '#server/pki/trust.ts';
import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { MasterKeyRequest } from '#shared/bench/kms.ts';
import type { TerminalRefusal } from '#shared/bench/message.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { masterKeyStatementSchema, ticketSchema } from '#shared/bench/statements.ts';
import { AppError } from '#shared/errors.ts';
import { newTransmissionKey, sealTransmissionKey } from '../cms/service.ts';
import { type Expected, keyCheckValue, type SecretKey, unwrapKey } from '../crypto/service.ts';
import { type HeldKeys, type KeyRequest, type PinPad, PinPadRefusal, type SealedKey } from './pin-pad.ts';

export interface SoftPinPadOptions {
  readonly serial: string;
  /** The terminal's own key and certificate. */
  readonly signer: Signer;
  /** The one root it was made with. */
  readonly rootPem: string;
  readonly keys: TerminalProfile['keys'];
  /** UTC milliseconds. */
  readonly now?: () => number;
}

/** A transmission key that was made and waits until the KMS shows, by a master key under it, that it has it. */
interface Made {
  readonly nonce: string;
  readonly key: SecretKey;
  readonly sealed: SealedKey;
}

const statuses: Readonly<Partial<Record<BenchCode, TerminalRefusal>>> = {
  E_SIG: 0x10,
  E_CMS: 0x1c,
  E_CERT_EXPIRED: 0x15,
  E_CERT_REVOKED: 0x18,
  E_CRL_STALE: 0x19,
  E_CLOCK: 0x1a,
  E_ROLE: 0x14,
  E_RECIPIENT: 0x13,
};
/** Keys that were made and never used are forgotten beyond so many. */
const mostMade = 4;

/** Turns what trust and tickets are refused with into a status; anything else is a failure of the key store. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PinPadRefusal) throw error;
    const status = error instanceof AppError ? statuses[error.code as BenchCode] : undefined;
    throw new PinPadRefusal(status ?? 0x03, { cause: error });
  }
}

/**
 * A PIN pad in software: its own private key and certificate, transmission keys that it makes and never shows, and the
 * master key that it takes only under one of them. Reference for terminals' makers; a real one is a tamper-responsive
 * device (PCI PTS).
 */
export class SoftPinPad implements PinPad {
  readonly #options: SoftPinPadOptions;
  readonly #now: () => number;
  readonly #made = new Map<string, Made>();
  readonly #usedNonces = new Set<string>();
  #trust: { readonly trust: Trust; readonly mark: Uint8Array } | undefined;
  #transmissionKey: SecretKey | undefined;
  #masterKey: SecretKey | undefined;
  #askedNonce: string | undefined;

  constructor(options: SoftPinPadOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get certificates(): readonly Uint8Array[] {
    const { certificate, issuer } = this.#options.signer;
    return [certificate.der, issuer.der];
  }

  get held(): HeldKeys {
    const kcvOf = (key: SecretKey | undefined) => key && keyCheckValue(key);
    return { transmissionKeyKcv: kcvOf(this.#transmissionKey) ?? null, masterKeyKcv: kcvOf(this.#masterKey) ?? null };
  }

  get trustMark(): Uint8Array | null {
    return this.#trust?.mark ?? null;
  }

  loadTrust(bundle: Uint8Array): void {
    const text = new TextDecoder().decode(bundle);
    // A newer bundle must not take back a revocation that is known, so it renews what is there.
    const trust = refusing(() => {
      if (this.#trust === undefined) return Trust.pin(this.#options.rootPem, text);
      this.#trust.trust.renew(text);
      return this.#trust.trust;
    });
    this.#trust = { trust, mark: createHash('sha256').update(bundle).digest() };
  }

  async generateKey(request: KeyRequest): Promise<SealedKey> {
    return refusing(() => this.#generate(request));
  }

  /** What the terminal asks the KMS with, over its own connection. */
  newMasterKeyRequest(): MasterKeyRequest {
    this.#askedNonce = randomBytes(16).toString('hex');
    const transmissionKeys = this.#usable().map((key) => keyCheckValue(key).toString('hex'));
    return {
      serial: this.#options.serial,
      nonce: this.#askedNonce,
      ...(transmissionKeys.length > 0 ? { transmissionKeys } : {}),
    };
  }

  /**
   * Takes the master key that the KMS signed for the last request, once. Throws what `openStatement` and `unwrapKey`
   * throw, E_NONCE_REPLAY for an answer to another request, E_SN_CHANGED for one to another terminal.
   */
  installMasterKey(statement: Uint8Array): Uint8Array {
    const { serial, keys } = this.#options;
    if (this.#trust === undefined) throw benchError('E_SIG', 'trust_missing');
    const wanted = { roles: ['kms'], now: this.#now() } as const;
    const { value } = openStatement('masterKey', masterKeyStatementSchema, statement, this.#trust.trust, wanted);
    if (value.serial !== serial) throw benchError('E_SN_CHANGED', 'master_key_other_terminal');
    if (value.nonce !== this.#askedNonce) throw benchError('E_NONCE_REPLAY', 'master_key_nonce');
    const algorithm = keys === 'aes-256' ? 'A' : 'T';
    const expected: Expected = { usage: 'K0', algorithm, modes: ['D', 'B'], exportability: ['N'] };
    const { key, under } = this.#unwrap(value.keyBlock, expected);
    this.#askedNonce = undefined;
    this.#masterKey?.[Symbol.dispose]();
    this.#masterKey = key;
    this.#settle(under);
    return keyCheckValue(key);
  }

  #generate({ opId, ticket, kmsCertificate }: KeyRequest): SealedKey {
    const { serial, signer, keys } = this.#options;
    if (this.#trust === undefined) throw new PinPadRefusal(0x1b);
    const { trust } = this.#trust;
    const now = this.#now();
    const { value } = openStatement('ticket', ticketSchema, ticket, trust, { roles: ['mtms'], now });
    if (value.serial !== serial || value.opId !== opId) throw new PinPadRefusal(0x12);
    if (value.expiresAt < now) throw new PinPadRefusal(0x11);
    const recipient = readCertificate(kmsCertificate);
    if (recipient.fingerprint !== value.kmsCertificate) throw new PinPadRefusal(0x13);
    trust.verify(recipient, { roles: ['kms'], purpose: 'key-transport', now });

    const made = this.#made.get(opId);
    if (made?.nonce === value.nonce) return made.sealed;
    if (this.#usedNonces.has(value.nonce)) throw new PinPadRefusal(0x17);
    const key = newTransmissionKey(keys === 'aes-256' ? 'aes' : 'tdes');
    const nonce = Buffer.from(value.nonce, 'hex');
    const sealed = sealTransmissionKey(key, { opId, serial, nonce }, signer, recipient);
    this.#usedNonces.add(value.nonce);
    // The same operation for another customer: the key for the first one is void.
    made?.key[Symbol.dispose]();
    this.#made.delete(opId);
    this.#made.set(opId, { nonce: value.nonce, key, sealed });
    for (const [oldest, { key: forgotten }] of this.#made) {
      if (this.#made.size <= mostMade) break;
      forgotten[Symbol.dispose]();
      this.#made.delete(oldest);
    }
    return sealed;
  }

  /** The keys that were made, the newest first, then the one in use: it stays good until a newer one is shown. */
  #usable(): readonly SecretKey[] {
    const waiting = [...this.#made.values()].reverse().map(({ key }) => key);
    return this.#transmissionKey ? [...waiting, this.#transmissionKey] : waiting;
  }

  #unwrap(block: string, expected: Expected): { readonly key: SecretKey; readonly under: SecretKey } {
    let refusal: unknown = benchError('E_KEY_BLOCK', 'no_transmission_key');
    for (const under of this.#usable()) {
      try {
        return { key: unwrapKey(under, block, expected).key, under };
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  /** From now on this is the transmission key; those before it are zeroed, those made after it wait on. */
  #settle(under: SecretKey): void {
    if (under === this.#transmissionKey) return;
    this.#transmissionKey?.[Symbol.dispose]();
    this.#transmissionKey = under;
    for (const [opId, { key }] of this.#made) {
      this.#made.delete(opId);
      if (key === under) break;
      key[Symbol.dispose]();
    }
  }
}
