import { Engine } from '#main/sync/engine.ts';
import { FakeJournal } from './fake-journal.ts';
import { ModelCloud } from './model-cloud.ts';
import { settle, VirtualTime } from './virtual-time.ts';

export const deviceId = '0190a000-0000-7000-8000-000000000001';

/** The nth id of a record. */
export const id = (n: number) => `0190a000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

/** So many records with their values. */
export const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => [id(from + n), `v${n}`] as const);

/** An engine between a journal and a cloud in memory, in virtual time. */
export class Rig {
  readonly cloud: ModelCloud;
  readonly journal: FakeJournal;
  readonly time: VirtualTime;
  readonly engine: Engine;
  readonly logged: { level: string; values: unknown; message: string | undefined }[] = [];
  readonly credentials: string[] = [];
  readonly phases: string[] = [];
  joining: boolean;
  device: string;

  /** What the engine says it is at. */
  get phase() {
    return this.engine.standing.phase;
  }

  constructor(options: { cloud?: ModelCloud; journal?: FakeJournal; joining?: boolean; chance?: () => number } = {}) {
    this.cloud = options.cloud ?? new ModelCloud();
    this.journal = options.journal ?? new FakeJournal(deviceId);
    this.time = new VirtualTime(options.chance);
    this.joining = options.joining ?? false;
    this.device = this.journal.device;
    const log = (level: string) => (values: unknown, message?: string) => {
      this.logged.push({ level, values, message });
    };
    this.engine = new Engine({
      journal: this.journal,
      transport: this.cloud,
      time: this.time,
      log: { info: log('info'), warn: log('warn'), error: log('error') } as never,
      device: () => this.device,
      joining: () => this.joining,
      joined: async () => {
        this.joining = false;
      },
      fork: async (device, credential) => {
        this.device = device;
        this.credentials.push(credential);
        await this.journal.fork(device);
      },
      onSwitches: async () => {},
      onChange: () => {
        const { phase } = this.engine.standing;
        if (this.phases.at(-1) !== phase) this.phases.push(phase);
      },
    });
  }

  /** Starts it and lets it come to rest. */
  async start(): Promise<this> {
    this.engine.start();
    await this.time.pass(10);
    return this;
  }

  /** Writes on the landing and lets the engine hear of it. */
  async write(...pairs: (readonly [string, string])[]): Promise<void> {
    this.journal.write(...pairs);
    this.engine.nudge();
    await settle();
  }

  /** How the log of calls went since `from`. */
  callsSince(from: number): string[] {
    return this.cloud.calls.slice(from).filter((call) => call !== 'poke');
  }
}
