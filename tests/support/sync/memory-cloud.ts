import type { CloudTransport, PokeListener } from '#main/sync/transport.ts';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { Hello } from '#shared/sync/hello.ts';
import { schemaVersion } from '#shared/sync/protocol.ts';
import type { Push } from '#shared/sync/push.ts';
import { SyncRefusal, SyncServer } from '../sync-server.ts';
import { HttpCloud } from './http-cloud.ts';
import { refusal } from './model-cloud.ts';

/** A cloud in memory that merges as the real one does, behind real HTTP. */
export class MemoryCloud {
  readonly server = new SyncServer();
  switches: SubsystemSwitches = {};
  rowsAtOnce = 40;
  readonly #listeners = new Set<PokeListener>();
  #http: HttpCloud | undefined;

  static async start(): Promise<MemoryCloud> {
    const cloud = new MemoryCloud();
    cloud.#http = await HttpCloud.start(cloud);
    return cloud;
  }

  get http(): HttpCloud {
    if (!this.#http) throw new Error('not started');
    return this.#http;
  }

  /** Goes away, as after a power cut; its data stays. */
  async stop(): Promise<void> {
    await this.#http?.close();
  }

  /** Comes back at the same address, with the same devices. */
  async comeBack(): Promise<void> {
    const before = this.http;
    this.#http = await HttpCloud.start(this, Number(new URL(before.url).port));
    for (const [credential, device] of before.credentials) this.http.credentials.set(credential, device);
    Object.assign(this.http.enterprise, before.enterprise);
  }

  pokeAll(): void {
    for (const listener of this.#listeners) listener.poke();
  }

  /** The sync API as one device has it. */
  sync(device: string): CloudTransport {
    const { server } = this;
    const isBehind = (cursor: string | null) => server.pull(device, cursor, 1).changes.length > 0;
    return {
      hello: async (message: Hello) =>
        refused(() => {
          const { lastSeq, continuation } = server.hello(message.device, message.epoch, message.continuation);
          return {
            serverEpoch: server.epoch,
            time: Date.now(),
            protocol: { from: 1, to: 1 },
            schema: { from: 1, to: schemaVersion },
            limits: { operations: 50, bytes: 512 * 1024, changes: 100 },
            lastSeq,
            continuation,
            news: isBehind(message.cursor ?? null),
            switches: this.switches,
          };
        }),
      push: async (message: Push) =>
        refused(() => {
          const answer = server.push(message);
          const { cursor } = server.pull(message.device, null, 1_000_000);
          for (const listener of this.#listeners) listener.poke(cursor);
          return answer;
        }),
      pull: async ({ cursor, limit }) => refused(() => server.pull(device, cursor ?? null, limit)),
      snapshot: async (after) => refused(() => server.snapshot(after, this.rowsAtOnce)),
      checksums: async () => {
        const { cursor } = server.pull(device, null, 1_000_000);
        return { cursor, entities: server.checksums() };
      },
      poke: (cursor, listener, signal) =>
        new Promise((_, reject) => {
          this.#listeners.add(listener);
          signal.addEventListener('abort', () => {
            this.#listeners.delete(listener);
            reject(signal.reason);
          });
          listener.opened();
          if (isBehind(cursor)) listener.poke();
        }),
      refresh: () => {},
    };
  }
}

const copy = '0190a000-0000-7000-8000-00000000c0c0';

function refused<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyncRefusal)) throw error;
    if (error.code === 'sync_sequence_gap') throw refusal(409, error.code, { expected: error.expected });
    if (error.code === 'sync_device_forked')
      throw refusal(409, error.code, { device: copy, credential: `credential-of-${copy}` });
    throw refusal(410, 'sync_cursor_gone', { reason: error.code });
  }
}
