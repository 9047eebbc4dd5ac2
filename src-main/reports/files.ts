import type { Language } from '#shared/languages.ts';
import type { ReportCell, ReportColumn, ReportDocument, ReportTable } from '#shared/reports/document.ts';
import { percentText } from '#shared/reports/document.ts';
import { fill, type ReportWords } from '#shared/reports/words.ts';
import type { ReportsService } from './service.ts';

type Answers = { [K in 'period' | 'taxes' | 'dishes' | 'hours']: ReturnType<ReportsService[K]> };

/** What stands over every report. */
export interface Heading {
  readonly lines: readonly string[];
  readonly words: ReportWords;
  readonly language: Language;
}

function column(name: string, kind: ReportColumn['kind']): ReportColumn {
  return { name, kind };
}

function average(amount: number, by: number): ReportCell {
  return by > 0 ? Math.round(amount / by) : null;
}

/** The name of an area by its key. */
function areaName({ key, area }: { key: string; area: string | null }, words: ReportWords): string {
  if (area) return area;
  if (key === 'away') return words.noTable;
  return key === 'gone' ? words.goneTables : words.noArea;
}

const twoDigits = (hour: number) => String(hour).padStart(2, '0');
const hourName = (hour: number) => `${twoDigits(hour)}:00`;

/** The day or period report: one table for each question, all of name, count, amount. */
export function summaryDocument(report: Answers['period'], { lines, words }: Heading): ReportDocument {
  const { sales } = words;
  const columns = [column(words.what, 'text'), column(words.count, 'count'), column(words.amount, 'amount')];
  const overview: ReportTable = {
    title: sales.title,
    totals: 1,
    rows: [
      [sales.dishes, null, report.dishes],
      [sales.discounts, null, 0 - report.discounts],
      [sales.complimentary, null, 0 - report.complimentary],
      [sales.service, null, report.serviceCharge],
      [sales.cover, null, report.coverCharge],
      [sales.minimum, null, report.minimumCharge],
      [sales.addedTax, null, report.addedTax],
      [sales.rounding, null, 0 - report.rounding],
      [sales.total, report.tabs, report.total],
      ...(report.reopened.count > 0 ? [[sales.reopened, report.reopened.count, 0 - report.reopened.amount]] : []),
      [sales.returns, report.returns.count, 0 - report.returns.amount],
      [sales.revenue, null, report.revenue],
    ],
  };
  const averages: ReportTable = {
    title: sales.figures,
    rows: [
      [sales.net, null, report.net],
      [sales.tax, null, report.tax],
      [sales.tips, null, report.tips],
      [sales.guests, report.guests, null],
      [sales.perTab, null, average(report.total, report.tabs)],
      [sales.perGuest, null, average(report.guestTotal, report.guests)],
    ],
  };
  const tables: ReportTable[] = [
    overview,
    averages,
    {
      title: words.services.title,
      rows: report.services.map(({ service, tabs, total }) => [words.services[service], tabs, total]),
    },
    {
      title: words.methods.title,
      rows: report.methods.flatMap(({ key, count, amount, tips, refunds, refunded }) => {
        const method = words.methods[key];
        const rows: ReportCell[][] = [[method, count, amount]];
        if (tips > 0) rows.push([fill(words.tips, { method }), null, tips]);
        if (refunds > 0) rows.push([fill(words.refunds, { method }), refunds, 0 - refunded]);
        return rows;
      }),
    },
    {
      title: words.taxes,
      rows: report.taxes.flatMap(({ taxPpm, net, tax }) => {
        const rate = percentText(taxPpm);
        return [
          [fill(words.taxNet, { rate }), null, net],
          [fill(words.taxTax, { rate }), null, tax],
        ];
      }),
    },
    {
      title: words.discounts.title,
      rows: report.discountReasons.map(({ kind, reason, count, amount }) => [
        `${words.discounts[kind]}: ${reason || words.noReason}`,
        count,
        amount,
      ]),
    },
    {
      title: words.voids,
      rows: report.voidReasons.map(({ reason, quantity, amount }) => [reason || words.noReason, quantity, amount]),
    },
    { title: words.hours, rows: report.hours.map(({ hour, tabs, total }) => [hourName(hour), tabs, total]) },
    { title: words.areas, rows: report.areas.map((area) => [areaName(area, words), area.tabs, area.total]) },
    {
      title: words.people,
      rows: report.people.map(({ name, tabs, total }) => [name || words.unknownPerson, tabs, total]),
    },
    {
      title: words.drawers,
      rows: report.drawers.map(({ number, businessDay, difference }) => [
        fill(words.drawer, { number: number ?? '', day: businessDay }),
        null,
        difference,
      ]),
    },
  ];
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return { title: words.titles.summary, lines, currency: report.currency, columns, tables: filled };
}

/** Net, tax and gross of each rate. */
export function taxDocument({ currency, rates }: Answers['taxes'], { lines, words }: Heading): ReportDocument {
  const { tax } = words;
  const columns = [
    column(tax.mode, 'text'),
    column(tax.rate, 'percent'),
    column(tax.net, 'amount'),
    column(tax.tax, 'amount'),
    column(tax.gross, 'amount'),
  ];
  const rows = rates.map((rate): ReportCell[] => [
    tax[rate.mode],
    rate.taxPpm,
    rate.net,
    rate.tax,
    rate.net + rate.tax,
  ]);
  const net = rates.reduce((sum, rate) => sum + rate.net, 0);
  const all = rates.reduce((sum, rate) => sum + rate.tax, 0);
  const table = { title: words.taxes, rows: [...rows, [words.total, null, net, all, net + all]], totals: 1 };
  return { title: words.titles.tax, lines, currency, columns, tables: [table] };
}

/** Dishes and categories by what they brought in. */
export function dishesDocument(report: Answers['dishes'], { lines, words }: Heading): ReportDocument {
  const columns = [
    column(words.dishes.dish, 'text'),
    column(words.dishes.category, 'text'),
    column(words.dishes.quantity, 'count'),
    column(words.amount, 'amount'),
  ];
  const tables: ReportTable[] = [
    {
      title: words.titles.dishes,
      rows: report.dishes.map(({ name, category, quantity, amount }) => [
        name,
        category ?? words.offMenu,
        quantity,
        amount,
      ]),
    },
    {
      title: words.dishes.categories,
      rows: report.categories.map(({ category, quantity, amount }) => [
        '',
        category ?? words.offMenu,
        quantity,
        amount,
      ]),
    },
  ];
  return { title: words.titles.dishes, lines, currency: report.currency, columns, tables };
}

/** The name of a day of the week, 0 (Sunday) … 6. */
function weekdayName(weekday: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + weekday));
}

/** Sales by day of the week and hour. */
export function hoursDocument(
  { currency, heat }: Answers['hours'],
  { lines, words, language }: Heading,
): ReportDocument {
  const columns = [
    column(words.heat.weekday, 'text'),
    column(words.heat.hour, 'text'),
    column(words.heat.days, 'count'),
    column(words.heat.tabs, 'count'),
    column(words.heat.guests, 'count'),
    column(words.amount, 'amount'),
  ];
  const rows = heat
    .toSorted((a, b) => ((a.weekday + 6) % 7) - ((b.weekday + 6) % 7) || a.hour - b.hour)
    .map(({ weekday, hour, days, tabs, guests, total }): ReportCell[] => [
      weekdayName(weekday, language),
      hourName(hour),
      days,
      tabs,
      guests,
      total,
    ]);
  return { title: words.titles.hours, lines, currency, columns, tables: [{ title: words.titles.hours, rows }] };
}
