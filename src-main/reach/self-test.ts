import { randomBytes } from 'node:crypto';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { appOf, type ReachStep, stayingSeconds, systemOf, type TestedPhone } from '#shared/reach/reach.ts';
import { newId, type Store } from '../store/service.ts';

/** How long a test may be joined. */
const lifeMs = 15 * 60_000;
const maxPhones = 40;
const tickMs = 1_000;
/** Live messages that arrive for this long show that nothing between holds them back. */
const reachedSeconds = 2;

interface Phone extends TestedPhone {
  /** When the present stream began, by this process's clock. */
  since: number | undefined;
}

interface Test {
  readonly code: string;
  readonly actorId: string;
  readonly step: ReachStep;
  readonly startedAt: number;
  /** How often the page was opened; more than there are phones when a page could not send. */
  opened: number;
  readonly phones: Map<string, Phone>;
}

/** A test as the main computer shows it. */
export interface SelfTestView {
  readonly code: string;
  readonly step: ReachStep;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly opened: number;
  readonly phones: readonly TestedPhone[];
}

/** Where a phone's live messages go. */
export interface TickSink {
  send(seconds: number): void;
  end(): void;
}

/**
 * The test page's other half: what a phone that opened it can do, told live on the main computer. One test at a time, in
 * memory; its code is worth nothing beyond it.
 */
export class SelfTest {
  readonly #store: Store;
  readonly #pass: (actorId: string, steps: readonly ReachStep[]) => void;
  readonly #streams = new Map<string, { sink: TickSink; timer: NodeJS.Timeout }>();
  #test: Test | undefined;

  /** `pass` keeps what was found out. */
  constructor(store: Store, pass: (actorId: string, steps: readonly ReachStep[]) => void) {
    this.#store = store;
    this.#pass = pass;
  }

  /** Starts a test of one step; an earlier one ends. */
  start(actor: Actor, step: ReachStep): SelfTestView {
    requirePermission(actor, 'table', 'update');
    this.close();
    this.#test = {
      code: randomBytes(12).toString('base64url'),
      actorId: actor.userId,
      step,
      startedAt: this.#store.now(),
      opened: 0,
      phones: new Map(),
    };
    return viewOf(this.#test);
  }

  /** The test that runs, or null. */
  current(actor: Actor): SelfTestView | null {
    requirePermission(actor, 'table', 'update');
    const test = this.#running();
    return test ? viewOf(test) : null;
  }

  /** Whether a code is the running test's. */
  knows(code: string): boolean {
    return this.#running()?.code === code;
  }

  /** The page was opened: the phone reaches this computer, whatever else it can. */
  pageOpened(code: string): void {
    this.#find(code).opened += 1;
    this.#changed();
  }

  /** A phone sent its first message. Throws AppError self_test_over, rate_limited. */
  join(code: string, client: { userAgent: string; family: 4 | 6 }): { id: string } {
    const test = this.#find(code);
    if (test.phones.size >= maxPhones) throw new AppError('rate_limited', { seconds: 60 }, { retryAfter: 60 });
    const id = newId();
    test.phones.set(id, {
      id,
      app: appOf(client.userAgent),
      system: systemOf(client.userAgent),
      family: client.family,
      latencyMs: null,
      stream: null,
      connected: false,
      seconds: 0,
      since: undefined,
    });
    this.#changed();
    return { id };
  }

  /** What the phone measured itself. */
  report(code: string, id: string, report: { latencyMs?: number | undefined; stream?: boolean | undefined }): void {
    const test = this.#find(code);
    const phone = this.#phone(test, id);
    const { latencyMs = phone.latencyMs, stream = phone.stream } = report;
    test.phones.set(id, { ...phone, latencyMs: latencyMs === null ? null : Math.round(latencyMs), stream });
    this.#changed();
  }

  /** Sends a phone a message each second, until the returned function is called. */
  connect(code: string, id: string, sink: TickSink): () => void {
    const test = this.#find(code);
    const phone = this.#phone(test, id);
    this.#disconnect(id);
    const since = performance.now();
    test.phones.set(id, { ...phone, connected: true, since });
    const timer = setInterval(() => this.#tick(test, id, sink), tickMs);
    this.#streams.set(id, { sink, timer });
    sink.send(0);
    this.#changed();
    return () => {
      const own = this.#streams.get(id);
      if (own?.sink !== sink) return;
      clearInterval(timer);
      this.#streams.delete(id);
      const last = test.phones.get(id);
      if (last) test.phones.set(id, { ...last, connected: false, since: undefined });
      this.#changed();
    };
  }

  /** Ends the test and its streams. */
  close(): void {
    for (const id of [...this.#streams.keys()]) this.#disconnect(id);
    this.#test = undefined;
  }

  #tick(test: Test, id: string, sink: TickSink): void {
    const phone = test.phones.get(id);
    if (!phone || phone.since === undefined || this.#running() !== test) {
      this.#disconnect(id);
      return;
    }
    const seconds = Math.round((performance.now() - phone.since) / 1000);
    test.phones.set(id, { ...phone, seconds: Math.max(phone.seconds, seconds) });
    sink.send(seconds);
    if (seconds >= reachedSeconds && phone.stream) this.#pass(test.actorId, passedBy(test.step, phone));
    this.#changed();
  }

  #disconnect(id: string): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    clearInterval(stream.timer);
    this.#streams.delete(id);
    stream.sink.end();
  }

  #running(): Test | undefined {
    if (this.#test && this.#store.now() >= this.#test.startedAt + lifeMs) this.close();
    return this.#test;
  }

  #find(code: string): Test {
    const test = this.#running();
    if (!test || test.code !== code) throw new AppError('self_test_over');
    return test;
  }

  #phone(test: Test, id: string): Phone {
    const phone = test.phones.get(id);
    if (!phone) throw new AppError('self_test_over');
    return phone;
  }

  #changed(): void {
    this.#store.feed.publish([{ topic: 'self_test', id: 'current' }]);
  }
}

/** Which steps a phone has shown to be well: the one it was asked for, and what its application is. */
function passedBy(asked: ReachStep, phone: TestedPhone): ReachStep[] {
  const passed: ReachStep[] = ['firewall'];
  if (asked === 'isolation') passed.push('isolation');
  if (asked === 'staying' && phone.seconds >= stayingSeconds) passed.push('staying');
  if (phone.app === 'wechat' || phone.app === 'alipay') passed.push(phone.app);
  else if (phone.app !== 'other') passed.push('camera');
  return passed;
}

function viewOf({ code, step, startedAt, opened, phones }: Test): SelfTestView {
  return {
    code,
    step,
    startedAt,
    expiresAt: startedAt + lifeMs,
    opened,
    phones: [...phones.values()].map(({ since: _, ...phone }) => phone),
  };
}
