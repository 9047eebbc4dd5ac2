import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { currencyExponent } from '#shared/currencies.ts';
import { type Language, localize } from '#shared/languages.ts';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { pictureUrl } from '#shared/ordering/pictures.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import type { Item, Menu } from './menu.ts';
import type { Pictures } from './pictures/pictures.ts';
import type { Settings } from './settings.ts';

/** From this many portions on, the phone does not say how many are left. */
const fewPortions = 10;

/** The menu as it is sent: its JSON, entity tag and compressed forms, made once for all phones. */
export interface MenuDocument {
  readonly etag: string;
  readonly json: Buffer;
  compressed(encoding: 'br' | 'gzip'): Buffer;
}

function menuDocument(menu: MenuResponse): MenuDocument {
  const json = Buffer.from(JSON.stringify(menu));
  const made = new Map<string, Buffer>();
  return {
    etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`,
    json,
    compressed(encoding) {
      let bytes = made.get(encoding);
      if (!bytes) {
        bytes =
          encoding === 'br'
            ? brotliCompressSync(json, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
            : gzipSync(json, { level: 6 });
        made.set(encoding, bytes);
      }
      return bytes;
    },
  };
}

/** The guests' menu, one document per language, made again only when something in it may have changed. */
export class GuestMenu {
  readonly #store: Store;
  readonly #identity: IdentityService;
  readonly #menu: Menu;
  readonly #settings: Settings;
  readonly #hasPicture: (id: string) => boolean;
  readonly #documents = new Map<Language, { minute: number; document: MenuDocument }>();

  constructor(deps: {
    store: Store;
    identity: IdentityService;
    menu: Menu;
    settings: Settings;
    pictures: Pick<Pictures, 'has'>;
  }) {
    this.#store = deps.store;
    this.#identity = deps.identity;
    this.#menu = deps.menu;
    this.#settings = deps.settings;
    this.#hasPicture = (id) => deps.pictures.has(id);
    deps.store.feed.subscribe((changes) => {
      const touched = changes.some(
        ({ topic, event }) =>
          topic === 'menu' ||
          topic === 'stock' ||
          topic === 'enterprise' ||
          event?.type === 'order.rejected' ||
          (event?.type === 'order.placed' && (event.data as { stock: unknown[] }).stock.length > 0),
      );
      if (touched) this.#documents.clear();
    });
  }

  /** The menu at this moment. Dayparts change by the minute, so a document is at most a minute old. */
  document(language: Language): MenuDocument {
    const now = this.#store.now();
    const minute = Math.floor(now / 60_000);
    const known = this.#documents.get(language);
    if (known?.minute === minute) return known.document;
    const fresh = menuDocument(this.#build(language, now));
    const document = known?.document.etag === fresh.etag ? known.document : fresh;
    this.#documents.set(language, { minute, document });
    return document;
  }

  #build(language: Language, at: number): MenuResponse {
    const { currency } = this.#identity.enterprise();
    const { categories, items } = this.#menu.records();
    const { taxMode, taxClasses } = this.#settings.current();
    const stock = this.#menu.stockLevels();
    return {
      currency,
      currencyExponent: currencyExponent(currency),
      language,
      pricing: {
        taxMode,
        taxClasses: taxClasses.map(({ id, eatInPpm, takeAwayPpm }) => ({ id, eatInPpm, takeAwayPpm })),
      },
      categories: categories
        .map((category) => ({
          id: category.id,
          name: localize(category.name, language),
          items: items
            .filter((item) => item.categoryId === category.id)
            .map((item) => this.#item(item, language, at, currency, stock)),
        }))
        .filter((category) => category.items.length > 0),
    };
  }

  #item(
    item: Item,
    language: Language,
    at: number,
    currency: string,
    stock: ReadonlyMap<string, number>,
  ): MenuResponse['categories'][number]['items'][number] {
    const left = stock.get(item.id);
    const offer = this.#menu.offer(item, at, (id) => stock.get(id));
    const unavailable = offer.unavailable ?? (offer.pricing === 'fixed' ? null : ('at_counter' as const));
    return {
      id: item.id,
      name: localize(item.name, language),
      description: localize(item.description, language),
      price: { amount: offer.price, currency },
      available: unavailable === null,
      unavailable,
      pricing: offer.pricing,
      backAt: offer.unavailable === 'sold_out' ? item.backAt : null,
      left: left !== undefined && left > 0 && left < fewPortions ? left : null,
      picture:
        // One that is still on its way from another landing comes with the next menu.
        item.picture === null || !this.#hasPicture(item.picture)
          ? null
          : { small: pictureUrl(item.picture, 'small'), large: pictureUrl(item.picture, 'large') },
      allergens: item.allergens,
      tags: item.tags,
      taxClass: item.taxClass,
      optionGroups: offer.optionGroups.map((group) => ({
        id: group.id,
        name: localize(group.name, language),
        min: group.min,
        max: group.max,
        options: group.options.map((option) => ({
          id: option.id,
          name: localize(option.name, language),
          priceDelta: { amount: option.priceDelta, currency },
          available: option.available,
          maxQuantity: option.maxQuantity,
          preset: option.preset ?? false,
        })),
      })),
      slots: offer.slots.map((slot) => ({
        id: slot.id,
        name: localize(slot.name, language),
        choices: slot.choices.map((choice) => ({
          itemId: choice.item.id,
          priceDelta: { amount: choice.priceDelta, currency },
          quantity: choice.quantity,
        })),
      })),
    };
  }
}
