import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scrypt,
  sign,
} from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { approvalText } from '#shared/bench/approval.ts';
import type { ApproverView } from '#shared/bench/collection.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Capture } from '#shared/bench/ops.ts';
import type { Approval } from '#shared/bench/receipt.ts';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { scopeOf } from '#shared/identity/permissions.ts';
import { Attempts, type IdentityService } from '../../identity/service.ts';
import { act, type Desk, nameIn } from '../collection/desk.ts';
import { benchApproverTable as table } from '../tables.ts';

/** 128 MiB and a good part of a second for each guess (RFC 7914; OWASP's setting for scrypt). */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const maxmem = 2 * 128 * cost.N * cost.r;

const sealedSchema = z.object({
  userId: z.string(),
  n: z.number(),
  r: z.number(),
  p: z.number(),
  salt: z.base64(),
  nonce: z.base64(),
  tag: z.base64(),
  sealed: z.base64(),
});
type Sealed = z.infer<typeof sealedSchema>;

/** The key under a passphrase: scrypt, off the main thread. */
function stretch(passphrase: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

/** Binds a sealed key to whom it belongs to: it opens for nobody else's name. */
const bound = (id: string, userId: string) => Buffer.from(`landing-desk:approver:1\n${id}\n${userId}`, 'utf8');

async function sealKey(key: Buffer, passphrase: string, id: string, userId: string): Promise<Sealed> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const under = await stretch(passphrase, salt, cost);
  try {
    const cipher = createCipheriv('aes-256-gcm', under, nonce).setAAD(bound(id, userId));
    const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
    const text = (bytes: Buffer) => bytes.toString('base64');
    const { N: n, r, p } = cost;
    return {
      userId,
      n,
      r,
      p,
      salt: text(salt),
      nonce: text(nonce),
      tag: text(cipher.getAuthTag()),
      sealed: text(sealed),
    };
  } finally {
    under.fill(0);
  }
}

/** The key, or undefined when the passphrase is another. */
async function openKey(sealed: Sealed, passphrase: string, id: string): Promise<KeyObject | undefined> {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const { n: N, r, p } = sealed;
  const under = await stretch(passphrase, bytes(sealed.salt), { N, r, p });
  let key: Buffer | undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', under, bytes(sealed.nonce)).setAAD(bound(id, sealed.userId));
    decipher.setAuthTag(bytes(sealed.tag));
    key = Buffer.concat([decipher.update(bytes(sealed.sealed)), decipher.final()]);
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  } finally {
    under.fill(0);
    key?.fill(0);
  }
}

const sameName = (one: string, other: string): boolean =>
  one.normalize('NFKC').trim().toLowerCase() === other.normalize('NFKC').trim().toLowerCase();

/** What is to be approved, and who asked for it. */
export interface AskedChange {
  readonly opId: string;
  readonly serial: string;
  readonly from: string;
  readonly to: string;
  readonly confirmedBy: string;
  readonly confirmedById: string;
}

/**
 * People who approve: each with a key of their own, made here, registered at the MTMS, and sealed under a passphrase that
 * only they know. Nobody can approve in their name, whoever owns this computer.
 */
export class Approvers {
  readonly #desk: Desk;
  readonly #attempts: Attempts;
  readonly #people: Pick<IdentityService, 'permissionsOf'>;

  constructor(desk: Desk, people: Pick<IdentityService, 'permissionsOf'>) {
    this.#desk = desk;
    this.#attempts = new Attempts(desk.store);
    this.#people = people;
  }

  list(): ApproverView[] {
    const { id, name } = table;
    return this.#desk.store.db.select({ id, name }).from(table).orderBy(asc(name)).all();
  }

  /** The signed-in person takes a credential by the operator's code. Throws E_APPROVAL `code`, E_MTMS_DOWN. */
  async enrol(actor: Actor, code: string, passphrase: string): Promise<ApproverView> {
    this.#desk.standing.member();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
    const { approver: id, name } = await this.#desk.calls.enrolApprover({ code, publicKey: raw });
    const key = privateKey.export({ type: 'pkcs8', format: 'der' });
    const sealedKey = await sealKey(key, passphrase, id, actor.userId).finally(() => key.fill(0));
    await act(this.#desk, nameIn(actor), (tx, tell) => {
      const row = { id, name, sealedKey, createdAt: tx.at };
      tx.db.insert(table).values(row).onConflictDoUpdate({ target: table.id, set: row }).run();
      this.#attempts.clear(tx, subjectOf(id));
      tx.changed('bench', 'bench');
      tell({ action: 'approver_enrolled', details: { approver: id, name } });
    });
    return { id, name };
  }

  /** Takes a credential away from this bench. Throws AppError not_found. */
  async remove(actor: Actor, id: string): Promise<void> {
    await act(this.#desk, nameIn(actor), (tx, tell) => {
      const { changes } = tx.db.delete(table).where(eq(table.id, id)).run();
      if (changes === 0) throw new AppError('not_found');
      tx.changed('bench', 'bench');
      tell({ action: 'approver_removed', details: { approver: id } });
    });
  }

  /**
   * Signs in the approver's name. Throws E_APPROVAL `approver_unknown`, `own_change`; AppError approver_unfit (their
   * right was taken away), bench_passphrase_wrong, locked_out.
   */
  async sign(id: string, passphrase: string, asked: AskedChange): Promise<NonNullable<Capture['approvedBy']>> {
    const row = this.#desk.store.db.select().from(table).where(eq(table.id, id)).get();
    const sealed = row && sealedSchema.safeParse(row.sealedKey).data;
    if (!row || !sealed) throw benchError('E_APPROVAL', 'approver_unknown');
    const { confirmedBy, confirmedById, ...about } = asked;
    const isOwn = sealed.userId === confirmedById || sameName(confirmedBy, id) || sameName(confirmedBy, row.name);
    if (isOwn) throw benchError('E_APPROVAL', 'own_change');
    const rights = this.#people.permissionsOf(sealed.userId);
    if (!rights || scopeOf(rights, 'key_approval', 'create') === 'none') throw new AppError('approver_unfit');
    let key: KeyObject | undefined;
    const subject = subjectOf(id);
    const isRight = await this.#attempts.compare(subject, async () => {
      key = await openKey(sealed, passphrase, id);
      return key !== undefined;
    });
    if (!isRight || !key) throw new AppError('bench_passphrase_wrong');
    await this.#desk.store.write(id, (tx) => this.#attempts.clear(tx, subject), { durable: false });
    const approval: Approval = { ...about, approver: id, at: this.#desk.clock.now() };
    const signature = sign(null, Buffer.from(approvalText(approval), 'utf8'), key).toString('base64');
    return { approver: id, at: approval.at, signature };
  }
}

const subjectOf = (id: string): string => `approver:${id}`;
