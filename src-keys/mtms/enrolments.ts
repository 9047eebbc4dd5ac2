import type { KeyObject } from 'node:crypto';
import { and, desc, eq, gte } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { holderOf, pemOf, readCertificate } from '#server/pki/certificates.ts';
import type { Peer } from '#server/pki/trust.ts';
import { verifySecret } from '#server/secret-hash.ts';
import type { Enrol, Enrolled, Renew } from '#shared/bench/enrolment.ts';
import { benchError } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { keyOfRequest } from '../ca/service.ts';
import { recorded } from './act.ts';
import { maxTries } from './announcements.ts';
import { keyHashOf } from './benches.ts';
import type { ClosedBenches } from './closed-benches.ts';
import type { MtmsContext } from './context.ts';
import { announcementTable, benchCertificateTable } from './tables.ts';

/** A renewal whose answer was lost is asked for again; it gets the same certificate for so long. */
const sameRenewalMs = 10 * 60_000;

type CertificateRow = typeof benchCertificateTable.$inferSelect;

interface Wanted {
  readonly benchId: string;
  readonly keyHash: string;
}

/**
 * Benches take their certificates by a one-time code and renew them with what they have. A certificate's serial number
 * and time are committed before it is made, so a crash at any point gives the same one at the next try.
 */
export class Enrolments {
  readonly #context: MtmsContext;
  readonly #closed: ClosedBenches;
  /** The published issuing certificates and lists, PEM. */
  readonly #bundle: () => string;

  constructor(context: MtmsContext, closed: ClosedBenches, bundle: () => string) {
    this.#context = context;
    this.#closed = closed;
    this.#bundle = bundle;
  }

  /**
   * Gives the bench that knows a code its certificate; the same code with the same key gives the same one. Throws E_CODE
   * (with the tries `left`), E_CODE_LOCKED, E_CODE_EXPIRED, E_CODE_USED; E_ISSUER while a certificate has to be issued by
   * hand; AppError validation_failed for a request that is none.
   */
  async enrol({ number, proof, certificateRequest }: Enrol, address: string): Promise<Enrolled> {
    const request = Buffer.from(certificateRequest, 'base64');
    const publicKey = keyIn(request);
    const keyHash = keyHashOf(publicKey);
    const outcome = await recorded(this.#context, (tx) =>
      this.#useCode(tx, number, proof, { keyHash, request }, address),
    );
    if (outcome instanceof AppError) throw outcome;
    const { row, benchId } = outcome;
    if (!row) throw benchError('E_ISSUER', 'by_hand', { params: { bench: benchId } });
    return this.#answer(await this.#issued(row, publicKey));
  }

  /**
   * Renews a bench's certificate, for the key it has or a new one. Throws E_ISSUER where this MTMS cannot issue, and
   * AppError validation_failed.
   */
  async renew({ id: benchId }: Peer, { certificateRequest }: Renew): Promise<Enrolled> {
    const publicKey = keyIn(Buffer.from(certificateRequest, 'base64'));
    const keyHash = keyHashOf(publicKey);
    const { issuer, now, record } = this.#context;
    if (!issuer) throw benchError('E_ISSUER', 'renewal', { params: { bench: benchId } });
    const row = await recorded(this.#context, async (tx) => {
      const [recent] = await this.#latest(tx, { benchId, keyHash }, now() - sameRenewalMs);
      if (recent) return recent;
      const made = await this.#reserve(tx, { benchId, keyHash }, 'renewal');
      const details = { serial: made.serial, key: keyHash };
      await record.add(tx, { at: now(), actor: `bench:${benchId}`, action: 'bench_renewed', details });
      return made;
    });
    return this.#answer(await this.#issued(row, publicKey));
  }

  /** Judges a code; what it finds is committed, so a refusal is given back and not thrown. */
  async #useCode(
    tx: Tx,
    number: string,
    proof: string,
    asked: { readonly keyHash: string; readonly request: Buffer },
    address: string,
  ): Promise<AppError | { readonly benchId: string; readonly row: CertificateRow | undefined }> {
    const { now, record, issuer, log } = this.#context;
    const [found] = await tx.select().from(announcementTable).where(eq(announcementTable.number, number)).for('update');
    const at = now();
    const refuse = async (error: AppError, action: string) => {
      log.warn({ address, number, code: error.code }, 'a code was refused');
      const details = { number, code: error.code, address, ...(found ? { bench: found.benchId } : {}) };
      await record.add(tx, { at, actor: 'mtms', action, details });
      return error;
    };
    // A code nobody has is refused like a wrong one, with the tries a code has.
    if (!found) return refuse(benchError('E_CODE', 'unknown', { params: { left: maxTries - 1 } }), 'code_refused');
    const { benchId, codeHash, tries, usedAt, expiresAt } = found;
    const mine = eq(announcementTable.benchId, benchId);
    if (tries >= maxTries) return refuse(benchError('E_CODE_LOCKED', 'tries'), 'code_refused');
    if (!(await verifySecret(proof, codeHash))) {
      await tx
        .update(announcementTable)
        .set({ tries: tries + 1 })
        .where(mine);
      const left = maxTries - tries - 1;
      const error =
        left > 0 ? benchError('E_CODE', 'wrong', { params: { left } }) : benchError('E_CODE_LOCKED', 'tries');
      return refuse(error, 'code_refused');
    }
    if (usedAt !== null && found.keyHash !== asked.keyHash)
      return refuse(benchError('E_CODE_USED', 'another_key'), 'code_refused');
    if (expiresAt < at) return refuse(benchError('E_CODE_EXPIRED', 'expired'), 'code_refused');
    if (usedAt === null)
      await tx
        .update(announcementTable)
        .set({ usedAt: at, ...asked })
        .where(mine);
    if (found.serial !== null) {
      const is = eq(benchCertificateTable.serial, found.serial);
      const [given] = await tx.select().from(benchCertificateTable).where(is);
      return { benchId, row: given };
    }
    if (!issuer) return { benchId, row: undefined };
    const row = await this.#reserve(tx, { benchId, keyHash: asked.keyHash }, 'code');
    await tx.update(announcementTable).set({ serial: row.serial }).where(mine);
    const details = { bench: benchId, serial: row.serial, key: asked.keyHash, address };
    await record.add(tx, { at, actor: `bench:${benchId}`, action: 'bench_enrolled', details });
    return { benchId, row };
  }

  #latest(tx: Tx, { benchId, keyHash }: Wanted, since: number) {
    const { at } = benchCertificateTable;
    return tx
      .select()
      .from(benchCertificateTable)
      .where(
        and(eq(benchCertificateTable.benchId, benchId), eq(benchCertificateTable.keyHash, keyHash), gte(at, since)),
      )
      .orderBy(desc(at))
      .limit(1);
  }

  async #reserve(tx: Tx, { benchId, keyHash }: Wanted, why: 'code' | 'renewal'): Promise<CertificateRow> {
    const { issuer, now } = this.#context;
    if (!issuer) throw benchError('E_ISSUER', why);
    const at = Math.max(now(), this.#closed.issuableFrom(benchId));
    const [row] = await tx
      .insert(benchCertificateTable)
      .values({ serial: issuer.newSerial(), benchId, keyHash, why, at })
      .returning();
    if (!row) throw new Error('a certificate was not reserved');
    return row;
  }

  /** The certificate of a row, made now if it was not before. */
  async #issued(row: CertificateRow, publicKey: KeyObject): Promise<CertificateRow> {
    if (row.certificate) return row;
    const { issuer, driver } = this.#context;
    if (!issuer) throw benchError('E_ISSUER', row.why);
    const { serial, benchId: id, at } = row;
    const made = await issuer.issue({ id, publicKey, serial }, at);
    const { der, notAfter } = made.certificate;
    const set = { certificate: der, issuer: made.issuer.der, notAfter };
    await driver.transaction((tx) =>
      tx.update(benchCertificateTable).set(set).where(eq(benchCertificateTable.serial, serial)),
    );
    return { ...row, ...set };
  }

  #answer({ benchId, certificate, issuer }: CertificateRow): Enrolled {
    if (!certificate || !issuer) throw new Error('a certificate is missing');
    const { identity } = this.#context;
    return {
      bench: benchId,
      mtms: holderOf(identity.signer.certificate)?.id ?? '',
      certificates: [certificate, issuer].map((der) => readCertificate(der).der.toString('base64')),
      root: identity.trust.root.der.toString('base64'),
      trust: this.#bundle(),
    };
  }
}

/** The key of a request. Throws AppError validation_failed. */
function keyIn(request: Buffer): KeyObject {
  const key = keyOfRequest(pemOf(request, 'CERTIFICATE REQUEST'));
  if (!key) throw new AppError('validation_failed', { reason: 'certificateRequest: PKCS #10, RSA 2048 to 4096 bits' });
  return key;
}
