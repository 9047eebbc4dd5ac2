import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import { CloudClient } from './client.ts';
import type { Connection } from './connection.ts';
import { Engine } from './engine.ts';
import type { Files } from './files.ts';
import type { CloudHttp } from './http.ts';
import type { Journal } from './journal.ts';
import type { SyncTime } from './time.ts';
import type { CloudTransport } from './transport.ts';

export interface RunnerOptions {
  readonly journal: Journal;
  readonly connection: Connection;
  readonly time: SyncTime;
  readonly log: Logger;
  /** Who this landing is at the cloud. */
  readonly device: () => string;
  readonly httpOf: (address: string) => CloudHttp;
  readonly transport: ((http: CloudHttp, credential: () => string) => CloudTransport) | undefined;
  /** What travels beside the operations. */
  readonly files: () => Files | undefined;
  readonly onChange: () => void;
}

/** Runs the engine where there is a connection and a credential to it, and knows why not where there is none. */
export class Runner {
  readonly #options: RunnerOptions;
  #engine: Engine | undefined;
  #turn: Promise<void> = Promise.resolve();
  #trouble: ErrorCode | null = null;
  #state: 'new' | 'started' | 'closed' = 'new';

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Why it cannot run although this landing is connected. */
  get trouble(): ErrorCode | null {
    return this.#trouble;
  }

  /** From now on it may run. */
  open(): void {
    this.#state = 'started';
  }

  /** Ends whatever is on its way, for good. */
  async close(): Promise<void> {
    this.#state = 'closed';
    await this.stop();
  }

  /** Ends whatever is on its way, until it is brought in line again. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const engine = this.#engine;
      this.#engine = undefined;
      await this.#options.files()?.stop();
      await engine?.stop();
    });
  }

  /** The landing is not connected any more, so nothing is in its way. */
  forgetTrouble(): void {
    this.#trouble = null;
  }

  /** Runs the engine if it should run and does not. */
  bringInLine(): Promise<void> {
    return this.#inTurn(async () => {
      const { journal, connection, log, files, onChange, httpOf } = this.#options;
      const { connected, address } = connection.get();
      if (this.#state !== 'started' || !connected || this.#engine) return;
      try {
        this.#trouble = null;
        const identity = connection.identity();
        if (!identity) throw new AppError('cloud_secrets_lost');
        if (identity.adopting) await this.#adopt(identity.device, identity.credential);
        if (!journal.enabled) await journal.enable();
      } catch (error) {
        this.#trouble = error instanceof AppError ? error.code : 'internal_error';
        if (!(error instanceof AppError)) log.error({ err: error }, 'sync could not begin');
        return onChange();
      }
      this.#engine = this.#makeEngine(httpOf(address));
      this.#engine.start();
      files()?.resume();
      onChange();
    });
  }

  #makeEngine(http: CloudHttp): Engine {
    const { journal, connection, log, time, device, transport, files, onChange } = this.#options;
    const credential = () => connection.identity()?.credential ?? '';
    let phase: string | undefined;
    return new Engine({
      journal,
      transport: transport?.(http, credential) ?? new CloudClient(http, credential),
      time,
      log,
      device,
      joining: () => connection.get().joining,
      joined: () => connection.change({ joining: false }),
      fork: async (copy, secret) => {
        await connection.keepIdentity({ device: copy, credential: secret, adopting: true });
        await this.#adopt(copy, secret);
      },
      onSwitches: (switches) => connection.keepSwitches(switches),
      onChange: () => {
        const before = phase;
        phase = this.#engine?.standing.phase;
        // Records that speak of other files may have come, or the way is open again.
        if (phase === 'resting' && before !== phase) files()?.nudge();
        onChange();
      },
    });
  }

  /** Forks the journal, and only then forgets that it has to be: a crash in between does it again. */
  async #adopt(device: string, credential: string): Promise<void> {
    await this.#options.journal.fork(device);
    await this.#options.connection.keepIdentity({ device, credential, adopting: false });
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(task);
    this.#turn = done.catch((err) => this.#options.log.error({ err }, 'sync'));
    return done;
  }
}
