import pino from 'pino';
import { BenchEnrolment } from '#main/bench/enrolment/enrolment.ts';
import { benchEnrolmentTable } from '#main/bench/tables.ts';
import type { KeySupervisor, Secrets } from '#main/secrets/service.ts';
import { type OpenStore, openStore } from '#main/store/service.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { type ReadyRoleKey, readyRoles } from '#shared/identity/permissions.ts';
import type { Clock } from './landing.ts';
import { openSecrets } from './secrets.ts';

/** Somebody with one of the ready roles. */
export const actorOf = (role: ReadyRoleKey): Actor => ({
  userId: role,
  username: role,
  displayName: role,
  sessionId: role,
  permissions: readyRoles[role],
});

/** The enrolment of a bench over a data folder of its own, as a landing composes it. */
export class TestBench {
  readonly enrolment: BenchEnrolment;
  readonly secrets: Secrets;
  readonly log: string[];
  readonly #opened: OpenStore;

  private constructor(enrolment: BenchEnrolment, secrets: Secrets, opened: OpenStore, log: string[]) {
    this.enrolment = enrolment;
    this.secrets = secrets;
    this.#opened = opened;
    this.log = log;
  }

  static async open(folder: string, clock: Clock, supervisor?: KeySupervisor): Promise<TestBench> {
    const opened = openStore({ folder, now: clock.now, onListenerError: () => {} });
    const secrets = await openSecrets(folder, supervisor ? { supervisor } : {});
    const said: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void said.push(line) });
    const enrolment = new BenchEnrolment({ store: opened.store, secrets, random: () => 0.5, log });
    return new TestBench(enrolment, secrets, opened, said);
  }

  enrol(address: string, code: string) {
    return this.enrolment.enrol(actorOf('owner'), { address, code });
  }

  /** What is kept of the enrolment. */
  row(): typeof benchEnrolmentTable.$inferSelect {
    const row = this.#opened.store.db.select().from(benchEnrolmentTable).get();
    if (!row) throw new Error('not enrolled');
    return row;
  }

  async close(): Promise<void> {
    await this.enrolment.close();
    await this.secrets.close();
    await this.#opened.close();
  }
}
