import { z } from 'zod';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import {
  aheadSchema,
  batchViewSchema,
  type Capture,
  type ChangeCustomer,
  customerViewSchema,
  enrolledApproverSchema,
  type FetchAhead,
  followedSchema,
  type OpenOperation,
  operationTicketSchema,
  receivedSchema,
  statesSchema,
} from '#shared/bench/ops.ts';
import { AppError } from '#shared/errors.ts';
import type { BenchRecord } from '../record/record.ts';
import type { BenchMember, BenchStanding } from '../standing.ts';

type Plain<T> = Omit<T, 'auditHead'>;

const gapSchema = z.object({ known: z.number().int().min(0) });
/** Gaps that are closed in one call; one is usual after a restart, a second after another call failed in between. */
const gapsAtMost = 3;

/** Up to where the MTMS knows the record, when it says that links are missing. */
function gapOf(error: unknown): number | undefined {
  if (!(error instanceof AppError) || error.code !== 'E_AUDIT' || reasonOf(error) !== 'audit_gap') return undefined;
  return gapSchema.safeParse(error.params).data?.known ?? 0;
}

/**
 * What the bench asks the MTMS. Every POST takes the record's head along; where the MTMS misses links, they are sent
 * first. Throws what `BenchMember.request` throws, and E_MTMS_DOWN for an answer that is none.
 */
export class MtmsCalls {
  readonly #standing: BenchStanding;
  readonly #record: BenchRecord;

  constructor(standing: BenchStanding, record: BenchRecord) {
    this.#standing = standing;
    this.#record = record;
  }

  open(body: Plain<OpenOperation>) {
    return this.#post('/v1/ops', body, operationTicketSchema);
  }

  changeCustomer(voidedId: string, body: Plain<ChangeCustomer>) {
    return this.#post(`/v1/ops/${voidedId}/customer`, body, operationTicketSchema);
  }

  send(opId: string, body: Plain<Capture>) {
    return this.#post(`/v1/ops/${opId}/tk`, body, receivedSchema);
  }

  fetchAhead(body: Plain<FetchAhead>) {
    return this.#post('/v1/tickets', body, aheadSchema);
  }

  async states(opIds: readonly string[]) {
    const { operations } = read(
      statesSchema,
      await this.#standing.member().request('POST', '/v1/ops/states', { opIds }),
    );
    return operations;
  }

  async customer(code: string) {
    return read(customerViewSchema, await this.#get(`/v1/customers/${encodeURIComponent(code)}`));
  }

  async batch(batch: string) {
    return read(batchViewSchema, await this.#get(`/v1/batches/${encodeURIComponent(batch)}`));
  }

  async enrolApprover(body: { readonly code: string; readonly publicKey: string }) {
    return read(enrolledApproverSchema, await this.#standing.member().request('POST', '/v1/approvers', body));
  }

  /** Sends what no other call took along. Gives up to where the MTMS follows. */
  async followRecord(): Promise<number> {
    const member = this.#standing.member();
    await this.#sendPieces(member);
    const { seq } = await this.#post('/v1/record', {}, followedSchema);
    this.#record.followedTo(seq);
    return seq;
  }

  #get(path: string): Promise<unknown> {
    return this.#standing.member().request('GET', path);
  }

  async #post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    const member = this.#standing.member();
    for (let gaps = 0; ; gaps += 1) {
      if (this.#record.isFarAhead) await this.#sendPieces(member);
      const auditHead = this.#record.auditHead();
      try {
        const value = await member.request('POST', path, { ...body, auditHead });
        this.#record.tookAlong(auditHead.seq);
        return read(schema, value);
      } catch (error) {
        const known = gapOf(error);
        if (known === undefined || gaps >= gapsAtMost) throw error;
        this.#record.followedTo(known);
      }
    }
  }

  /** Sends the links that do not fit into an ordinary call. */
  async #sendPieces(member: BenchMember): Promise<void> {
    let gaps = 0;
    for (let piece = this.#record.nextPiece(); piece; piece = this.#record.nextPiece()) {
      try {
        const { seq } = read(followedSchema, await member.request('POST', '/v1/record', { auditHead: piece }));
        this.#record.followedTo(Math.max(seq, piece.seq));
      } catch (error) {
        const known = gapOf(error);
        if (known === undefined || gaps >= gapsAtMost) throw error;
        gaps += 1;
        this.#record.followedTo(known);
      }
      if (!this.#record.isFarAhead) return;
    }
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw benchError('E_MTMS_DOWN', 'answer_unreadable', { cause: error });
  return data;
}
