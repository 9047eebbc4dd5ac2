import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { EnterprisesService } from '#cloud/enterprises/service.ts';
import { type CloudDatabase, Prepared, rowsOf } from '#cloud/store/service.ts';
import { type FactRow, type StoredFact, saveFacts, toFact, weightOfFact } from '#cloud/sync/facts.ts';
import { lockHead } from '#cloud/sync/head.ts';
import { makeRecords, type StoredRecord, toRecord, weightOf } from '#cloud/sync/records.ts';
import { readSums, SumChanges, savingSums } from '#cloud/sync/sums.ts';
import { newTag } from '#cloud/sync/tokens.ts';
import type { Fact } from '#shared/sync/operation.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { Evening } from './evening.ts';
import { TestLanding, tempFolder } from './landing.ts';

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const nothing = { rows: 0, sum: 0n, bytes: 0 };
const batchRows = 4_000;
const sums = new Prepared<{ enterpriseId: string }>('fill_sums', savingSums);

/** A code with which a device enrols. */
export async function enrolmentCode(database: CloudDatabase, enterpriseId: string): Promise<string> {
  const { devices } = new EnterprisesService(database, Date.now);
  const offer = { name: 'A computer', scope: 'enterprise', userId: null, administers: true } as const;
  return (await database.asPlatform((tx) => devices.offer(tx, enterpriseId, offer, 'test'))).code;
}

/** How a landing's joining stands; null when it is over. Throws Error when it cannot go on. */
export async function joiningOf({ console }: Pick<TestLanding, 'console'>): Promise<SyncState | null> {
  const { joining } = await console.query<{ joining: SyncState | null }>('sync.join.state');
  if (joining?.trouble === 'internal_error') throw new Error('the landing cannot join');
  return joining;
}

/** Lets the sample restaurant serve some meals and sends them to a cloud; gives the enterprise. */
export async function serveMeals(database: CloudDatabase, url: string, meals: number): Promise<string> {
  const folder = tempFolder();
  const landing = await TestLanding.start({ folder: folder.path });
  try {
    const evening = new Evening(landing, [await landing.owner()]);
    for (let meal = 0; meal < meals; meal += 1) {
      const steps = ['open', 'order', 'order', 'start', 'ready', 'serve', 'payAll', 'close'] as const;
      for (const what of steps) await evening.play({ what, which: meal, amount: meal * 7 });
    }
    const { id, name } = landing.landing.identity.enterprise();
    await new EnterprisesService(database, Date.now).admit({ enterpriseId: id, code: `large-${id.slice(-6)}`, name });
    const owner = await landing.as('owner');
    await owner.mutate('sync.connect', { address: url, code: await enrolmentCode(database, id) });
    for (;;) {
      const { phase, pending } = await owner.query<SyncState>('sync.state');
      if (phase === 'resting' && pending === 0) return id;
    }
  } finally {
    await landing.close();
    folder.remove();
  }
}

interface Template {
  readonly meals: readonly (readonly { readonly id: string; readonly fact: Fact }[])[];
  readonly items: readonly StoredRecord[];
  /** Ids that stand for the same thing in every copy: records and devices. */
  readonly kept: ReadonlySet<string>;
}

function readTemplate(database: CloudDatabase, enterpriseId: string): Promise<Template> {
  return database.inEnterprise(enterpriseId, async (tx) => {
    const facts = await rowsOf<FactRow>(tx, sql`select * from sync_fact where stream = 'tab' order by position`);
    const records = (
      await rowsOf<Parameters<typeof toRecord>[0]>(tx, sql`select * from sync_row where deleted is null`)
    ).map(toRecord);
    const byTab = Map.groupBy(
      facts.map((row) => ({ id: row.id, fact: toFact(row) })),
      ({ fact }) => fact.streamId,
    );
    const isOver = (tab: { fact: Fact }[]) => tab.at(-1)?.fact.type === 'tab.closed';
    const tableOf = ([first]: { fact: Fact }[]) => (first?.fact.data as { tableId?: string } | undefined)?.tableId;
    // Who sits at a table still lets nobody else have it.
    const taken = new Set([...byTab.values()].filter((tab) => !isOver(tab)).map(tableOf));
    const meals = [...byTab.values()].filter((tab) => isOver(tab) && !taken.has(tableOf(tab)));
    if (meals.length === 0) throw new Error('no meal was finished');
    const kept = new Set([...records.map(({ id }) => id), ...facts.flatMap(({ home, actor }) => [home, actor])]);
    return { meals, items: records.filter(({ entity }) => entity === 'item'), kept };
  });
}

/** Copies of the meals, each with ids, numbers and times of its own, without end. */
function* mealsLike({ meals, kept }: Template): Generator<{ id: string; fact: Fact }> {
  for (let copy = 1; ; copy += 1) {
    for (const meal of meals) {
      const own = new Map<string, string>();
      const renamed = (id: string) => {
        if (kept.has(id)) return id;
        const known = own.get(id) ?? v7();
        own.set(id, known);
        return known;
      };
      for (const { id, fact } of meal) {
        const text = JSON.stringify(fact.data)
          .replace(uuids, renamed)
          .replace(/"number":(\d+)/g, (_, number) => `"number":${copy * 10_000 + Number(number)}`);
        const data = JSON.parse(text) as Fact['data'];
        yield { id: renamed(id), fact: { ...fact, streamId: renamed(fact.streamId), at: fact.at + copy, data } };
      }
    }
  }
}

/**
 * Fills an enterprise that served some meals up to so many facts and records, as if its landing had pushed them long
 * ago and the log had been tidied since.
 */
export async function fillCloud(
  database: CloudDatabase,
  enterpriseId: string,
  { facts, records }: { facts: number; records: number },
): Promise<void> {
  const template = await readTemplate(database, enterpriseId);
  const copies = mealsLike(template);
  for (let left = { facts, records }; left.facts > 0 || left.records > 0; ) {
    const now = { facts: Math.min(left.facts, batchRows), records: Math.min(left.records, batchRows) };
    await database.inEnterprise(enterpriseId, async (tx) => {
      const head = await lockHead(tx, enterpriseId);
      const changes = new SumChanges();
      let { position } = head;
      const newRecords = Array.from({ length: now.records }, (_, index): StoredRecord => {
        const like = template.items[index % template.items.length];
        if (!like) throw new Error('no items');
        const id = v7();
        changes.change('item', nothing, weightOf('item', id, like.state));
        position += 1;
        return { ...like, id, position };
      });
      const newFacts = Array.from({ length: now.facts }, (): StoredFact => {
        const { value } = copies.next();
        changes.change('event', nothing, weightOfFact(value.id, value.fact));
        position += 1;
        return { ...value, position, tx: position, opSeq: position };
      });
      const tag = newTag();
      await makeRecords(tx, enterpriseId, newRecords, Date.now());
      await saveFacts(tx, enterpriseId, { deviceId: newFacts[0]?.fact.home ?? '', epoch: 1 }, newFacts);
      await sums.rows(tx, { enterpriseId, ...changes.after(await readSums(tx, enterpriseId)) });
      await tx.execute(
        sql`insert into sync_commit (enterprise_id, position, tag, at) values (${enterpriseId}, ${position}, ${tag}, ${Date.now()})`,
      );
      await tx.execute(
        sql`update sync_head set position = ${position}, tag = ${tag} where enterprise_id = ${enterpriseId}`,
      );
    });
    left = { facts: left.facts - now.facts, records: left.records - now.records };
  }
}

/** The checksums that the cloud keeps of an enterprise. */
export function checksumsAt(database: CloudDatabase, enterpriseId: string) {
  return database.inEnterprise(enterpriseId, async (tx) => {
    const sums = await readSums(tx, enterpriseId);
    return Object.fromEntries(
      [...sums]
        .filter(([, { rows }]) => rows > 0)
        .map(([entity, { rows, sum }]) => [entity, { rows, sum: sum.toString(16).padStart(16, '0') }]),
    );
  });
}
