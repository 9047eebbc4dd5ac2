import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allDay,
  type BoardLine,
  type BoardTicket,
  clockOf,
  coursesOf,
  finishedAt,
  linesAt,
  recallSteps,
  soundsOf,
  standingOf,
  startOf,
  ticketsAt,
  toBump,
  toCook,
  unseenVoids,
  withStates,
} from '#renderer/console/kitchen/board.ts';
import { urgencyOf } from '#renderer/console/kitchen/urgency.ts';
import { lineStates } from '#shared/ordering/order.ts';

let made = 0;
const line = (parts: Partial<BoardLine> = {}): BoardLine => {
  made += 1;
  return {
    id: `line-${made}`,
    itemId: 'noodles',
    name: 'Noodles',
    station: 'wok',
    course: 0,
    quantity: 1,
    voided: 0,
    state: 'queued',
    held: false,
    firedAt: null,
    movedAt: null,
    options: [],
    note: '',
    combo: null,
    weightGrams: null,
    ...parts,
  };
};
const ticket = (lines: readonly BoardLine[], parts: Partial<BoardTicket> = {}): BoardTicket => {
  made += 1;
  return { id: `ticket-${made}`, orderId: `order-${made}`, at: 1000, urgedAt: null, lines, ...parts };
};

const lineArbitrary = fc
  .record({
    itemId: fc.constantFrom('noodles', 'rice', 'tea'),
    station: fc.constantFrom('wok', 'bar', 'cold'),
    course: fc.nat(3),
    quantity: fc.nat(3),
    voided: fc.nat(2),
    state: fc.constantFrom(...lineStates),
    held: fc.boolean(),
    firedAt: fc.option(fc.integer({ min: 1000, max: 9000 })),
    movedAt: fc.option(fc.integer({ min: 1000, max: 9000 })),
    options: fc.array(fc.record({ name: fc.constantFrom('hot', 'mild'), quantity: fc.integer({ min: 1, max: 2 }) }), {
      maxLength: 2,
    }),
  })
  .map(line);
const ticketArbitrary = fc.array(lineArbitrary, { minLength: 1, maxLength: 6 }).map((lines) => ticket(lines));
const ticketsArbitrary = fc.array(ticketArbitrary, { maxLength: 12 });
const stationsArbitrary = fc.subarray(['wok', 'bar', 'cold']);

describe('what a screen shows', () => {
  it('each dish at its own station, and each at exactly one when every station has its screen', () => {
    fc.assert(
      fc.property(ticketArbitrary, (one) => {
        const apart = ['wok', 'bar', 'cold'].flatMap((station) => linesAt(one, [station]));
        expect(apart.map(({ id }) => id).sort()).toEqual(one.lines.map(({ id }) => id).sort());
        expect(linesAt(one, [])).toEqual(one.lines);
      }),
    );
  });

  it('a ticket leaves a station when its dishes there are ready, and the pass when they are served', () => {
    const wok = line({ state: 'ready' });
    const tea = line({ station: 'bar' });
    const one = ticket([wok, tea]);
    expect(ticketsAt([one], ['wok'], {})).toEqual([]);
    expect(ticketsAt([one], ['bar'], {})).toEqual([one]);
    expect(ticketsAt([one], [], {})).toEqual([one]);
    const ready = withStates(one, { [tea.id]: 'ready' }, 5000);
    expect(ticketsAt([ready], ['bar'], {})).toEqual([]);
    expect(ticketsAt([ready], [], {})).toEqual([ready]);
    expect(ticketsAt([withStates(ready, { [tea.id]: 'served', [wok.id]: 'served' }, 6000)], [], {})).toEqual([]);
  });

  it('is never on the board and in the list of what went out at once', () => {
    fc.assert(
      fc.property(ticketsArbitrary, stationsArbitrary, (tickets, stations) => {
        const seen = Object.fromEntries(tickets.flatMap(({ lines }) => lines.map(({ id, voided }) => [id, voided])));
        const out = finishedAt(tickets, stations).map(({ ticket: { id } }) => id);
        for (const { id } of ticketsAt(tickets, stations, seen)) expect(out).not.toContain(id);
      }),
    );
  });

  it('voided portions stay until they are acknowledged or their dish is ready', () => {
    const off = line({ quantity: 0, voided: 2 });
    const one = ticket([off]);
    expect(standingOf(one, off)).toBe('off');
    expect(ticketsAt([one], ['wok'], {})).toEqual([one]);
    expect(ticketsAt([one], ['wok'], { [off.id]: 2 })).toEqual([]);
    expect(unseenVoids([{ ...off, voided: 3 }], { [off.id]: 2 })).toHaveLength(1);
    expect(unseenVoids([line({ voided: 1, state: 'ready' })], {})).toEqual([]);
  });
});

describe('courses and clocks', () => {
  it('a later course waits, quietly, until every dish before it is ready, and its time begins there', () => {
    const starter = line({ course: 1 });
    const main = line({ course: 2, station: 'bar' });
    const rice = line();
    const one = ticket([main, starter, rice]);
    expect(coursesOf(one.lines).map(({ course }) => course)).toEqual([0, 1, 2]);
    expect([rice, starter, main].map((dish) => standingOf(one, dish))).toEqual(['active', 'active', 'later']);
    expect(clockOf(one, linesAt(one, ['bar']))).toBeNull();
    const next = withStates(one, { [starter.id]: 'ready' }, 7000);
    expect(standingOf(next, main)).toBe('active');
    expect(clockOf(next, linesAt(next, ['bar']))).toEqual({ kind: 'cooking', since: 7000 });
  });

  it('a held dish has no time until it is fired, and then its own', () => {
    const held = line({ held: true });
    expect(startOf(ticket([held]), held)).toBeNull();
    const fired = { ...held, held: false, firedAt: 4000 };
    expect(startOf(ticket([fired]), fired)).toBe(4000);
    const early = { ...fired, course: 3 };
    expect(startOf(ticket([line({ course: 1 }), early]), early)).toBe(4000);
  });

  it('counts what waits to be carried out from when the last dish was ready', () => {
    const lines = [line({ state: 'ready', movedAt: 3000 }), line({ state: 'ready', movedAt: 5000 })];
    expect(clockOf(ticket(lines), lines)).toEqual({ kind: 'waiting', since: 5000 });
  });

  it('turn amber, then red, as the house says', () => {
    const house = { amberMinutes: 5, redMinutes: 8 };
    expect([0, 4, 5, 7, 8, 90].map((minutes) => urgencyOf(minutes, house))).toEqual([
      'calm',
      'calm',
      'soon',
      'soon',
      'late',
      'late',
    ]);
  });

  it('a bump of the ticket leaves later courses for later', () => {
    const starter = line({ course: 1 });
    const main = line({ course: 2 });
    const one = ticket([starter, main, line({ held: true })]);
    expect(toBump(one, one.lines)).toEqual([starter]);
    const next = withStates(one, { [starter.id]: 'ready' }, 2000);
    expect(toBump(next, next.lines).map(({ id }) => id)).toEqual([main.id]);
  });
});

describe('bump and recall', () => {
  it('taken back, a bump leaves every dish as it was', () => {
    fc.assert(
      fc.property(ticketArbitrary, stationsArbitrary, (one, stations) => {
        const before = toBump(one, linesAt(one, stations)).map(({ id, state }) => ({ id, state }));
        const bumped = withStates(one, Object.fromEntries(before.map(({ id }) => [id, 'ready' as const])), 8000);
        expect(
          toBump(
            bumped,
            bumped.lines.filter(({ id }) => before.some((known) => known.id === id)),
          ),
        ).toEqual([]);
        const back = recallSteps(before).reduce(
          (state, { to, lineIds }) => withStates(state, Object.fromEntries(lineIds.map((id) => [id, to])), 9000),
          bumped,
        );
        expect(back.lines.map(({ state }) => state)).toEqual(one.lines.map(({ state }) => state));
      }),
    );
  });
});

describe('all-day counts', () => {
  it('adds the same dish with the same options over all tickets, held ones and other stations aside', () => {
    const hot = { options: [{ name: 'hot', quantity: 1 }] };
    const tickets = [
      ticket([line({ quantity: 2 }), line({ quantity: 1, ...hot }), line({ station: 'bar', itemId: 'tea' })]),
      ticket([line({ quantity: 3 }), line({ held: true }), line({ state: 'ready' }), line({ quantity: 0, voided: 1 })]),
    ];
    expect(
      allDay(tickets, ['wok']).map(({ count, options, ticketIds }) => [count, options.length, ticketIds.length]),
    ).toEqual([
      [5, 0, 2],
      [1, 1, 1],
    ]);
  });

  it('is all that is to be cooked, whatever the tickets', () => {
    fc.assert(
      fc.property(ticketsArbitrary, stationsArbitrary, (tickets, stations) => {
        const portions = tickets
          .flatMap((one) => toCook(linesAt(one, stations)))
          .reduce((sum, l) => sum + l.quantity, 0);
        const dishes = allDay(tickets, stations);
        expect(dishes.reduce((sum, { count }) => sum + count, 0)).toBe(portions);
        expect(new Set(dishes.map(({ key }) => key)).size).toBe(dishes.length);
      }),
    );
  });
});

describe('sounds', () => {
  it('one key for a ticket however often it changes, another when it is urged, fired or voided', () => {
    const dish = line();
    const one = ticket([dish]);
    const keys = (tickets: BoardTicket[]) => [...soundsOf(tickets, ['wok'], {}).keys()];
    expect(keys([one])).toEqual([one.id]);
    expect(keys([withStates(one, { [dish.id]: 'cooking' }, 2000)])).toEqual([one.id]);
    expect(keys([{ ...one, urgedAt: 3000 }])).toContain(`urged:${one.id}:3000`);
    expect(keys([ticket([{ ...dish, firedAt: 2000 }])])).toContain(`fired:${dish.id}`);
    expect(keys([ticket([line({ station: 'bar' })])])).toEqual([]);
  });
});
