import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { armingMs, Front } from '#renderer/console/bench/work/front.ts';
import { soundOf } from '#renderer/console/bench/work/news.ts';
import type { CardStep, CollectionCard } from '#shared/bench/collection.ts';

const customer = { customerCode: 'HARBOUR', customerName: 'Harbour Bank' };

function card(port: string, step: CardStep, since = 0, opId = `op-${port}`, more = customer): CollectionCard {
  const operation: CollectionCard['operation'] = {
    opId,
    ...more,
    serial: `SN-${port}`,
    model: 'P90',
    state: 'OPEN',
    changesFrom: null,
    expected: false,
    batch: null,
    ahead: false,
    expiresAt: 0,
    kcv: null,
    confirmedBy: null,
    approvedBy: null,
    problem: null,
    nextTryAt: null,
    createdAt: 0,
    changedAt: 0,
  };
  return { port, step, since, serial: `SN-${port}`, model: 'P90', operation, problem: null };
}

let front: Front;

beforeEach(() => {
  vi.useFakeTimers();
  front = new Front();
});
afterEach(() => {
  vi.useRealTimers();
});

const arm = () => vi.advanceTimersByTime(armingMs);

describe('the card in front', () => {
  it('takes no press before it was there for a while', () => {
    front.show([card('1', 'confirm')]);
    expect(front.now()).toMatchObject({ port: '1', armed: false });
    vi.advanceTimersByTime(armingMs - 1);
    expect(front.now().armed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(front.now().armed).toBe(true);
  });

  it('gives way to the next one when it is answered, and the second press of two does not count for that', () => {
    const first = card('1', 'confirm', 1);
    front.show([first, card('2', 'confirm', 2)]);
    arm();
    front.answer(first);
    expect(front.now()).toMatchObject({ port: '2', armed: false, waiting: [] });
    vi.advanceTimersByTime(200);
    expect(front.now().armed).toBe(false);
    arm();
    expect(front.now().armed).toBe(true);
  });

  it('comes back when the answer came to nothing, and has to be looked at anew', () => {
    const first = card('1', 'confirm', 1);
    front.show([first]);
    arm();
    const takeBack = front.answer(first);
    expect(front.now().answered).toBe(true);
    front.choose(null);
    takeBack();
    expect(front.now()).toMatchObject({ port: '1', answered: false });
  });

  it('is a new question when the customer or the operation on it changes', () => {
    front.show([card('1', 'confirm')]);
    arm();
    front.show([card('1', 'confirm', 5, 'op-1', { customerCode: 'LANTERN', customerName: 'Lantern Pay' })]);
    expect(front.now().armed).toBe(false);
    arm();
    front.show([card('1', 'confirm', 9, 'op-9', { customerCode: 'LANTERN', customerName: 'Lantern Pay' })]);
    expect(front.now().armed).toBe(false);
  });

  it('stays while other cards come and go; they queue, oldest first', () => {
    front.show([card('3', 'confirm', 3)]);
    arm();
    front.show([card('1', 'confirm', 9), card('2', 'confirm', 5), card('3', 'confirm', 3), card('4', 'failed', 6)]);
    expect(front.now()).toMatchObject({ port: '3', armed: true, waiting: ['2', '1'] });
  });

  it('of a chosen port stays without a card, until its own goes on', () => {
    front.show([card('1', 'confirm', 1)]);
    front.choose('5');
    expect(front.now()).toMatchObject({ port: '5', waiting: ['1'] });
    front.show([card('1', 'confirm', 1), card('5', 'reading', 2)]);
    expect(front.now().port).toBe('1');
    front.show([card('1', 'confirm', 1), card('5', 'confirm', 3)]);
    expect(front.now()).toMatchObject({ port: '1', waiting: ['5'] });
  });

  it('that wants a second person lets those pass that need only one, unless it was chosen', () => {
    front.show([card('1', 'approve', 1)]);
    front.show([card('1', 'approve', 1), card('2', 'confirm', 2)]);
    expect(front.now()).toMatchObject({ port: '2', waiting: ['1'] });
    front.choose('1');
    front.show([card('1', 'approve', 1), card('2', 'confirm', 2), card('3', 'confirm', 3)]);
    expect(front.now()).toMatchObject({ port: '1', waiting: ['2', '3'] });
  });

  it('that failed stays until somebody looks elsewhere, and does not come up again by itself', () => {
    front.show([card('1', 'failed', 1)]);
    expect(front.now().port).toBe('1');
    front.choose('4');
    front.show([card('1', 'failed', 1), card('4', 'capturing', 2)]);
    expect(front.now().port).toBe('4');
    front.show([card('1', 'failed', 8), card('4', 'capturing', 2)]);
    expect(front.now().port).toBe('4');
  });

  it('that was put away leaves the place to whoever waits', () => {
    front.show([card('1', 'confirm', 1), card('2', 'approve', 2)]);
    front.show([card('2', 'approve', 2)]);
    expect(front.now().port).toBe('2');
    front.show([]);
    expect(front.now().port).toBeNull();
  });

  it('has to be looked at anew after something lay over it', () => {
    front.show([card('1', 'confirm')]);
    arm();
    front.rearm();
    expect(front.now().armed).toBe(false);
    arm();
    expect(front.now().armed).toBe(true);
  });
});

describe('what is heard', () => {
  it('is the gravest of what is new, and nothing for what was so before', () => {
    expect(soundOf([], [card('1', 'reading')])).toBeUndefined();
    expect(soundOf([card('1', 'asking')], [card('1', 'confirm')])).toBe('call');
    expect(soundOf([card('1', 'sending')], [card('1', 'done')])).toBe('success');
    expect(soundOf([card('1', 'done')], [card('1', 'done', 7)])).toBeUndefined();
    expect(soundOf([card('1', 'sending')], [card('1', 'done'), card('2', 'failed')])).toBe('trouble');
    expect(soundOf([card('1', 'sending')], [card('1', 'done'), card('2', 'confirm')])).toBe('call');
    expect(soundOf([card('1', 'failed')], [card('1', 'failed', 3, 'op-next')])).toBe('trouble');
  });
});
