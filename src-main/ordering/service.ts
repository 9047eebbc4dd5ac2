import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import { Counter } from './counter.ts';
import { Floor } from './floor.ts';
import { GuestMenu } from './guest-menu.ts';
import { GuestService } from './guest-service.ts';
import { GuestStream } from './guest-stream.ts';
import { GuestSessions } from './guests.ts';
import { Intake } from './intake.ts';
import { Menu } from './menu.ts';
import { TabProjection } from './projector.ts';
import { Settings } from './settings.ts';

/** Table QR ordering: the menu, the floor, the counter and the guests (QR-1, QR-5, QR-6). */
export class OrderingService {
  readonly settings: Settings;
  readonly menu: Menu;
  readonly floor: Floor;
  readonly counter: Counter;
  readonly guests: GuestService;
  readonly guestStream: GuestStream;
  readonly #store: Store;
  readonly #tabs: TabProjection;
  readonly #sessions: GuestSessions;

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.settings = new Settings(store, identity);
    this.menu = new Menu(store, identity);
    this.floor = new Floor(store);
    const { settings, menu, floor } = this;
    const tabs = new TabProjection(store);
    const sessions = new GuestSessions(store);
    const intake = new Intake({ store, identity, menu, settings, tabs });
    const guestMenu = new GuestMenu({ store, identity, menu, settings });
    this.counter = new Counter({ store, identity, settings, floor, tabs, intake, sessions });
    const { counter } = this;
    this.guests = new GuestService({ store, identity, settings, floor, tabs, intake, sessions, menu: guestMenu, counter });
    this.guestStream = new GuestStream(store, this.guests, guestMenu);
    this.#tabs = tabs;
    this.#sessions = sessions;
  }

  /** Builds the projections again from the facts; resolves with the number of facts. */
  rebuildProjections(): Promise<number> {
    return this.#tabs.rebuild();
  }

  /** Forgets phones and answers that are long out of use. */
  tidy(): Promise<void> {
    return this.#store.write('system', (tx) => {
      this.#sessions.forgetExpired(tx);
      this.#store.idempotency.forgetBefore(tx, tx.at - 48 * 3_600_000);
    });
  }
}
