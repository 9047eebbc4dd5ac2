import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { type Language, localize } from '#shared/languages.ts';
import { type ReportDocument, toCsv } from '#shared/reports/document.ts';
import { hourReader } from '#shared/reports/hours.ts';
import type { Period, RecordFilter, ReportName } from '#shared/reports/inputs.ts';
import { weekdayOf } from '#shared/reports/period.ts';
import { fill, reportWords } from '#shared/reports/words.ts';
import type { IdentityService } from '../identity/service.ts';
import type { LedgerSpan, OrderingService } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import { areaKey } from './areas.ts';
import { Books } from './books.ts';
import { dishesDocument, hoursDocument, summaryDocument, taxDocument } from './files.ts';
import { SaleProjector } from './projector.ts';
import { Records } from './records.ts';
import { shiftDocument } from './shift-file.ts';

/** Adds rows up that share a key, in the order the keys first appear. */
function rollUp<T, R extends { key: string }>(rows: readonly T[], read: (row: T) => R): R[] {
  const sums = new Map<string, R>();
  for (const row of rows) {
    const one = read(row);
    const sum = sums.get(one.key);
    if (!sum) sums.set(one.key, { ...one });
    else for (const [name, value] of Object.entries(one)) addTo(sum, name, value);
  }
  return [...sums.values()];
}

function addTo(sum: object, name: string, value: unknown): void {
  const fields = sum as Record<string, unknown>;
  const before = fields[name];
  if (typeof value === 'number' && typeof before === 'number') fields[name] = before + value;
}

const byAmount = (a: { amount: number }, b: { amount: number }) => b.amount - a.amount;
const byTotal = (a: { total: number }, b: { total: number }) => b.total - a.total;

interface ReportsDeps {
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  /** Writes a report as a PDF. */
  readonly paper: (report: ReportDocument) => Promise<Buffer>;
}

/** What the house earned: day and period reports, taxes, best sellers, hours, and the records behind each figure. */
export class ReportsService {
  readonly #identity: IdentityService;
  readonly #ordering: OrderingService;
  readonly #books: Books;
  readonly #records: Records;
  readonly #projector: SaleProjector;
  readonly #paper: ReportsDeps['paper'];
  readonly #store: Store;

  constructor(store: Store, { identity, ordering, paper }: ReportsDeps) {
    this.#identity = identity;
    this.#ordering = ordering;
    this.#paper = paper;
    this.#store = store;
    this.#books = new Books(store);
    this.#records = new Records(store, ordering, this.#books);
    this.#projector = new SaleProjector(store, ordering);
  }

  /** Books what was sold before this program knew reports. Resolves with the number of facts booked. */
  catchUp(): Promise<number> {
    return this.#projector.catchUp();
  }

  #span(period: Period): LedgerSpan {
    return { currency: this.#identity.enterprise().currency, from: period.from, to: period.to };
  }

  /** The sums of a period alone, for comparing. Amounts are minor units. */
  totals(actor: Actor, period: Period) {
    requirePermission(actor, 'report', 'read');
    return this.#totals(this.#span(period));
  }

  #totals(span: LedgerSpan) {
    const services = this.#books.sales(span);
    const returns = this.#books.returns(span);
    const of = (name: Exclude<keyof (typeof services)[number], 'service'>) =>
      services.reduce((sum, row) => sum + row[name], 0);
    const total = of('total');
    return {
      currency: span.currency,
      tabs: of('tabs'),
      orders: of('orders'),
      guests: of('guests'),
      guestTotal: of('guestTotal'),
      dishes: of('dishes'),
      discounts: of('discounts'),
      complimentary: of('complimentary'),
      serviceCharge: of('serviceCharge'),
      coverCharge: of('coverCharge'),
      minimumCharge: of('minimumCharge'),
      addedTax: of('addedTax'),
      rounding: of('rounding'),
      /** What closed tabs came to, less those that were opened again. */
      total,
      /** The latter: how many, and what was taken back (positive). */
      reopened: { count: of('reopened'), amount: 0 - of('reopenedTotal') },
      returns,
      /** The same less what was given back after closing. */
      revenue: total - returns.amount,
      net: of('net') + returns.net,
      tax: of('tax') + returns.tax,
      services: services
        .map(({ service, tabs, guests, total: amount }) => ({ service, tabs, guests, total: amount }))
        .sort(byTotal),
    };
  }

  /** The report of a day or any other period. Amounts are minor units of `currency`. */
  period(actor: Actor, period: Period) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    const { ledger } = this.#ordering;
    const payments = ledger.payments(span);
    const refunds = ledger.refunds(span);
    const discounts = this.#books.discounts(span);
    const voids = this.#books.voids(span);
    return {
      ...this.#totals(span),
      taxes: this.#books.taxes(span),
      methods: this.#methods(payments, refunds),
      tips: payments.reduce((sum, row) => sum + row.tips, 0) - refunds.reduce((sum, row) => sum + row.tips, 0),
      discountReasons: rollUp(discounts, ({ kind, reason, count, amount }) => ({
        key: `${kind} ${reason}`,
        kind,
        reason,
        count,
        amount,
      })).sort(byAmount),
      voidReasons: rollUp(voids, ({ reason, count, quantity, amount }) => ({
        key: reason,
        reason,
        count,
        quantity,
        amount,
      })).sort(byAmount),
      people: this.#people({ payments, refunds, discounts, voids, closers: this.#books.closers(span) }),
      areas: this.#areas(span),
      drawers: ledger.drawers(span),
      ...this.#times(span),
    };
  }

  /** Which hours of which days are good: sales by day of the week and hour of closing. */
  hours(actor: Actor, period: Period) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    return { currency: span.currency, ...this.#times(span) };
  }

  /** Net and tax by rate, less what was given back. */
  taxes(actor: Actor, period: Period) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    return { currency: span.currency, rates: this.#books.taxes(span) };
  }

  /** Dishes and categories by what they brought in after discounts, with tax. */
  dishes(actor: Actor, period: Period, language: Language) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    const { items, categories } = this.#ordering.menu.records();
    const menu = new Map(items.map((item) => [item.id, item]));
    const categoryNames = new Map(categories.map(({ id, name }) => [id, localize(name, language)]));
    const dishes = this.#books.dishes(span).map(({ itemId, quantity, amount }) => {
      const item = menu.get(itemId);
      const name = item?.name ?? this.#books.lastNameOf(span, itemId);
      return {
        itemId,
        name: name ? localize(name, language) : '',
        /** Null for a dish that is no longer on the menu. */
        category: item ? (categoryNames.get(item.categoryId) ?? '') : null,
        categoryId: item?.categoryId ?? '',
        quantity,
        amount,
      };
    });
    const byCategory = rollUp(dishes, ({ categoryId, category, quantity, amount }) => ({
      key: categoryId,
      category,
      quantity,
      amount,
    })).sort(byAmount);
    return { currency: span.currency, dishes, categories: byCategory };
  }

  /** How a dish was ordered: each option with how often it was taken. */
  dish(actor: Actor, period: Period, itemId: string, language: Language) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    const variants = this.#books.variants(span, itemId);
    const options = rollUp(
      variants.flatMap(({ options: chosen, quantity }) => chosen.map((option) => ({ ...option, sold: quantity }))),
      ({ optionId, name, quantity, sold }) => ({
        key: optionId,
        name: localize(name, language),
        quantity: quantity * sold,
      }),
    ).sort((a, b) => b.quantity - a.quantity);
    return {
      currency: span.currency,
      quantity: variants.reduce((sum, { quantity }) => sum + quantity, 0),
      amount: variants.reduce((sum, { amount }) => sum + amount, 0),
      options,
    };
  }

  /** The records behind a figure, a page at a time, newest first. */
  records(actor: Actor, period: Period, of: RecordFilter, offset: number, language: Language) {
    requirePermission(actor, 'report', 'read');
    const span = this.#span(period);
    const { timeZone } = this.#identity.enterprise();
    const { rows, next } = this.#records.page(span, of, offset, { timeZone, language });
    const tables = this.#tables();
    const names = this.#identity.namesOfPeople();
    return {
      next,
      rows: rows.map(({ actor: by, approvedBy, tableId, amount, tip, ...row }) => ({
        ...row,
        table: tableId === null ? null : (tables.get(tableId)?.name ?? ''),
        amount: { amount, currency: span.currency },
        tip: { amount: tip, currency: span.currency },
        by: names.get(by) ?? '',
        approvedBy: approvedBy === null ? null : (names.get(approvedBy) ?? ''),
      })),
    };
  }

  /** A report as a file. Needs the right to export reports. */
  async file(actor: Actor, asked: Period & { report: ReportName; format: 'csv' | 'pdf' }, language: Language) {
    requirePermission(actor, 'report', 'export');
    const document = this.#document(actor, asked, asked.report, language);
    const name = `${asked.report}-${asked.from}${asked.to === asked.from ? '' : `-${asked.to}`}.${asked.format}`;
    if (asked.format === 'pdf') return { name, type: 'application/pdf', body: await this.#paper(document) };
    return { name, type: 'text/csv; charset=utf-8', body: toCsv(document, reportWords(language)) };
  }

  /** The X or Z report of a drawer session as a PDF. */
  async shiftFile(actor: Actor, shiftId: string, language: Language) {
    requirePermission(actor, 'shift', 'export');
    const shift = this.#ordering.shifts.get(actor, shiftId);
    const names = this.#identity.namesOfPeople();
    const document = shiftDocument(shift, reportWords(language), {
      house: this.#identity.enterprise().name,
      time: (at) => this.#clock(at, language),
      person: (id) => names.get(id) ?? reportWords(language).unknownPerson,
    });
    const name = shift.number === null ? `x-${shift.businessDay}.pdf` : `z-${shift.number}.pdf`;
    return { name, type: 'application/pdf', body: await this.#paper(document) };
  }

  #document(actor: Actor, period: Period, report: ReportName, language: Language): ReportDocument {
    const words = reportWords(language);
    const days = period.from === period.to ? period.from : `${period.from} – ${period.to}`;
    const made = fill(words.made, { time: this.#clock(this.#store.now(), language) });
    const heading = { lines: [this.#identity.enterprise().name, days, made], words, language };
    switch (report) {
      case 'summary':
        return summaryDocument(this.period(actor, period), heading);
      case 'tax':
        return taxDocument(this.taxes(actor, period), heading);
      case 'dishes':
        return dishesDocument(this.dishes(actor, period, language), heading);
      case 'hours':
        return hoursDocument(this.hours(actor, period), heading);
    }
  }

  #clock(at: number, language: Language): string {
    const { timeZone } = this.#identity.enterprise();
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
  }

  #tables() {
    return new Map(this.#ordering.floor.all().map((table) => [table.id, table]));
  }

  #methods(
    payments: ReturnType<OrderingService['ledger']['payments']>,
    refunds: ReturnType<OrderingService['ledger']['refunds']>,
  ) {
    return rollUp(
      [
        ...payments.map(({ method, payments: count, amount, tips }) => ({
          method,
          count,
          amount,
          tips,
          refunds: 0,
          refunded: 0,
        })),
        ...refunds.map(({ method, refunds: count, amount, tips }) => ({
          method,
          count: 0,
          amount: 0,
          tips: 0,
          refunds: count,
          refunded: amount + tips,
        })),
      ],
      (row) => ({ key: row.method, ...row }),
    ).sort(byAmount);
  }

  #people(of: {
    payments: ReturnType<OrderingService['ledger']['payments']>;
    refunds: ReturnType<OrderingService['ledger']['refunds']>;
    discounts: ReturnType<Books['discounts']>;
    voids: ReturnType<Books['voids']>;
    closers: ReturnType<Books['closers']>;
  }) {
    const names = this.#identity.namesOfPeople();
    const nothing = { tabs: 0, total: 0, taken: 0, tips: 0, refunded: 0, discounts: 0, voids: 0 };
    return rollUp(
      [
        ...of.closers.map(({ actor, tabs, total }) => ({ ...nothing, actor, tabs, total })),
        ...of.payments.map(({ actor, amount, tips }) => ({ ...nothing, actor, taken: amount, tips })),
        ...of.refunds.map(({ actor, amount, tips }) => ({ ...nothing, actor, refunded: amount + tips, tips: -tips })),
        ...of.discounts.map(({ actor, amount }) => ({ ...nothing, actor, discounts: amount })),
        ...of.voids.map(({ actor, amount }) => ({ ...nothing, actor, voids: amount })),
      ],
      ({ actor, ...sums }) => ({ key: actor, name: names.get(actor) ?? '', ...sums }),
    ).sort(byTotal);
  }

  #areas(span: LedgerSpan) {
    const tables = this.#tables();
    return rollUp(this.#books.tables(span), ({ tableId, tabs, guests, total }) => {
      const key = areaKey(tableId, tables);
      return { key, area: key.startsWith('area:') ? key.slice('area:'.length) : null, tabs, guests, total };
    }).sort(byTotal);
  }

  #times(span: LedgerSpan) {
    const { timeZone, cutoverHour } = this.#identity.enterprise();
    const hourOf = hourReader(timeZone);
    const cells = rollUp(this.#books.quarters(span), ({ businessDay, quarter, tabs, guests, total }) => {
      const hour = hourOf(quarter);
      const weekday = weekdayOf(businessDay);
      return { key: `${businessDay} ${hour}`, businessDay, slot: `${weekday} ${hour}`, tabs, guests, total };
    });
    const sums = ({ tabs, guests, total }: (typeof cells)[number]) => ({ tabs, guests, total });
    const afterCutover = (hour: number) => (hour - cutoverHour + 24) % 24;
    const hours = rollUp(cells, (cell) => ({ key: cell.key.split(' ')[1] ?? '', ...sums(cell) }))
      .map(({ key, ...rest }) => ({ hour: Number(key), ...rest }))
      .sort((a, b) => afterCutover(a.hour) - afterCutover(b.hour));
    return {
      hours,
      days: rollUp(cells, (cell) => ({ key: cell.businessDay, ...sums(cell) }))
        .map(({ key, ...rest }) => ({ day: key, ...rest }))
        .sort((a, b) => a.day.localeCompare(b.day)),
      heat: rollUp(cells, (cell) => ({ key: cell.slot, days: 1, ...sums(cell) })).map(({ key, ...rest }) => {
        const [weekday = 0, hour = 0] = key.split(' ').map(Number);
        return { weekday, hour, ...rest };
      }),
    };
  }
}
