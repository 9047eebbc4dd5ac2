import type { ReportCell, ReportDocument, ReportTable } from '#shared/reports/document.ts';
import { fill, type ReportWords } from '#shared/reports/words.ts';
import type { OrderingService } from '../ordering/service.ts';

type Shift = ReturnType<OrderingService['shifts']['get']>;

/** The X or Z report of a drawer session: what went through it, what should be in it, what was counted. */
export function shiftDocument(
  shift: Shift,
  words: ReportWords,
  say: { readonly time: (at: number) => string; readonly person: (id: string) => string; readonly house: string },
): ReportDocument {
  const { report } = shift;
  if (!report) throw new Error('a shift report needs the right to read it');
  const { shift: s, methods } = words;
  const cash = report.methods.find(({ method }) => method === 'cash');
  const drawer: ReportCell[][] = [
    [s.float, null, report.float],
    [s.cash, cash?.payments ?? 0, (cash?.amount ?? 0) + (cash?.tips ?? 0)],
    [s.cashBack, cash?.refunds ?? 0, 0 - (cash?.refunded ?? 0)],
    [s.paidIn, null, report.paidIn],
    [s.paidOut, null, 0 - report.paidOut],
    [s.expected, null, report.expectedCash],
  ];
  if (report.countedCash !== null) {
    drawer.push([s.counted, null, report.countedCash], [s.difference, null, report.difference]);
  }
  const taken: ReportCell[][] = report.methods.flatMap(({ method, payments, amount, tips, refunds, refunded }) => {
    const name = methods[method];
    const rows: ReportCell[][] = [[name, payments, amount]];
    if (tips > 0) rows.push([fill(words.tips, { method: name }), null, tips]);
    if (refunds > 0) rows.push([fill(words.refunds, { method: name }), refunds, 0 - refunded]);
    return rows;
  });
  const moves: ReportCell[][] = shift.moves.map(({ direction, amount, reason, at, actor }) => [
    `${say.time(at)} ${say.person(actor)}: ${reason}`,
    null,
    direction === 'in' ? amount : 0 - amount,
  ]);
  const tables: ReportTable[] = [
    { title: s.drawer, rows: drawer, totals: report.countedCash === null ? 1 : 3 },
    { title: methods.title, rows: [...taken, [s.net, null, report.net]], totals: 1 },
    { title: s.moves, rows: moves },
  ];
  return {
    title: shift.number === null ? s.x : fill(s.z, { number: shift.number }),
    lines: [
      say.house,
      fill(s.day, { day: shift.businessDay }),
      fill(s.opened, { time: say.time(shift.openedAt), name: say.person(shift.openedBy) }),
      ...(shift.closedAt === null
        ? []
        : [fill(s.closed, { time: say.time(shift.closedAt), name: say.person(shift.closedBy ?? '') })]),
    ],
    currency: shift.currency,
    columns: [
      { name: words.what, kind: 'text' },
      { name: words.count, kind: 'count' },
      { name: words.amount, kind: 'amount' },
    ],
    tables: tables.filter(({ rows }) => rows.length > 0),
  };
}
