import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import { remoteLink } from '#shared/relay/link.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import { Adjustments } from './adjustments.ts';
import { Calls } from './calls.ts';
import { CodePayments } from './code-payments.ts';
import { Elsewhere } from './elsewhere.ts';
import { type DiningTable, Floor } from './floor.ts';
import { GuestMenu } from './guest-menu.ts';
import { GuestService } from './guest-service.ts';
import { GuestStream } from './guest-stream.ts';
import { GuestSessions } from './guests.ts';
import { Intake } from './intake.ts';
import { Kitchen } from './kitchen.ts';
import { Ledger } from './ledger.ts';
import { Menu } from './menu.ts';
import { MenuBulk } from './menu-bulk.ts';
import { MenuChanges } from './menu-changes.ts';
import { MenuEditor } from './menu-editor.ts';
import { MenuExchange } from './menu-exchange.ts';
import { Notices } from './notices.ts';
import { Orders } from './orders.ts';
import { FolderProvider, PracticeProvider } from './payment-providers.ts';
import { Payments } from './payments.ts';
import { Pictures } from './pictures/pictures.ts';
import { TabProjection } from './projector.ts';
import { type Waiting, waitingCounter } from './pulse.ts';
import { Settings } from './settings.ts';
import { Shifts } from './shifts.ts';
import { Tabs } from './tabs.ts';
import { Watch } from './watch.ts';

export type { GuestMessage } from './guest-stream.ts';
export type { GuestSession } from './guests.ts';
export type { LedgerSpan } from './ledger.ts';
export type { Pictures } from './pictures/pictures.ts';

/** Table QR ordering: the menu, the floor, the counter, the kitchen and the guests (QR-1, QR-5, QR-6). */
export class OrderingService {
  readonly settings: Settings;
  readonly menu: Menu;
  readonly menuEditor: MenuEditor;
  readonly menuBulk: MenuBulk;
  readonly menuExchange: MenuExchange;
  readonly menuChanges: MenuChanges;
  readonly pictures: Pictures;
  readonly floor: Floor;
  readonly tabs: Tabs;
  readonly orders: Orders;
  readonly kitchen: Kitchen;
  readonly payments: Payments;
  readonly codePayments: CodePayments;
  readonly adjustments: Adjustments;
  readonly shifts: Shifts;
  readonly calls: Calls;
  readonly elsewhere: Elsewhere;
  readonly ledger: Ledger;
  readonly notices: Notices;
  readonly guests: GuestService;
  readonly guestStream: GuestStream;
  readonly watch: Watch;
  readonly #store: Store;
  readonly #projection: TabProjection;
  readonly #sessions: GuestSessions;
  readonly #waiting: () => Waiting;

  readonly #identity: IdentityService;
  readonly #guestAddress: () => string;
  readonly #cloudAddress: () => string | undefined;

  /**
   * `guestAddress` is where phones reach this landing, e.g. http://192.168.1.20:4780; `bridgeFolder` is where a bridge
   * program charges payment codes (docs/operations/payment-bridge.md); `cloudAddress` is the cloud that passes orders on
   * to this house, undefined while none does.
   */
  constructor(
    store: Store,
    identity: IdentityService,
    guestAddress: () => string,
    bridgeFolder: string,
    cloudAddress: () => string | undefined = () => undefined,
  ) {
    this.#store = store;
    this.#identity = identity;
    this.#guestAddress = guestAddress;
    this.#cloudAddress = cloudAddress;
    this.settings = new Settings(store, identity);
    this.pictures = new Pictures(store);
    this.menu = new Menu(store, identity);
    this.menuChanges = new MenuChanges(store);
    this.floor = new Floor(store);
    const { settings, menu, floor } = this;
    const editing = { store, menu, settings, changes: this.menuChanges };
    this.menuEditor = new MenuEditor({ ...editing, pictures: this.pictures });
    this.menuBulk = new MenuBulk(editing);
    this.menuExchange = new MenuExchange({ ...editing, identity });
    const tabs = new TabProjection(store);
    const sessions = new GuestSessions(store);
    const intake = new Intake({ store, identity, menu, settings, tabs });
    const guestMenu = new GuestMenu({ store, identity, menu, settings, pictures: this.pictures });
    const deps = { store, identity, settings, floor, tabs, intake, sessions };
    this.tabs = new Tabs(deps);
    this.orders = new Orders(deps);
    this.kitchen = new Kitchen(deps, this.orders);
    this.shifts = new Shifts(deps);
    this.payments = new Payments(deps, this.shifts);
    this.codePayments = new CodePayments(deps, this.shifts, {
      bridge: new FolderProvider(bridgeFolder),
      practice: new PracticeProvider(),
    });
    this.adjustments = new Adjustments(deps);
    this.calls = new Calls(deps);
    this.elsewhere = new Elsewhere(deps);
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
    this.#waiting = waitingCounter(store);
  }

  /** What waits in the shop and whether orders are paused, for the program itself; an enterprise must be set up. */
  pulse(): Waiting & { readonly paused: boolean } {
    return { ...this.#waiting(), paused: this.notices.current().pausedAt !== null };
  }

  /** What each table's codes say: the address a phone opens on the Wi-Fi, and over the internet where that is possible. */
  tableLinks(actor: Actor): { tableId: string; table: string; url: string; remoteUrl: string | null }[] {
    requirePermission(actor, 'table', 'read');
    return this.floor.all().map((table) => ({
      tableId: table.id,
      table: table.name,
      url: this.tableLink(table),
      remoteUrl: this.remoteTableLink(table),
    }));
  }

  /** The same for the program itself (what it prints when it starts). */
  guestLinks(): { tableId: string; table: string; url: string }[] {
    return this.floor.all().map((table) => ({ tableId: table.id, table: table.name, url: this.tableLink(table) }));
  }

  /** What the sticker of a table opens: this computer's own address. The one place that decides it. */
  tableLink({ token }: DiningTable): string {
    return `${this.#guestAddress()}/t/${token}`;
  }

  /** What a table's sticker for phones on the mobile network opens; null while no cloud passes orders on. */
  remoteTableLink({ token }: Pick<DiningTable, 'token'>): string | null {
    const cloud = this.#cloudAddress();
    return cloud === undefined
      ? null
      : remoteLink(cloud, { enterpriseId: this.#identity.enterprise().id, tableToken: token });
  }

  /** A tab as it is, or as it was at an earlier revision, for the rooms that follow facts. Throws AppError tab_missing. */
  tabAt(tabId: string, revision?: number): Tab {
    return revision === undefined ? this.#projection.require(tabId) : this.#projection.at(tabId, revision);
  }

  /** Builds the projections again from the facts; resolves with the number of facts. */
  rebuildProjections(): Promise<number> {
    return this.#projection.rebuild();
  }

  /** Forgets phones that are long gone and pictures that no dish shows. */
  tidy(): Promise<void> {
    return this.#store.write('system', (tx) => {
      this.#sessions.forgetExpired(tx);
      this.pictures.forgetUnused(tx);
      this.menuChanges.forgetOld(tx);
    });
  }
}
