import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import { Adjustments } from './adjustments.ts';
import { Calls } from './calls.ts';
import { type DiningTable, Floor } from './floor.ts';
import { GuestMenu } from './guest-menu.ts';
import { GuestService } from './guest-service.ts';
import { GuestStream } from './guest-stream.ts';
import { GuestSessions } from './guests.ts';
import { Intake } from './intake.ts';
import { Kitchen } from './kitchen.ts';
import { Ledger } from './ledger.ts';
import { Menu } from './menu.ts';
import { Notices } from './notices.ts';
import { Orders } from './orders.ts';
import { Payments } from './payments.ts';
import { TabProjection } from './projector.ts';
import { Settings } from './settings.ts';
import { Shifts } from './shifts.ts';
import { Tabs } from './tabs.ts';
import { Watch } from './watch.ts';

export type { LedgerSpan } from './ledger.ts';

/** Table QR ordering: the menu, the floor, the counter, the kitchen and the guests (QR-1, QR-5, QR-6). */
export class OrderingService {
  readonly settings: Settings;
  readonly menu: Menu;
  readonly floor: Floor;
  readonly tabs: Tabs;
  readonly orders: Orders;
  readonly kitchen: Kitchen;
  readonly payments: Payments;
  readonly adjustments: Adjustments;
  readonly shifts: Shifts;
  readonly calls: Calls;
  readonly ledger: Ledger;
  readonly notices: Notices;
  readonly guests: GuestService;
  readonly guestStream: GuestStream;
  readonly watch: Watch;
  readonly #store: Store;
  readonly #projection: TabProjection;
  readonly #sessions: GuestSessions;

  readonly #guestAddress: () => string;

  /** `guestAddress` is where phones reach this landing, e.g. http://192.168.1.20:4780. */
  constructor(store: Store, identity: IdentityService, guestAddress: () => string) {
    this.#store = store;
    this.#guestAddress = guestAddress;
    this.settings = new Settings(store, identity);
    this.menu = new Menu(store, identity, this.settings);
    this.floor = new Floor(store);
    const { settings, menu, floor } = this;
    const tabs = new TabProjection(store);
    const sessions = new GuestSessions(store);
    const intake = new Intake({ store, identity, menu, settings, tabs });
    const guestMenu = new GuestMenu({ store, identity, menu, settings });
    const deps = { store, identity, settings, floor, tabs, intake, sessions };
    this.tabs = new Tabs(deps);
    this.orders = new Orders(deps);
    this.kitchen = new Kitchen(deps, this.orders);
    this.shifts = new Shifts(deps);
    this.payments = new Payments(deps, this.shifts);
    this.adjustments = new Adjustments(deps);
    this.calls = new Calls(deps);
    this.notices = new Notices(store, identity);
    this.ledger = new Ledger(store);
    this.guests = new GuestService({
      store,
      identity,
      settings,
      floor,
      tabs,
      intake,
      sessions,
      menu: guestMenu,
      tabLife: this.tabs,
      notices: this.notices,
    });
    this.guestStream = new GuestStream(store, this.guests, guestMenu);
    this.watch = new Watch(store, identity, tabs, floor);
    this.#projection = tabs;
    this.#sessions = sessions;
  }

  /** What each table's sticker says: the address a phone opens. */
  tableLinks(actor: Actor): { tableId: string; table: string; url: string }[] {
    requirePermission(actor, 'table', 'read');
    return this.guestLinks();
  }

  /** The same for the program itself (what it prints when it starts). */
  guestLinks(): { tableId: string; table: string; url: string }[] {
    return this.floor.all().map((table) => ({ tableId: table.id, table: table.name, url: this.tableLink(table) }));
  }

  /** What the sticker of a table opens: this computer's own address. The one place that decides it. */
  tableLink({ token }: DiningTable): string {
    return `${this.#guestAddress()}/t/${token}`;
  }

  /** A tab as it was at a revision, for rooms that follow the facts. Throws AppError tab_missing. */
  tabAt(tabId: string, revision: number): Tab {
    return this.#projection.at(tabId, revision);
  }

  /** Builds the projections again from the facts; resolves with the number of facts. */
  rebuildProjections(): Promise<number> {
    return this.#projection.rebuild();
  }

  /** Forgets phones that are long gone. */
  tidy(): Promise<void> {
    return this.#store.write('system', (tx) => this.#sessions.forgetExpired(tx));
  }
}
