import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import type { PrinterSettings } from '#shared/printing/entities.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor } from '#tests/support/menu.ts';
import { jobsOf, patientTiming, type SeenJob } from '#tests/support/printing.ts';

type Item = MenuResponse['categories'][number]['items'][number];

/** A restaurant with simple ways to order, pay and look at the print jobs. */
export class PrintHouse {
  readonly landing: TestLanding;
  readonly owner: ConsoleClient;
  readonly #folder: { remove(): void };
  #old: ReadonlySet<string> = new Set();
  #seated = 0;

  private constructor(landing: TestLanding, owner: ConsoleClient, folder: { remove(): void }) {
    this.landing = landing;
    this.owner = owner;
    this.#folder = folder;
  }

  static async open(printTiming = patientTiming): Promise<PrintHouse> {
    const folder = tempFolder();
    const landing = await TestLanding.copy({ folder: folder.path, printTiming });
    return new PrintHouse(landing, await landing.as('owner'), folder);
  }

  async close(): Promise<void> {
    await this.landing.close();
    this.#folder.remove();
  }

  async addPrinter(settings: PrinterSettings): Promise<string> {
    return (await this.owner.mutate<{ id: string }>('printing.printers.save', settings)).id;
  }

  /** As if nothing had ever been printed: no printers, no jobs of before, settings as they come. */
  async reset(): Promise<void> {
    for (const { id } of await this.owner.query<{ id: string }[]>('printing.printers.list'))
      await this.owner.mutate('printing.printers.remove', { printerId: id });
    await this.owner.mutate('printing.settings.update', { receiptAt: 'request', header: '', footer: '' });
    this.#old = new Set((await jobsOf(this.owner)).map(({ id }) => id));
  }

  /** Another table that nobody sits at. */
  nextTable(): string {
    return this.landing.landing.ordering.floor.all()[this.#seated++]?.name ?? '';
  }

  /** Opens the next free table; gives a phone at it. */
  async seat(): Promise<{ table: string; tabId: string; phone: Phone; items: Item[] }> {
    const table = this.nextTable();
    const tab = await this.owner.mutate<{ id: string }>('ordering.tabs.open', { tableId: this.landing.tableId(table) });
    const phone = await Phone.scan(this.landing.sticker(table));
    // What a morning's long names look like on paper is the layout's test: here each name stands on one line.
    const items = itemsOf((await phone.menu()).body).filter((item) => item.available && item.name.length <= 20);
    return { table, tabId: tab.id, phone, items };
  }

  /** Orders an item by phone and accepts it at the counter. Gives the order's id and number. */
  async order(phone: Phone, item: Item, options: { quantity?: number; note?: string } = {}) {
    const { line, amount } = lineFor(item, options.quantity ?? 1);
    const placed = await phone.order([{ ...line, ...(options.note ? { note: options.note } : {}) }], amount);
    const { order } = placed.body;
    await this.owner.mutate('ordering.orders.accept', { orderId: order.id });
    return order;
  }

  pay(tabId: string, amount: number, method: 'cash' | 'card' = 'cash', tendered?: number) {
    return this.owner.mutate('ordering.payments.take', {
      tabId,
      method,
      amount,
      ...(tendered === undefined ? {} : { tendered }),
      idempotencyKey: newKey(),
    });
  }

  /** Resolves with the jobs as soon as `done` holds for them; looked at whenever something about printing changes. */
  async jobsWhen(done: (jobs: SeenJob[]) => boolean): Promise<SeenJob[]> {
    const { feed } = this.landing.landing.opened.store;
    let changed = () => {};
    const unsubscribe = feed.subscribe((changes) => {
      if (changes.some(({ topic }) => topic === 'printing')) changed();
    });
    try {
      for (;;) {
        const next = new Promise<void>((resolve) => {
          changed = resolve;
        });
        const jobs = (await jobsOf(this.owner)).filter(({ id }) => !this.#old.has(id));
        if (done(jobs)) return jobs;
        await next;
      }
    } finally {
      unsubscribe();
    }
  }

  /** What the printer list says of a printer. */
  async printer(id: string) {
    const list =
      await this.owner.query<
        { id: string; live: { state: string; cause: string | null; words: { what: string } | null }; waiting: number }[]
      >('printing.printers.list');
    return list.find((printer) => printer.id === id);
  }
}
