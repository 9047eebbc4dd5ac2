import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { demoPeople as people } from '#shared/enterprises/demo.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { enterpriseEntity } from '#shared/identity/entities.ts';
import type { ReadyRoleKey } from '#shared/identity/permissions.ts';
import { itemEntity, optionGroupEntity, orderingSettingsSchema, tableEntity } from '#shared/ordering/entities.ts';
import type { Landing } from './landing.ts';
import { assetsFolder } from './paths.ts';
import { StartupError } from './startup-error.ts';
import { newId } from './store/service.ts';

/** The rooms that the sample is loaded into. */
type Shop = Pick<Landing, 'identity' | 'ordering'>;

/** An account of the sample restaurant, as it is shown to whoever started it. */
export interface DemoAccount {
  readonly enterpriseId: string;
  readonly username: string;
  readonly password: string;
  /** For handing the counter over, and for vouching. */
  readonly pin: string | null;
  readonly role: ReadyRoleKey;
}

const key = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const item = itemEntity.schema;
const choice = z.object({
  item: key,
  priceDelta: z.number().int().default(0),
  quantity: z.number().int().positive().default(1),
});
/** The shape of assets/sample/restaurant.json: records with keys in place of ids. */
export const sampleSchema = z.strictObject({
  enterprise: enterpriseEntity.schema.omit({ id: true, recoveryHash: true, createdAt: true, work: true }),
  settings: orderingSettingsSchema.partial().required({ taxMode: true, taxClasses: true }),
  optionGroups: z.array(
    optionGroupEntity.schema.pick({ name: true, min: true, max: true }).extend({
      key,
      options: z.array(optionGroupEntity.schema.shape.options.element.omit({ id: true, available: true })),
    }),
  ),
  categories: z.array(
    z.object({
      key,
      name: item.shape.name,
      course: z.number().int().min(0).max(9).optional(),
      items: z.array(
        item
          .omit({ id: true, categoryId: true, optionGroupIds: true, backAt: true, position: true, slots: true })
          .extend({
            key,
            optionGroups: z.array(key),
            stock: z.number().int().nullable(),
            pricing: item.shape.pricing.default('fixed'),
            slots: z.array(z.object({ name: item.shape.name, choices: z.array(choice) })).default([]),
          }),
      ),
    }),
  ),
  tables: z.array(tableEntity.schema.pick({ name: true, area: true, seats: true, plan: true })),
});

/** The accounts of the sample restaurant. */
export function demoAccounts(enterpriseId: string): DemoAccount[] {
  return people.map(({ username, password, pin, role }) => ({ enterpriseId, username, password, pin, role }));
}

/**
 * Loads the sample restaurant into a landing that is not set up yet; a landing that already holds it is left as it is.
 * Gives the accounts, or none when the landing belongs to somebody else. Throws StartupError when an earlier start was
 * ended half-way.
 */
export async function loadDemo(landing: Shop, enterpriseId?: string): Promise<DemoAccount[]> {
  const sample = sampleSchema.parse(JSON.parse(readFileSync(join(assetsFolder, 'sample', 'restaurant.json'), 'utf8')));
  const { identity } = landing;
  const existing = identity.findEnterprise();
  if (existing && existing.code !== sample.enterprise.code) return [];
  // The tables come last, in one commit: without them the first start was ended half-way.
  if (existing && landing.ordering.floor.all().length === 0) throw new StartupError('demo_incomplete', {});
  if (existing) return demoAccounts(existing.code);
  const [owner, ...staff] = people;
  const { token } = await identity.setUp(
    {
      enterprise: sample.enterprise,
      owner: { username: owner.username, displayName: owner.displayName, password: owner.password },
    },
    'demo',
    enterpriseId,
  );
  const actor = identity.authenticate(token);
  if (!actor) throw new Error('the sample owner cannot sign in');
  const roles = identity.people.roles(actor);
  await Promise.all(
    staff.map(({ role, pin: _, ...person }) =>
      identity.people.createUser(actor, { ...person, roleIds: roles.filter((r) => r.key === role).map((r) => r.id) }),
    ),
  );
  await Promise.all(people.map((person) => setPin(landing, sample.enterprise.code, person)));
  await loadMenu(landing, actor, sample);
  await loadTables(landing, actor, sample);
  await identity.logout(actor);
  return demoAccounts(sample.enterprise.code);
}

async function setPin(
  { identity }: Shop,
  enterpriseId: string,
  { username, password, pin }: { username: string; password: string; pin: string | null },
): Promise<void> {
  if (pin === null) return;
  const { token } = await identity.login({ enterpriseId, username, password }, 'demo');
  const actor = identity.authenticate(token);
  if (!actor) throw new Error(`${username} of the sample cannot sign in`);
  await identity.setPin(actor, { currentPassword: password, pin });
  await identity.logout(actor);
}

/** The tables in one shared commit, then where they stand: without a plan they are complete all the same. */
async function loadTables({ ordering }: Shop, actor: Actor, { tables }: z.infer<typeof sampleSchema>): Promise<void> {
  const saved = await Promise.all(
    tables.map(async ({ plan, ...table }, position) => {
      const { id } = await ordering.floor.save(actor, { ...table, position });
      return { id, plan };
    }),
  );
  await ordering.floor.arrange(actor, saved);
}

async function loadMenu(landing: Shop, actor: Actor, sample: z.infer<typeof sampleSchema>): Promise<void> {
  const { menu, menuEditor, settings } = landing.ordering;
  await settings.update(actor, sample.settings);
  const groupIds = new Map<string, string>();
  for (const [position, { key: groupKey, options, ...group }] of sample.optionGroups.entries()) {
    const withIds = options.map((option) => ({ ...option, id: newId(), available: true }));
    const { id } = await menuEditor.saveOptionGroup(actor, { ...group, options: withIds, position });
    groupIds.set(groupKey, id);
  }
  const itemIds = new Map<string, string>();
  const categoryIds = new Map<string, string>();
  for (const [position, category] of sample.categories.entries()) {
    const { id } = await menuEditor.saveCategory(actor, {
      name: category.name,
      course: category.course ?? 0,
      position,
    });
    categoryIds.set(category.key, id);
  }
  const items = sample.categories.flatMap((category) =>
    category.items.map((fields) => ({ ...fields, categoryId: categoryIds.get(category.key) ?? '' })),
  );
  // A combo is made of dishes, so these come first.
  const order = [...items.entries()].sort(([, a], [, b]) => a.slots.length - b.slots.length);
  for (const [position, { key: itemKey, optionGroups, stock, soldOut, slots, ...fields }] of order) {
    const optionGroupIds = optionGroups.flatMap((groupKey) => groupIds.get(groupKey) ?? []);
    const picture = fields.picture && (await keepPicture(landing, actor, fields.picture));
    const { id } = await menuEditor.saveItem(actor, {
      ...fields,
      picture,
      optionGroupIds,
      position,
      slots: slots.map(({ name, choices }) => ({
        id: newId(),
        name,
        choices: choices.map(({ item: chosen, ...rest }) => ({ ...rest, itemId: itemIds.get(chosen) ?? '' })),
      })),
    });
    itemIds.set(itemKey, id);
    if (soldOut) await menu.setAvailability(actor, { itemId: id, soldOut });
    if (stock !== null) await menu.setStock(actor, { itemId: id, quantity: stock });
  }
}

/** Keeps a picture of the sample, which lies there as `preparePicture` made it (scripts/draw-sample.ts). */
async function keepPicture(landing: Shop, actor: Actor, name: string): Promise<string> {
  const read = (file: string) => readFileSync(join(assetsFolder, 'sample', 'pictures', file));
  const { id } = await landing.ordering.pictures.keep(actor, {
    large: read(`${name}.webp`),
    small: read(`${name}-s.webp`),
  });
  return id;
}
