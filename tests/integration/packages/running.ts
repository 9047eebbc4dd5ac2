import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate, readMigrations } from '#main/store/migrate.ts';
import { pictureUrl } from '#shared/ordering/pictures.ts';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { ConsoleClient, Phone } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { printerOn } from '#tests/support/printing.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { type PackedProgram, root } from './packed.ts';

/** Tests that start the landing of a package on Node, in an empty folder, and use what its libraries are for. */
export function checkThatItRuns(program: PackedProgram): void {
  let data: string;
  let landing: LandingProcess;
  let owner: ConsoleClient;

  /** Without the surroundings of the tests: no NODE_PATH, and no programs of the system, such as udevadm. */
  const start = (args: readonly string[] = []) =>
    LandingProcess.start(data, {
      program: join(program.laidOut, 'out/main/landing.js'),
      cwd: program.emptyFolder('cwd'),
      env: { PATH: '/nowhere', HOME: program.emptyFolder('home') },
      args,
    });

  beforeAll(async () => {
    data = program.emptyFolder('data');
    landing = await start();
    const account = landing.ready.accounts.find(({ username }) => username === 'owner');
    if (!account) throw new Error('the sample has no owner');
    owner = await new ConsoleClient(landing.ready.consoleUrl).login(account.username, account.password);
  });
  afterAll(async () => {
    await landing?.stop();
  });

  const bearer = () => ({ authorization: `Bearer ${owner.token}` });

  it('serves the console and the guest page with all their parts', async () => {
    for (const url of [landing.ready.consoleUrl, landing.ready.guest[0]?.url ?? '']) {
      const page = await fetch(url);
      expect([page.status, page.headers.get('content-type')], url).toEqual([200, 'text/html; charset=utf-8']);
      const parts = [...(await page.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
        ([, path]) => path ?? '',
      );
      expect(parts.length, url).toBeGreaterThan(1);
      for (const part of parts) expect((await fetch(new URL(part, url))).status, part).toBe(200);
    }
    const [table] = landing.ready.guest;
    await owner.mutate('ordering.tabs.open', { tableId: await tableId(table?.table ?? '') });
    const phone = await Phone.scan(table?.url ?? '');
    const { body } = await phone.menu();
    expect(body.categories.length).toBeGreaterThan(3);
    const picture = /"(\/api\/v1\/guest\/pictures\/[^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
    const served = await fetch(new URL(picture, landing.ready.consoleUrl));
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  async function tableId(name: string): Promise<string> {
    const { tables } = await owner.query<{ tables: { id: string; name: string }[] }>('stickers.get');
    return tables.find((table) => table.name === name)?.id ?? '';
  }

  it('takes a picture and makes it small', async () => {
    const photo = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#c33' } })
      .jpeg()
      .toBuffer();
    const answer = await fetch(`${landing.ready.consoleUrl}uploads/pictures`, {
      method: 'POST',
      body: new Uint8Array(photo),
      headers: { 'content-type': 'image/jpeg', ...bearer() },
    });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    const small = await fetch(new URL(pictureUrl(id, 'small'), landing.ready.consoleUrl));
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({
      format: 'webp',
      width: 320,
    });
  });

  it('draws paper on its thread: letters of many scripts come out of a printer', async () => {
    const printer = new PrinterSimulator();
    const settings = printerOn(await printer.listen(), { name: '厨房 ครัว مطبخ' });
    const { id } = await owner.mutate<{ id: string }>('printing.printers.save', settings);
    await owner.mutate('printing.printers.testPage', { printerId: id });
    await printer.until(() => printer.sheets.length > 0);
    const { data, info } = await sharp(printer.sheets[0]?.png())
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const black = data.filter((value) => value < 128).length / (info.width * info.height);
    expect([info.width, black > 0.01 && black < 0.5]).toEqual([576, true]);
    await owner.mutate('printing.printers.remove', { printerId: id });
    await printer.close();
  });

  it('writes stickers as a PDF with its fonts in it', async () => {
    const run = await owner.mutate<{ id: string }>('stickers.print', { tableIds: [await tableId('1')], startSlot: 0 });
    const answer = await fetch(`${landing.ready.consoleUrl}stickers/${run.id}.pdf`, { headers: bearer() });
    const pdf = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect([answer.status, pdf.slice(0, 5)]).toEqual([200, '%PDF-']);
    expect(pdf).toMatch(/\/FontName \/[A-Z]{6}\+NotoSans/);
  });

  it('looks for serial ports and opens them, or says why not', async () => {
    const ports = await owner.query<unknown[] | null>('printing.printers.serialPorts');
    expect(ports === null || Array.isArray(ports)).toBe(true);
    const connection = { kind: 'serial', path: '/dev/no-such-port', baudRate: 9600 };
    expect(await owner.mutate('printing.printers.probe', { connection })).toMatchObject({ reached: false });
    expect((await fetch(`${landing.ready.consoleUrl}healthz`)).status).toBe(200);
  });

  it('starts again on data of an earlier version and migrates it behind a copy', async () => {
    expect(await landing.stop()).toBe(0);
    expect(landing.errors).toBe('');
    data = program.emptyFolder('earlier');
    mkdirSync(join(data, 'backups'));
    const migrations = readMigrations(join(root, 'migrations/landing'));
    const earlier = new Database(join(data, 'landing.db'));
    migrate(earlier, migrations.slice(0, -1), join(data, 'backups'));
    earlier.close();

    landing = await start();
    expect(readdirSync(join(data, 'backups'))).toHaveLength(1);
    const migrated = new Database(join(data, 'landing.db'), { readonly: true });
    expect(migrated.prepare('SELECT tag FROM schema_migration ORDER BY idx').pluck().all()).toEqual(
      migrations.map(({ tag }) => tag),
    );
    migrated.close();
    expect(await landing.stop()).toBe(0);
    expect(existsSync(join(data, 'running'))).toBe(false);
  });

  it('is started by the packed desktop, whose window shows its console', async () => {
    const fixture = join(import.meta.dirname, 'fixtures/desktop.ts');
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const home = program.emptyFolder('desktop');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [fixture, '--data', join(home, 'data'), '--port', String(port)],
      {
        cwd: home,
        env: {
          ...process.env,
          XDG_CONFIG_HOME: home,
          LANG: 'en_US.UTF-8',
          CONSOLE_ORIGIN: origin,
          PACKED_MAIN: join(program.laidOut, 'out/main/main.js'),
        },
      },
    );
    const { version } = JSON.parse(program.read('package.json').toString('utf8')) as { version: string };
    expect(JSON.parse(stdout)).toMatchObject({ version, state: { phase: 'ready', consoleUrl: `${origin}/` } });
    expect(existsSync(join(home, 'data', 'running'))).toBe(false);
  });
}
