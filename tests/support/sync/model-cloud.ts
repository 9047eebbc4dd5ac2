import { createHash } from 'node:crypto';
import { CloudRefusal, type CloudTransport, CloudUnreachable, type PokeListener } from '#main/sync/transport.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { ErrorCode } from '#shared/errors.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { Hello, HelloAnswer } from '#shared/sync/hello.ts';
import type { Change } from '#shared/sync/operation.ts';
import { schemaVersion } from '#shared/sync/protocol.ts';
import type { PullAnswer } from '#shared/sync/pull.ts';
import type { Push, PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';

export function refusal(
  status: number,
  code: ErrorCode,
  members: Record<string, unknown> = {},
  retryAfter?: number,
): CloudRefusal {
  return new CloudRefusal({ status, code, detail: code, members: { code, ...members }, retryAfter });
}

const elsewhere = '0190a000-0000-7000-8000-00000000000e';

/** What happens to one call: it fails before the cloud hears of it, or the cloud's answer is lost, or it never ends. */
export type Mishap = { readonly fails: Error } | { readonly loses: Error } | { readonly hangs: true };

/**
 * A model of the cloud in memory, as far as the client can tell, with a plan of mishaps: a log, numbers and tokens of
 * each device, snapshots in chunks. Nothing in it waits, so that a virtual clock can drive everything.
 */
export class ModelCloud implements CloudTransport {
  epoch = 'cloud-1';
  log: { id: string; value: string; device: string; seq: number }[] = [];
  /** Before this position nothing is left. */
  compactedTo = 0;
  switches: SubsystemSwitches = {};
  time = 1_795_200_000_000;
  protocol = { from: 1, to: 1 };
  chunkRows = 2;
  readonly calls: string[] = [];
  readonly pushes: Push[] = [];
  readonly devices = new Map<string, { last: number; token: string; answer?: { token: string; answer: PushAnswer } }>();
  mishaps: { readonly of: string; readonly mishap: Mishap; times: number }[] = [];
  pokes: { listener: PokeListener; end: () => void }[] = [];
  pokeMishap: Error | undefined;
  refreshed = 0;
  #tokens = 0;

  /** The next `times` calls of this kind meet a mishap. */
  plan(of: string, mishap: Mishap, times = 1): void {
    this.mishaps.push({ of, mishap, times });
  }

  /** Somebody else writes. */
  write(id: string, value: string): void {
    this.log.push({ id, value, device: elsewhere, seq: 0 });
    for (const { listener } of this.pokes) listener.poke();
  }

  get records(): Map<string, string> {
    return new Map(this.log.map(({ id, value }) => [id, value]));
  }

  count(of: string): number {
    return this.calls.filter((call) => call === of).length;
  }

  hello(message: Hello, signal: AbortSignal): Promise<HelloAnswer> {
    return this.#call('hello', signal, () => {
      const { last, token, answer } = this.#device(message.device, message.epoch);
      const said = message.continuation;
      const unheard = answer !== undefined && answer.token === said;
      if (said !== undefined && !unheard && said !== token) throw this.#fork();
      return {
        serverEpoch: this.epoch,
        time: this.time,
        protocol: this.protocol,
        schema: { from: 1, to: schemaVersion },
        limits: { operations: 3, bytes: 100_000, changes: 3 },
        lastSeq: last,
        // Who never heard the last answer sends that push again, with the token it went with.
        continuation: unheard ? said : token,
        news: this.#position(message.cursor) < this.log.length,
        switches: this.switches,
      };
    });
  }

  push(message: Push, signal: AbortSignal): Promise<PushAnswer> {
    return this.#call('push', signal, () => {
      this.pushes.push(message);
      const device = this.#device(message.device, message.epoch);
      // The same token again: the answer was lost on the way.
      if (device.answer && device.answer.token === message.continuation) return device.answer.answer;
      if (message.continuation !== device.token) throw this.#fork();
      if (message.firstSeq > device.last + 1) throw refusal(409, 'sync_sequence_gap', { expected: device.last + 1 });
      for (const op of message.ops) {
        if (op.seq <= device.last || op.kind !== 'put') continue;
        this.log.push({ id: op.id, value: String(op.fields['value']), device: message.device, seq: op.seq });
        device.last = op.seq;
      }
      this.#tokens += 1;
      device.token = `token-${this.#tokens}`;
      const answer = { lastSeq: device.last, continuation: device.token, outcomes: [] };
      device.answer = { token: message.continuation, answer };
      return answer;
    });
  }

  pull({ cursor, limit }: { cursor: string | undefined; limit: number }, signal: AbortSignal): Promise<PullAnswer> {
    return this.#call('pull', signal, () => {
      const from = this.#position(cursor);
      if (from > this.log.length) throw refusal(410, 'sync_cursor_gone', { reason: 'set_back' });
      if (from < this.compactedTo) throw refusal(410, 'sync_cursor_gone', { reason: 'compacted' });
      const to = Math.min(this.log.length, from + limit);
      const changes = this.log.slice(from, to).map<Change>(({ id, value }, index) => ({
        kind: 'put',
        position: from + index + 1,
        last: true,
        entity: 'thing',
        id,
        whole: true,
        fields: { value },
        stamps: { '*': formatStamp({ ms: from + index, counter: 0, device: elsewhere }) },
      }));
      return { changes, cursor: String(to), more: to < this.log.length };
    });
  }

  snapshot(after: string | undefined, signal: AbortSignal): Promise<SnapshotChunk> {
    return this.#call('snapshot', signal, () => {
      const all = [...this.records].sort(([a], [b]) => (a < b ? -1 : 1));
      const from = Number(after ?? 0);
      const rows = all.slice(from, from + this.chunkRows).map(([id, value]) => ({
        entity: 'thing',
        id,
        fields: { value },
        stamps: { '*': formatStamp({ ms: 1, counter: 0, device: elsewhere }) },
      }));
      const next = from + this.chunkRows;
      return {
        rows,
        sha256: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
        cursor: String(this.log.length),
        total: all.length,
        ...(next < all.length ? { next: String(next) } : {}),
      };
    });
  }

  checksums(signal: AbortSignal) {
    return this.#call('checksums', signal, () => {
      const { records } = this;
      const sum = [...records].reduce((total, [id, value]) => total + id.length + value.length, 0);
      return {
        cursor: String(this.log.length),
        entities: { thing: { rows: records.size, sum: sum.toString(16).padStart(16, '0') } },
      };
    });
  }

  poke(cursor: string | null, listener: PokeListener, signal: AbortSignal): Promise<void> {
    this.calls.push('poke');
    if (this.pokeMishap) return Promise.reject(this.pokeMishap);
    return new Promise((resolve, reject) => {
      const entry = {
        listener,
        end: () => {
          this.pokes = this.pokes.filter((other) => other !== entry);
          resolve();
        },
      };
      this.pokes.push(entry);
      signal.addEventListener('abort', () => {
        this.pokes = this.pokes.filter((other) => other !== entry);
        reject(signal.reason);
      });
      listener.opened();
      if (this.#position(cursor ?? undefined) < this.log.length) listener.poke();
    });
  }

  refresh(): void {
    this.refreshed += 1;
  }

  #fork(): CloudRefusal {
    const copy = `0190a000-0000-7000-8000-00000000f${String(this.devices.size).padStart(3, '0')}`;
    return refusal(409, 'sync_device_forked', { device: copy, credential: `credential-of-${copy}` });
  }

  #position(cursor: string | undefined): number {
    return Number(cursor ?? 0);
  }

  #device(id: string, epoch: number) {
    const key = `${id} ${epoch}`;
    const known = this.devices.get(key);
    if (known) return known;
    this.#tokens += 1;
    const made = { last: 0, token: `token-${this.#tokens}` };
    this.devices.set(key, made);
    return made as { last: number; token: string; answer?: { token: string; answer: PushAnswer } };
  }

  async #call<T>(of: string, signal: AbortSignal, work: () => T): Promise<T> {
    this.calls.push(of);
    const planned = this.mishaps.find((candidate) => candidate.of === of && candidate.times > 0);
    if (planned) {
      planned.times -= 1;
      const { mishap } = planned;
      if ('hangs' in mishap)
        return new Promise<T>((_, reject) => {
          if (signal.aborted) reject(signal.reason);
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      if ('fails' in mishap) throw mishap.fails;
      work();
      throw mishap.loses;
    }
    await Promise.resolve();
    signal.throwIfAborted();
    return work();
  }
}

export const lost = () => new CloudUnreachable('cloud_unreachable');
