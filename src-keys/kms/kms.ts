import { createHash } from 'node:crypto';
import type { Credentials } from '#server/mutual-tls/credentials.ts';
import { signStatement } from '#server/pki/statements.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Acknowledgement, KmsAnswer, MasterKeyRequest } from '#shared/bench/kms.ts';
import { openTransmissionKey, verifyTransmissionKey } from '../cms/service.ts';
import { type KeyAlgorithm, type KeyBlockHeader, keyCheckValue, SecretKey, wrapKey } from '../crypto/service.ts';
import type { StorageKey } from './storage-key.ts';
import type { KmsStore, StoredKey, StoredMasterKey } from './store.ts';

/** An answer, and the same signed: a file in a folder has no connection to vouch for it. */
export interface SignedAnswer {
  readonly value: KmsAnswer;
  readonly statement: Buffer;
}

/**
 * A terminal master key's header: K0, wrapping of the working keys, which the terminal only unwraps; not exportable.
 * AES-256 in version D, double-length triple DES in version B for the legacy family.
 */
const masterKeyHeaders: Readonly<Record<KeyAlgorithm, KeyBlockHeader>> = {
  aes: { version: 'D', usage: 'K0', algorithm: 'A', mode: 'D', keyVersion: '00', exportability: 'N', optional: [] },
  tdes: { version: 'B', usage: 'K0', algorithm: 'T', mode: 'D', keyVersion: '00', exportability: 'N', optional: [] },
};
const masterKeyLength: Readonly<Record<KeyAlgorithm, number>> = { aes: 32, tdes: 16 };

const transmissionName = (opId: string) => `tk ${opId}`;
const masterName = (serial: string, nonce: string) => `tmk ${serial} ${nonce}`;

interface KmsDeps {
  readonly store: KmsStore;
  readonly storageKey: StorageKey;
  /** The certificate that speaks and signs. */
  readonly service: Credentials;
  /** The certificate that keys are sealed for. */
  readonly transport: Credentials;
  readonly now: () => number;
}

/** A key management system: takes sealed transmission keys, and gives terminals their master keys under them. */
export class Kms {
  readonly #deps: KmsDeps;

  constructor(deps: KmsDeps) {
    this.#deps = deps;
  }

  /** Whether the storage key opens what is stored. True for an empty store. */
  opensItsStore(): boolean {
    const { store, storageKey } = this.#deps;
    const key = store.anyKey();
    if (!key) return true;
    using opened = key.sealed ? storageKey.open(key.algorithm, key.sealed, transmissionName(key.opId)) : undefined;
    return opened !== undefined;
  }

  /**
   * Takes a delivery: verifies the message, looks for replays, opens the key, and stores it sealed before it answers.
   * Idempotent by operation: the same key again gets the same values. Throws what `verifyTransmissionKey` and
   * `openTransmissionKey` throw; E_CMS when the message is of another operation than it was delivered as; E_NONCE_REPLAY
   * when operation or nonce were used for another key.
   */
  receive(cms: Uint8Array, as: { readonly opId: string }): SignedAnswer {
    const { store, storageKey, transport, service, now } = this.#deps;
    const recipient = transport.signer;
    const wanted = { trust: service.trust, now: now(), recipient: recipient.certificate };
    const message = verifyTransmissionKey(cms, wanted);
    if (message.opId !== as.opId) throw benchError('E_CMS', 'op_id_differs');
    const envelope = createHash('sha256').update(message.envelope.sealed).digest('hex');
    const known = store.transmissionKey(message.opId);
    if (known) {
      if (known.envelope !== envelope || known.serial !== message.serial)
        throw benchError('E_NONCE_REPLAY', 'op_id_used');
      return this.#answer(known);
    }
    const nonce = message.nonce.toString('hex');
    if (store.knowsNonce(nonce)) throw benchError('E_NONCE_REPLAY', 'nonce_used');
    using key = openTransmissionKey(message, recipient);
    const stored: StoredKey = {
      opId: message.opId,
      serial: message.serial,
      algorithm: key.algorithm,
      kcv: keyCheckValue(key).toString('hex'),
      nonce,
      envelope,
      receivedAt: now(),
      state: 'pending',
      sealed: storageKey.seal(key, transmissionName(message.opId)),
    };
    store.addTransmissionKey(stored);
    return this.#answer(stored);
  }

  #answer({ opId, serial, kcv, receivedAt }: StoredKey): SignedAnswer {
    const value = { opId, serial, kcv, receivedAt };
    return { value, statement: signStatement('kmsAnswer', value, this.#deps.service.signer) };
  }

  /**
   * Gives a terminal a fresh master key, as an X9.143 key block under its transmission key, in a statement that repeats
   * the terminal's nonce. The same nonce again gets the same statement. Throws E_SN_CHANGED when the terminal asks for
   * another one, E_KMS_PENDING while no transmission key of it has arrived.
   */
  giveMasterKey(request: MasterKeyRequest, terminal: { readonly id: string }): Buffer {
    const { store, storageKey, service, now } = this.#deps;
    const { serial, nonce } = request;
    if (terminal.id !== serial) throw benchError('E_SN_CHANGED', 'request_of_another_terminal');
    const given = store.masterKey(serial, nonce);
    if (given) return given.statement;
    const under = store
      .usableKeys(serial)
      .find(({ kcv }) => request.transmissionKeys === undefined || request.transmissionKeys.includes(kcv));
    if (!under?.sealed) throw benchError('E_KMS_PENDING', 'no_transmission_key');
    using transmissionKey = storageKey.open(under.algorithm, under.sealed, transmissionName(under.opId));
    if (!transmissionKey) throw new Error(`the stored key of operation ${under.opId} cannot be opened`);
    using masterKey = SecretKey.generate(under.algorithm, masterKeyLength[under.algorithm]);
    const keyBlock = wrapKey(transmissionKey, masterKey, masterKeyHeaders[under.algorithm]);
    const statement = signStatement('masterKey', { serial, nonce, keyBlock }, service.signer);
    const stored: StoredMasterKey = {
      serial,
      nonce,
      opId: under.opId,
      algorithm: under.algorithm,
      kcv: keyCheckValue(masterKey).toString('hex'),
      sealed: storageKey.seal(masterKey, masterName(serial, nonce)),
      statement,
      givenAt: now(),
      acknowledgedAt: null,
    };
    store.addMasterKey(stored);
    return statement;
  }

  /**
   * Hears that a terminal holds its master key: its transmission key is now the current one and older ones are erased.
   * Throws E_SN_CHANGED, E_NONCE_REPLAY for a nonce that nothing was given for, and E_KCV when the terminal computed
   * another check value; then nothing is settled.
   */
  acknowledge({ serial, nonce, kcv }: Acknowledgement, terminal: { readonly id: string }) {
    const { store, now } = this.#deps;
    if (terminal.id !== serial) throw benchError('E_SN_CHANGED', 'request_of_another_terminal');
    const given = store.masterKey(serial, nonce);
    if (!given) throw benchError('E_NONCE_REPLAY', 'nonce_unknown');
    if (given.kcv !== kcv) throw benchError('E_KCV', 'master_key_differs');
    store.acknowledge(given, now());
    return { serial, kcv };
  }
}
