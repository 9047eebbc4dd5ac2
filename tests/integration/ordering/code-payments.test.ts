import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ChargeAnswer, type CodeCharge, FolderProvider } from '#main/ordering/payment-providers.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { plainItem } from '#tests/support/menu.ts';
import { patience } from '#tests/support/patience.ts';

const charge = (id: string, more: Partial<CodeCharge> = {}): CodeCharge => ({
  id,
  amount: 1250,
  currency: 'CNY',
  exponent: 2,
  billNumber: 'B1',
  authCode: '134567890123456785',
  ...more,
});

/** A bridge program as docs/operations/payment-bridge.md asks for: takes by renaming, answers by renaming. */
function bridge(folder: string, decide: (request: CodeCharge) => Partial<ChargeAnswer> | string | undefined) {
  const seen: CodeCharge[] = [];
  mkdirSync(join(folder, 'taken'), { recursive: true });
  const timer = setInterval(() => {
    const requests = join(folder, 'requests');
    if (!existsSync(requests)) return;
    for (const name of readdirSync(requests).filter((file) => file.endsWith('.json'))) {
      renameSync(join(requests, name), join(folder, 'taken', name));
      const request = JSON.parse(readFileSync(join(folder, 'taken', name), 'utf8')) as CodeCharge;
      seen.push(request);
      const answer = decide(request);
      if (answer === undefined) continue;
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      writeFileSync(join(folder, `${name}.answer`), text);
      renameSync(join(folder, `${name}.answer`), join(folder, 'answers', name));
    }
  }, 10);
  return { seen, stop: () => clearInterval(timer) };
}

describe('charging over a folder', () => {
  const folder = tempFolder();
  const provider = new FolderProvider(folder.path);
  let running: ReturnType<typeof bridge> | undefined;
  const start = (decide: Parameters<typeof bridge>[1]) => {
    running = bridge(folder.path, decide);
    return running;
  };
  const soon = () => AbortSignal.timeout(500);
  const long = () => AbortSignal.timeout(patience.timeout);
  /** Charges until the bridge has dealt with the request. */
  const untilSeen = async (id: string, seen: readonly CodeCharge[]) => {
    const enough = new AbortController();
    const charging = provider.charge(charge(id), enough.signal);
    await vi.waitFor(() => expect(seen.map((request) => request.id)).toContain(id), patience);
    enough.abort();
    return charging;
  };

  afterEach(() => running?.stop());
  afterAll(() => folder.remove());

  it('asks the bridge once however often it is repeated, and keeps no code', async () => {
    const { seen } = start(() => ({ outcome: 'approved', reference: 'WX-1' }));
    const answers = await Promise.all([provider.charge(charge('a'), long()), provider.charge(charge('a'), long())]);
    expect(answers[0]).toEqual({ outcome: 'approved', reference: 'WX-1', message: '' });
    expect(answers[1]).toEqual(answers[0]);
    expect(await provider.charge(charge('a'), long())).toEqual(answers[0]);
    expect(seen).toEqual([charge('a')]);
    expect(readFileSync(join(folder.path, 'begun', 'a.json'), 'utf8')).not.toContain(charge('a').authCode);
    expect(await provider.knows('a')).toBe(true);
    expect(await provider.knows('b')).toBe(false);
    await expect(provider.charge(charge('a', { amount: 1 }), long())).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('answers many who ask for the same at once alike', async () => {
    const { seen } = start(() => ({ outcome: 'approved', reference: 'WX-2' }));
    const ids = Array.from({ length: 20 }, (_, index) => `many-${index}`);
    const asked = ids.flatMap((id) => Array.from({ length: 5 }, () => provider.charge(charge(id), long())));
    expect(new Set((await Promise.all(asked)).map(({ reference }) => reference))).toEqual(new Set(['WX-2']));
    expect(seen.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it.runIf(existsSync('/dev/full'))(
    'a full disk is a refusal: nothing was asked, and it can be asked again',
    async () => {
      const { seen } = start(() => ({ outcome: 'approved' }));
      await provider.prepare();
      symlinkSync('/dev/full', join(folder.path, 'requests', 'full.json.part'));
      await expect(provider.charge(charge('full'), long())).rejects.toMatchObject({ code: 'storage_full' });
      expect(await provider.knows('full')).toBe(false);
      expect(readdirSync(join(folder.path, 'requests'))).toEqual([]);
      expect(await provider.charge(charge('full'), long())).toMatchObject({ outcome: 'approved' });
      expect(seen).toEqual([charge('full')]);
    },
  );

  it('a request nobody takes in time is withdrawn: nothing was charged, then and later', async () => {
    expect(await provider.charge(charge('idle'), soon())).toMatchObject({ outcome: 'declined', message: 'not_taken' });
    const { seen } = start(() => ({ outcome: 'approved' }));
    expect(await provider.charge(charge('idle'), long())).toMatchObject({ outcome: 'declined' });
    expect(seen).toEqual([]);
  });

  it('a request that was taken and not answered, or answered with nonsense, is unknown until an answer comes', async () => {
    const { seen } = start((request) => (request.id === 'nonsense' ? '{"outcome":"paid, I think"}' : undefined));
    expect(await untilSeen('silent', seen)).toMatchObject({ outcome: 'unknown' });
    expect(await untilSeen('nonsense', seen)).toMatchObject({ outcome: 'unknown' });
    for (const id of ['silent', 'nonsense']) {
      writeFileSync(join(folder.path, 'answers', `${id}.json`), '{"outcome":"approved","reference":"late"}');
      expect(await provider.charge(charge(id), long())).toMatchObject({ outcome: 'approved', reference: 'late' });
    }
  });
});

describe('charging a customer’s code at the counter', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let itemId: string;
  let price: number;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    const item = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
    itemId = item.id;
    price = item.price.amount;
    await landing.settings({ paymentMethods: ['cash', 'wallet'], codeProvider: 'practice' });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  async function tab(): Promise<string> {
    const { id } = await counter.mutate<{ id: string }>('ordering.tabs.openTakeAway');
    await counter.mutate('ordering.orders.place', {
      tabId: id,
      lines: [{ itemId, quantity: 1 }],
      idempotencyKey: newKey(),
    });
    return id;
  }
  const ask = (tabId: string, more: object = {}) =>
    counter.call<ChargeAnswer>(
      'ordering.payments.charge',
      { tabId, amount: price, authCode: '134567890123456785', idempotencyKey: newKey(), ...more },
      'POST',
    );
  const paidOn = async (tabId: string) =>
    (await counter.query<{ paid: { amount: number } }>('ordering.tabs.get', { tabId })).paid.amount;

  it('no outcome pays anything by itself; the cashier takes it with the provider’s reference', async () => {
    const tabId = await tab();
    for (const [last, outcome] of [
      ['0', 'declined'],
      ['9', 'unknown'],
      ['5', 'approved'],
    ] as const) {
      const { data } = await ask(tabId, { authCode: `13456789012345678${last}` });
      expect(data.outcome).toBe(outcome);
      expect(await paidOn(tabId)).toBe(0);
    }
  });

  it('what cannot be paid is not charged; what was begun is told although the bill is paid meanwhile', async () => {
    const tabId = await tab();
    expect((await ask(tabId, { amount: price + 1 })).problem?.code).toBe('payment_too_large');
    expect((await ask(tabId, { amount: 0 })).problem?.code).toBe('validation_failed');
    expect((await ask(tabId, { authCode: '../../etc/passwd' })).status).toBe(400);
    const request = { idempotencyKey: newKey() };
    const { data } = await ask(tabId, request);
    await counter.mutate('ordering.payments.take', {
      tabId,
      method: 'wallet',
      amount: price,
      reference: data.reference,
      idempotencyKey: newKey(),
    });
    expect((await ask(tabId, request)).data).toEqual(data);
    expect((await ask(tabId)).problem?.code).toBe('payment_too_large');
    await landing.settings({ codeProvider: 'none' });
    expect((await ask(await tab())).problem?.code).toBe('payment_method_off');
  });
});
