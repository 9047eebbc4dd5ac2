import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { and, eq, lt } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { linkCode } from '#shared/relay/link.ts';
import { menuAnswerSchema, pictureAnswerSchema, pictureNameSchema } from '#shared/relay/requests.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { bodyOf } from './answers.ts';
import type { Boards } from './boards.ts';
import { LandingAway, type LandingRef, type Landings } from './landings.ts';
import { relayDocumentTable } from './tables.ts';
import { answerWithinMs } from './visits.ts';

/** A menu as phones get it. */
export interface CachedMenu {
  readonly etag: string;
  readonly json: Buffer;
  readonly pictures: ReadonlySet<string>;
  compressed(encoding: 'br' | 'gzip'): Buffer;
}

/** A menu is asked for again after this long: the landing says in a few bytes that it is the same. */
const freshMs = 1_000;
const usedEveryMs = 24 * 60 * 60_000;
const keptMs = 60 * usedEveryMs;

/** Menus and pictures: asked of the landing once for all phones, and kept for when it is away. */
export class Documents {
  readonly #database: CloudDatabase;
  readonly #boards: Boards;
  readonly #landings: Landings;
  readonly #now: () => number;
  readonly #menus = new LRUCache<string, { at: number; menu: CachedMenu }>({ max: 2_000 });
  readonly #asking = new Map<string, Promise<CachedMenu>>();
  readonly #pictures = new LRUCache<string, Buffer>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: ({ length }) => length || 1,
  });

  constructor(deps: { database: CloudDatabase; boards: Boards; landings: Landings; now: () => number }) {
    this.#database = deps.database;
    this.#boards = deps.boards;
    this.#landings = deps.landings;
    this.#now = deps.now;
  }

  /** The menu at this moment, or the last one while the landing is away. Throws AppError landing_away. */
  menu(landing: LandingRef, language: Language): Promise<CachedMenu> {
    const name = `menu:${landing.deviceId}:${language}`;
    const known = this.#menus.get(name);
    if (known && Math.abs(this.#now() - known.at) < freshMs) return Promise.resolve(known.menu);
    const asking =
      this.#asking.get(name) ?? this.#menu(landing, language, name).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  /** A picture of an enterprise's menus, as WebP. Throws AppError not_found. */
  async picture(enterpriseId: string, name: string): Promise<Buffer> {
    const key = `${enterpriseId} ${name}`;
    const known = this.#pictures.get(key);
    if (known) return known;
    const stored = await this.#read(enterpriseId, `picture:${name}`);
    const bytes = stored ? Buffer.from(stored.content, 'base64') : await this.#fetchPicture(enterpriseId, name);
    this.#pictures.set(key, bytes);
    return bytes;
  }

  async tidy(tx: Tx): Promise<void> {
    await tx.delete(relayDocumentTable).where(lt(relayDocumentTable.usedAt, this.#now() - keptMs));
  }

  async #menu(landing: LandingRef, language: Language, name: string): Promise<CachedMenu> {
    const { enterpriseId } = landing;
    const stored = this.#menus.get(name)?.menu ?? (await this.#storedMenu(enterpriseId, name));
    try {
      const request = { kind: 'menu', language, etag: stored?.etag ?? null } as const;
      const answer = await this.#landings.ask(landing, request, answerWithinMs);
      const { etag, menu } = bodyOf(answer, menuAnswerSchema);
      if (!menu && stored?.etag !== etag) throw new AppError('landing_answer_invalid');
      const fresh = menu ? cachedMenu(etag, withOwnPictures(menu, enterpriseId)) : stored;
      if (!fresh) throw new AppError('landing_answer_invalid');
      if (fresh !== stored) await this.#write(enterpriseId, name, etag, fresh.json.toString());
      this.#menus.set(name, { at: this.#now(), menu: fresh });
      return fresh;
    } catch (error) {
      if (!(error instanceof LandingAway) || !stored) throw error;
      this.#menus.set(name, { at: this.#now(), menu: stored });
      return stored;
    }
  }

  async #storedMenu(enterpriseId: string, name: string): Promise<CachedMenu | undefined> {
    const row = await this.#read(enterpriseId, name);
    return row && cachedMenu(row.etag, JSON.parse(row.content) as MenuResponse);
  }

  /** Only what stands on a menu is asked for: guesses do not reach the landing. */
  async #fetchPicture(enterpriseId: string, name: string): Promise<Buffer> {
    for (const landing of await this.#boards.landingsOf(enterpriseId)) {
      const menus = [...this.#menus.entries()].filter(([key]) => key.startsWith(`menu:${landing.deviceId}:`));
      if (!menus.some(([, { menu }]) => menu.pictures.has(name))) continue;
      const answer = await this.#landings.ask(landing, { kind: 'picture', name }, answerWithinMs);
      const { webp } = bodyOf(answer, pictureAnswerSchema);
      const bytes = webp === null ? undefined : Buffer.from(webp, 'base64');
      if (!bytes || !isWebp(bytes)) continue;
      const etag = createHash('sha256').update(bytes).digest('base64url');
      await this.#write(enterpriseId, `picture:${name}`, etag, bytes.toString('base64'));
      return bytes;
    }
    throw new AppError('not_found');
  }

  #read(enterpriseId: string, name: string) {
    return this.#database.inEnterprise(enterpriseId, async (tx) => {
      const where = and(eq(relayDocumentTable.enterpriseId, enterpriseId), eq(relayDocumentTable.name, name));
      const [row] = await tx.select().from(relayDocumentTable).where(where);
      if (row && row.usedAt < this.#now() - usedEveryMs)
        await tx.update(relayDocumentTable).set({ usedAt: this.#now() }).where(where);
      return row;
    });
  }

  async #write(enterpriseId: string, name: string, etag: string, content: string): Promise<void> {
    const row = { etag, content, usedAt: this.#now() };
    await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx
        .insert(relayDocumentTable)
        .values({ enterpriseId, name, ...row })
        .onConflictDoUpdate({ target: [relayDocumentTable.enterpriseId, relayDocumentTable.name], set: row }),
    );
  }
}

/** What a landing's name of a picture is called at the cloud, where many houses have pictures. */
export function pictureAddress(enterpriseId: string, name: string): string {
  return `/api/v1/guest/pictures/${linkCode({ enterpriseId, tableToken: name })}`;
}

function withOwnPictures(menu: MenuResponse, enterpriseId: string): MenuResponse {
  const own = (url: string) => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    if (!pictureNameSchema.safeParse(name).success) throw new AppError('landing_answer_invalid');
    return pictureAddress(enterpriseId, name);
  };
  return {
    ...menu,
    categories: menu.categories.map((category) => ({
      ...category,
      items: category.items.map((item) => ({
        ...item,
        picture: item.picture && { small: own(item.picture.small), large: own(item.picture.large) },
      })),
    })),
  };
}

function cachedMenu(etag: string, menu: MenuResponse): CachedMenu {
  const json = Buffer.from(JSON.stringify(menu));
  const made = new Map<string, Buffer>();
  const items = menu.categories.flatMap((category) => category.items);
  const named = items.flatMap(({ picture }) => (picture ? [picture.small, picture.large] : []));
  return {
    etag,
    json,
    // After the door, which holds no dot.
    pictures: new Set(named.map((url) => url.slice(url.indexOf('.') + 1))),
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

function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}
