import { desc, eq } from 'drizzle-orm';
import { derOfPem, holderOf, pemOf, readCertificate } from '#server/pki/certificates.ts';
import { newEnrolmentCode, proofOf } from '#server/pki/enrolment-code.ts';
import { hashSecret } from '#server/secret-hash.ts';
import { writeEnrolmentCode } from '#shared/bench/enrolment-code.ts';
import { benchError } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { recorded } from './act.ts';
import { keyHashOf } from './benches.ts';
import type { ClosedBenches } from './closed-benches.ts';
import type { MtmsContext } from './context.ts';
import { announcementTable, benchCertificateTable, closedBenchTable } from './tables.ts';

/** How long a bench's code is good, and how many wrong tries it bears. */
const codeMs = 24 * 60 * 60_000;
export const maxTries = 5;

/**
 * A bench as the operator sees it: its code's state (`asked`: it waits for a certificate that is issued by hand), its
 * latest certificate, whether it was shut out.
 */
export interface BenchListing {
  readonly bench: string;
  readonly code: 'waiting' | 'locked' | 'expired' | 'used' | 'asked' | null;
  readonly codeExpiresAt: number | null;
  readonly certificate: { readonly serial: string; readonly issuedAt: number; readonly notAfter: number | null } | null;
  readonly closedAt: number | null;
}

/** What the operator does about benches: announces them, shuts them out, issues by hand where there is no issuer. */
export class Announcements {
  readonly #context: MtmsContext;
  readonly #closed: ClosedBenches;

  constructor(context: MtmsContext, closed: ClosedBenches) {
    this.#context = context;
    this.#closed = closed;
  }

  /** Announces a bench, new or known, and gives its one-time code; an earlier code of it counts no more. */
  async announce(by: string, benchId: string): Promise<{ readonly code: string; readonly expiresAt: number }> {
    const { record, now, identity } = this.#context;
    for (let tries = 0; ; tries += 1) {
      const code = newEnrolmentCode(identity.trust.root.der);
      const codeHash = await hashSecret(proofOf(code));
      const at = now();
      const expiresAt = at + codeMs;
      const made = await recorded(this.#context, async (tx) => {
        const [taken] = await tx.select().from(announcementTable).where(eq(announcementTable.number, code.number));
        if (taken) return false;
        const set = { number: code.number, codeHash, createdAt: at, expiresAt, tries: 0 };
        const blank = { usedAt: null, keyHash: null, request: null, serial: null };
        await tx
          .insert(announcementTable)
          .values({ benchId, ...set })
          .onConflictDoUpdate({ target: announcementTable.benchId, set: { ...set, ...blank } });
        const details = { bench: benchId, number: code.number };
        await record.add(tx, { at, actor: `operator:${by}`, action: 'bench_announced', details });
        return true;
      });
      if (made) return { code: writeEnrolmentCode(code), expiresAt };
      if (tries > 20) throw new Error('no number is free');
    }
  }

  /** Shuts a bench out: its certificates and its code count no more, from this moment on. A new code lets it in again. */
  async close(by: string, benchId: string, why: string): Promise<void> {
    const { record, now } = this.#context;
    const at = now();
    await recorded(this.#context, async (tx) => {
      const set = { at, by, why };
      await tx
        .insert(closedBenchTable)
        .values({ benchId, ...set })
        .onConflictDoUpdate({ target: closedBenchTable.benchId, set });
      await tx.delete(announcementTable).where(eq(announcementTable.benchId, benchId));
      await record.add(tx, { at, actor: `operator:${by}`, action: 'bench_closed', details: { bench: benchId, why } });
    });
    await this.#closed.look();
  }

  /** Every bench that was announced, has a certificate from here, or was shut out. */
  list(): Promise<readonly BenchListing[]> {
    const { driver, now } = this.#context;
    return driver.transaction(async (tx) => {
      const codes = new Map((await tx.select().from(announcementTable)).map((row) => [row.benchId, row]));
      const closed = new Map((await tx.select().from(closedBenchTable)).map((row) => [row.benchId, row.at]));
      const issued = await tx.select().from(benchCertificateTable).orderBy(desc(benchCertificateTable.at)).limit(5_000);
      const latest = new Map(issued.toReversed().map((row) => [row.benchId, row]));
      const ids = [...new Set([...codes.keys(), ...latest.keys(), ...closed.keys()])].toSorted();
      return ids.map((bench) => {
        const code = codes.get(bench);
        const row = latest.get(bench);
        return {
          bench,
          code: code ? codeState(code, now()) : null,
          codeExpiresAt: code?.expiresAt ?? null,
          certificate: row ? { serial: row.serial, issuedAt: row.at, notAfter: row.notAfter } : null,
          closedAt: closed.get(bench) ?? null,
        };
      });
    });
  }

  /** The certificate request that a bench sent with its code, PEM, for `npm run ca -- issue --request`. Throws not_found. */
  async request(benchId: string): Promise<string> {
    const [row] = await this.#context.driver.transaction((tx) =>
      tx.select().from(announcementTable).where(eq(announcementTable.benchId, benchId)),
    );
    if (!row?.request) throw new AppError('not_found');
    return pemOf(row.request, 'CERTIFICATE REQUEST');
  }

  /**
   * Takes the certificate that was issued by hand for that request; the bench gets it at its next try. Throws not_found,
   * E_ROLE when it is not this bench's, E_SIG when it is for another key, and what `Trust.verify` throws.
   */
  async takeCertificate(by: string, benchId: string, pem: string): Promise<void> {
    const { record, now, identity } = this.#context;
    const [certificate, issuer] = derOfPem(pem, 'CERTIFICATE').map(readCertificate);
    if (!certificate || !issuer) throw new AppError('validation_failed', { reason: 'PEM: holder, then issuer' });
    identity.trust.verify(certificate, { roles: ['bench'], purpose: 'tls-client', now: now() }, [issuer]);
    if (holderOf(certificate)?.id !== benchId) throw benchError('E_ROLE', 'another_holder');
    const serial = certificate.serial.toString('hex');
    await recorded(this.#context, async (tx) => {
      const [row] = await tx
        .select()
        .from(announcementTable)
        .where(eq(announcementTable.benchId, benchId))
        .for('update');
      if (!row?.keyHash) throw new AppError('not_found');
      const keyHash = keyHashOf(certificate.publicKey);
      if (keyHash !== row.keyHash) throw benchError('E_SIG', 'key_of_another_request');
      const { notAfter } = certificate;
      await tx.insert(benchCertificateTable).values({
        ...{ serial, benchId, keyHash, why: 'hand', at: now(), notAfter },
        ...{ certificate: certificate.der, issuer: issuer.der },
      });
      await tx.update(announcementTable).set({ serial }).where(eq(announcementTable.benchId, benchId));
      const details = { bench: benchId, serial };
      await record.add(tx, { at: now(), actor: `operator:${by}`, action: 'bench_certificate_taken', details });
    });
  }
}

function codeState(code: typeof announcementTable.$inferSelect, now: number): BenchListing['code'] {
  const { usedAt, serial, tries, expiresAt } = code;
  if (serial !== null) return 'used';
  if (usedAt !== null) return 'asked';
  if (tries >= maxTries) return 'locked';
  return expiresAt < now ? 'expired' : 'waiting';
}
