import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntryTable } from '#cloud/identity/tables.ts';
import { rowsOf } from '#cloud/store/service.ts';
import { files, TestCloud, TestMerchant } from '#tests/support/cloud.ts';
import { runCloudCommand } from '#tests/support/cloud-process.ts';
import { cloudTables, insertRow } from '#tests/support/cloud-rows.ts';
import { tempFolder } from '#tests/support/landing.ts';

/** What stands in every text of the enterprise that leaves. */
const mark = 'of-the-one-that-leaves';

describe('an enterprise that leaves the cloud', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'cloud');
  const picture = Buffer.from('RIFF....WEBP of the soup');
  const sha256 = createHash('sha256').update(picture).digest('hex');
  let leaving: string;
  let staying: string;
  let before: string[];

  const run = (...args: string[]) => runCloudCommand([...args, '--data', data]);

  /** Everything of an enterprise, as text. */
  const rowsIn = (cloud: TestCloud, id: string) =>
    cloud.cloud.database.asPlatform(async (tx) => {
      const found: string[] = [];
      for (const [table, columns] of await cloudTables(tx)) {
        if (!columns.some(({ name }) => name === 'enterprise_id')) continue;
        const rows = await rowsOf<{ text: string }>(
          tx,
          sql`select row_to_json(one)::text as text from ${sql.identifier(table)} one where enterprise_id = ${id} order by 1`,
        );
        found.push(...rows.map(({ text }) => `${table} ${text}`));
      }
      return found;
    });

  beforeAll(async () => {
    const cloud = await TestCloud.start({ dataFolder: data });
    await cloud.cloud.jobs.close(0);
    const merchant = await TestMerchant.submitted(cloud, { code: 'leaving' });
    const operator = await cloud.operator();
    leaving = merchant.registration.enterpriseId;
    expect((await operator.decide(leaving, 'approved')).status).toBe(200);
    staying = await cloud.enterprise('staying');
    const { credential } = await cloud.device(leaving);
    const sent = await fetch(`${cloud.url}/api/v1/blobs/${sha256}?size=${picture.length}&type=image/webp`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(picture),
    });
    expect(sent.status).toBe(201);
    // A row in every table that has rows of enterprises, whatever table comes next.
    await cloud.cloud.database.asPlatform(async (tx) => {
      for (const [table, columns] of await cloudTables(tx)) {
        if (!columns.some(({ name }) => name === 'enterprise_id')) continue;
        for (const id of [leaving, staying])
          await tx.transaction((inner) => insertRow(inner, table, columns, id, mark)).catch(() => {});
      }
      // What is read as what it is has to be just that.
      await tx.execute(sql`update sync_row set fields = '{}', stamps = '{}'`);
      await tx.execute(sql`update sync_fact set data = '{}'`);
      await tx.execute(sql`update blob set complete_at = null where sha256 <> ${sha256}`);
    });
    before = await rowsIn(cloud, staying);
    expect(new Set((await rowsIn(cloud, leaving)).map((row) => row.split(' ')[0])).size).toBeGreaterThan(20);
    await cloud.close();
  }, 120_000);
  afterAll(() => folder.remove());

  it('is written out whole, without what proves who somebody is', async () => {
    const out = join(folder.path, 'leaving.jsonl');
    const { code, said } = await run('export', '--enterprise', 'leaving', '--out', out);
    expect([code, said]).toEqual([0, expect.stringContaining('lines in')]);
    const lines = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ kind: 'enterprise', id: leaving, code: 'leaving', name: '桂花小馆' });
    const kinds = new Set(lines.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['document', 'enterprise', 'fact', 'file', 'record', 'row']);
    const tables = new Set(lines.flatMap(({ table }) => (table === undefined ? [] : [String(table)])));
    expect([...tables]).toEqual(
      expect.arrayContaining(['device', 'registration', 'registration_decision', 'relay_order']),
    );
    expect(readFileSync(out, 'utf8')).not.toMatch(/credential_hash|token_hash|code_hash/);
    const beside = readdirSync(`${out}.files`);
    expect(readFileSync(join(`${out}.files`, sha256)).equals(picture)).toBe(true);
    const document = beside.find((name) => name.startsWith('document-') && name.endsWith('.png')) ?? '';
    expect(readFileSync(join(`${out}.files`, document)).equals(files.png)).toBe(true);
    // Nothing is overwritten.
    expect(await run('export', '--enterprise', 'leaving', '--out', out)).toMatchObject({ code: 2 });
  });

  it('is refused where there is none of that code, and leaves no file', async () => {
    const out = join(folder.path, 'nobody.jsonl');
    const { code, said } = await run('export', '--enterprise', 'nobody', '--out', out);
    expect([code, existsSync(out)]).toEqual([1, false]);
    expect(said).not.toMatch(/^ {4}at /m);
    expect(await run('erase', '--enterprise', 'nobody', '--yes')).toMatchObject({ code: 1 });
  });

  it('is erased only after somebody confirmed it, wholly, and nobody else with it', async () => {
    const unconfirmed = await run('erase', '--enterprise', 'leaving');
    expect([unconfirmed.code, unconfirmed.said]).toEqual([2, expect.stringContaining('give --yes')]);
    let cloud = await TestCloud.start({ dataFolder: data });
    await cloud.cloud.jobs.close(0);
    expect((await rowsIn(cloud, leaving)).length).toBeGreaterThan(20);
    await cloud.close();

    const { code, said } = await run('erase', '--enterprise', 'leaving', '--yes');
    expect([code, said]).toEqual([0, expect.stringMatching(/桂花小馆 \(leaving\) is erased: \d+ rows\./)]);
    cloud = await TestCloud.start({ dataFolder: data });
    await cloud.cloud.jobs.close(0);
    expect(await rowsIn(cloud, leaving)).toEqual([]);
    expect(await rowsIn(cloud, staying)).toEqual(before);
    const kept = await cloud.cloud.database.asPlatform((tx) => tx.select().from(auditEntryTable));
    expect(kept.map(({ action, by }) => [action, by])).toEqual(
      expect.arrayContaining([
        ['enterprise.exported', ''],
        ['enterprise.erased', ''],
      ]),
    );
    const operator = await cloud.operator();
    expect(await operator.call('GET', '/audit')).toMatchObject({ status: 200 });
    await cloud.close();
  }, 90_000);
});
