import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { newRsaKey } from '#server/pki/request.ts';
import { AppError } from '#shared/errors.ts';
import type { Secrets } from '../../secrets/service.ts';
import type { Store } from '../../store/service.ts';
import { benchEnrolmentTable } from '../tables.ts';

export type EnrolmentRow = Omit<typeof benchEnrolmentTable.$inferSelect, 'id'>;

/** The stable names under which the secrets keep the bench's keys, PKCS #8 in PEM. */
const secretNames = { key: 'bench.key', record: 'bench.record' } as const;

const rowId = 1;
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What the bench keeps of its enrolment: one row, and two private keys among the landing's secrets. */
export class EnrolmentKeeping {
  readonly #store: Store;
  readonly #secrets: Secrets;
  readonly #topic: string;

  constructor(store: Store, secrets: Secrets, topic: string) {
    this.#store = store;
    this.#secrets = secrets;
    this.#topic = topic;
  }

  row(): EnrolmentRow | undefined {
    return this.#store.db.select().from(benchEnrolmentTable).get();
  }

  async keep(row: EnrolmentRow): Promise<void> {
    await this.#store.write('system', (tx) => {
      tx.db
        .insert(benchEnrolmentTable)
        .values({ id: rowId, ...row })
        .onConflictDoUpdate({ target: benchEnrolmentTable.id, set: row })
        .run();
      tx.changed(this.#topic, this.#topic);
    });
  }

  /**
   * Forgets the enrolment and the key of its certificate. The key that signs the record stays: the record outlives every
   * enrolment, and its entries are verified by it.
   */
  async forget(): Promise<void> {
    await this.#store.write('system', (tx) => {
      tx.db.delete(benchEnrolmentTable).run();
      tx.changed(this.#topic, this.#topic);
    });
    if (this.#secrets.state === 'open') await this.#secrets.remove(secretNames.key);
  }

  get secretsState(): 'open' | 'locked' | 'lost' {
    const { state } = this.#secrets;
    if (state === 'open') return 'open';
    return state === 'other_key' || state === 'damaged' ? 'lost' : 'locked';
  }

  /** The private keys as they are kept; undefined where one is missing. Throws AppError bench_secrets_locked. */
  keys(): { readonly key: KeyObject; readonly record: KeyObject } | undefined {
    this.requireSecrets();
    const [key, record] = [this.#secrets.get(secretNames.key), this.#secrets.get(secretNames.record)];
    return key && record ? { key: createPrivateKey(key), record: createPrivateKey(record) } : undefined;
  }

  requireSecrets(): void {
    if (this.#secrets.state !== 'open') throw new AppError('bench_secrets_locked');
  }

  /**
   * The key that a certificate is asked for: the one that is kept, so that an answer that was lost is given again and
   * tickets fetched ahead stay good; or a new one, kept before it is shown to anybody.
   */
  async keyToEnrol(): Promise<KeyObject> {
    this.requireSecrets();
    if (!this.#secrets.get(secretNames.record))
      await this.#secrets.put(secretNames.record, pemOf(generateKeyPairSync('ed25519').privateKey));
    const kept = this.#secrets.get(secretNames.key);
    if (kept) return createPrivateKey(kept);
    const made = await newRsaKey();
    await this.#secrets.put(secretNames.key, pemOf(made));
    return made;
  }
}
