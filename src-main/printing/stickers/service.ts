import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { scopeOf } from '#shared/identity/permissions.ts';
import { isCut, presetSheets, type SheetGrid } from '#shared/printing/sheets.ts';
import { defaultStickerSettings, type StickerSettings } from '#shared/printing/sticker-entities.ts';
import { planSheets, type StickerJob } from '#shared/printing/stickers.ts';
import { checkWifi, type WifiNetwork, wifiCode } from '#shared/printing/wifi.ts';
import type { IdentityService } from '../../identity/service.ts';
import type { OrderingService } from '../../ordering/service.ts';
import type { ReachService } from '../../reach/service.ts';
import type { Store } from '../../store/service.ts';
import { logoRatio, remakeLogo } from './logo.ts';
import { writePdf } from './pdf.ts';
import { guestWifiTable, stickerSettingsTable } from './tables.ts';

/** A print run that can be fetched: its id is worth nothing to who may not print. */
export interface PrintRun {
  readonly id: string;
  readonly sheets: number;
  readonly stickers: number;
}

/** The grid of the chosen sheet; the first sheet's measures until the owner has made an own one. */
function gridOf({ sheet, grid }: Pick<StickerSettings, 'sheet' | 'grid'>): SheetGrid {
  return sheet === 'custom' ? (grid ?? presetSheets.L7160) : presetSheets[sheet];
}

/** The stickers of the tables: how they look, the guests' Wi-Fi, and sheets to print (QR-3, QR-4, QR-5). */
export class StickerService {
  readonly #store: Store;
  readonly #identity: IdentityService;
  readonly #ordering: OrderingService;
  readonly #reach: ReachService;
  /** Sheets wait here to be fetched by the browser. */
  readonly #runs = new LRUCache<string, Buffer>({ max: 8, ttl: 15 * 60_000 });

  constructor(
    store: Store,
    rooms: {
      readonly identity: IdentityService;
      readonly ordering: OrderingService;
      readonly reach: ReachService;
    },
  ) {
    this.#store = store;
    this.#identity = rooms.identity;
    this.#ordering = rooms.ordering;
    this.#reach = rooms.reach;
  }

  /** Everything the stickers' page shows. The Wi-Fi's password is null for who may not change the house. */
  read(actor: Actor) {
    requirePermission(actor, 'table', 'update');
    const { logo, ...settings } = this.#settings();
    const wifi = this.#wifi();
    const mayRead = scopeOf(actor.permissions, 'enterprise', 'update') !== 'none';
    const printed = new Map(this.#reach.printed().map((sticker) => [sticker.tableId, sticker]));
    return {
      settings,
      logo: logo === null ? null : { picture: `data:image/png;base64,${logo}`, ratio: ratioOf(logo) },
      wifi: wifi ? { ...wifi, password: mayRead ? wifi.password : null } : null,
      house: this.#identity.enterprise().name,
      tables: this.#ordering.floor.all().map((table) => {
        const link = this.#ordering.tableLink(table);
        const last = printed.get(table.id);
        const remoteLink = this.#ordering.remoteTableLink(table);
        const isSame = (printed: string | null) => printed === null || remoteLink === null || printed === remoteLink;
        const leads = last?.link === link && isSame(last.remoteLink);
        const state = !last ? 'never' : leads ? 'printed' : 'outdated';
        return {
          id: table.id,
          name: table.name,
          area: table.area,
          link,
          remoteLink,
          state: state as 'never' | 'printed' | 'outdated',
        };
      }),
    };
  }

  /** Changes how stickers look; what is not named stays. */
  update(actor: Actor, changes: { [K in keyof StickerSettings]?: StickerSettings[K] | undefined }): Promise<void> {
    requirePermission(actor, 'table', 'update');
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return this.#save(actor, given);
  }

  /** Refuses who may not change the stickers; asked before an upload's body is read. Throws AppError permission_denied. */
  requireUpload(actor: Actor): void {
    requirePermission(actor, 'table', 'update');
  }

  /** Takes a picture as the logo, or none. Throws AppError picture_unreadable, picture_too_large. */
  async setLogo(actor: Actor, picture: Buffer | null): Promise<void> {
    this.requireUpload(actor);
    await this.#save(actor, { logo: picture ? (await remakeLogo(picture)).toString('base64') : null });
  }

  /** Sets the guests' Wi-Fi, or that there is none. Throws AppError wifi_… for what no access point would take. */
  setWifi(actor: Actor, wifi: WifiNetwork | null): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    if (wifi) checkWifi(wifi);
    const { id } = this.#identity.enterprise();
    return this.#store.write(actor.userId, (tx) => {
      if (wifi) {
        const row = { ...wifi, password: wifi.security === 'open' ? '' : wifi.password, id };
        tx.db.insert(guestWifiTable).values(row).onConflictDoUpdate({ target: guestWifiTable.id, set: row }).run();
      } else tx.db.delete(guestWifiTable).where(eq(guestWifiTable.id, id)).run();
      tx.changed('stickers', id);
    });
  }

  /**
   * Makes the sheets of some tables and remembers what they say. Throws AppError table_missing, and what `planSheets` and
   * `writePdf` refuse; then nothing is remembered.
   */
  async print(
    actor: Actor,
    input: { tableIds: readonly string[]; startSlot: number; remote: boolean },
  ): Promise<PrintRun> {
    requirePermission(actor, 'table', 'update');
    const wanted = new Set(input.tableIds);
    const all = this.#ordering.floor.all();
    const tables = all
      .filter(({ id }) => wanted.has(id))
      .map((table) => ({
        ...table,
        link: this.#ordering.tableLink(table),
        remoteLink: input.remote ? this.#ordering.remoteTableLink(table) : null,
      }));
    if (tables.length !== wanted.size) throw new AppError('table_missing');
    const { logo, ...settings } = this.#settings();
    const wifi = this.#wifi();
    const picture = logo === null ? null : Buffer.from(logo, 'base64');
    const house = this.#identity.enterprise().name;
    const job: StickerJob = {
      grid: gridOf(settings),
      cut: isCut(settings.sheet),
      arrangement: settings.arrangement,
      codeSize: settings.codeSize,
      startSlot: input.startSlot,
      colour: settings.colour,
      house,
      caption: settings.caption,
      areas: settings.areas,
      logo: picture ? logoRatio(picture) : null,
      wifi: wifi ? { code: wifiCode(wifi), ssid: wifi.ssid } : null,
      tables,
    };
    const sheets = planSheets(job);
    const pdf = await writePdf(sheets, { paper: job.grid.paper, title: house, logo: picture });
    await this.#store.write(actor.userId, (tx) => {
      this.#reach.forgetPrinted(tx, new Set(all.map(({ id }) => id)));
      this.#reach.recordPrinted(
        tx,
        tables.map(({ id, link, remoteLink }) => ({ tableId: id, link, remoteLink })),
      );
    });
    const id = randomBytes(12).toString('base64url');
    this.#runs.set(id, pdf);
    return { id, sheets: sheets.length, stickers: tables.length };
  }

  /** The PDF of a print run. Throws AppError not_found when it is gone. */
  pdf(actor: Actor, id: string): Buffer {
    requirePermission(actor, 'table', 'update');
    const pdf = this.#runs.get(id);
    if (!pdf) throw new AppError('not_found');
    return pdf;
  }

  #settings(): StickerSettings & { logo: string | null } {
    const { id } = this.#identity.enterprise();
    const row = this.#store.db.select().from(stickerSettingsTable).where(eq(stickerSettingsTable.id, id)).get();
    if (!row) return { ...defaultStickerSettings, logo: null };
    const { id: _, ...settings } = row;
    return settings;
  }

  #wifi(): WifiNetwork | undefined {
    const { id } = this.#identity.enterprise();
    const row = this.#store.db.select().from(guestWifiTable).where(eq(guestWifiTable.id, id)).get();
    if (!row) return undefined;
    const { ssid, security, password, hidden } = row;
    return { ssid, security, password, hidden };
  }

  #save(actor: Actor, changes: Partial<StickerSettings & { logo: string | null }>): Promise<void> {
    const { id } = this.#identity.enterprise();
    return this.#store.write(actor.userId, (tx) => {
      const row = { ...this.#settings(), ...changes, id };
      tx.db
        .insert(stickerSettingsTable)
        .values(row)
        .onConflictDoUpdate({ target: stickerSettingsTable.id, set: row })
        .run();
      tx.changed('stickers', id);
    });
  }
}

function ratioOf(logo: string): number {
  // The measures stand in the first 24 bytes of a PNG.
  return logoRatio(Buffer.from(logo.slice(0, 64), 'base64'));
}
