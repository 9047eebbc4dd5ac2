import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultPort, defaultStaffPort, refusedExitCode } from '#shared/desktop/contract.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const root = join(import.meta.dirname, '../../..');
const operations = join(root, 'docs/operations');
const read = (file: string) => readFileSync(join(operations, file), 'utf8');

/** The values of a key of a systemd unit (systemd.syntax(7)), comments left out. */
function unitValues(key: string): string[] {
  const lines = read('landing-desk.service').split('\n');
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

/** Words of a command line, quoted or not. */
const words = (line: string) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
const between = (text: string, tag: string) =>
  [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, value]) => value ?? '');

/** What each service file starts: the program and its arguments. */
const commands: Record<string, () => string[]> = {
  'landing-desk.service': () => words(unitValues('ExecStart')[0] ?? ''),
  'landing-desk-service.xml': () => {
    const file = read('landing-desk-service.xml');
    return [...between(file, 'executable'), ...words(between(file, 'arguments')[0] ?? '')];
  },
  'app.landingdesk.landing.plist': () => {
    const [, list = ''] =
      /<key>ProgramArguments<\/key>\s*<array>(.*?)<\/array>/s.exec(read('app.landingdesk.landing.plist')) ?? [];
    return between(list, 'string');
  },
};

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** The landing on a free port and a folder of this test's, otherwise with the arguments given. */
async function run(args: readonly string[]) {
  const own = new Map([
    ['--data', folder.path],
    ['--port', '0'],
    ['--staff-port', '0'],
  ]);
  const changed = args.map((word, index) => own.get(args[index - 1] ?? '') ?? word);
  const child = spawn(process.execPath, [join(root, 'src-main/cli.ts'), ...changed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    said: line,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return (await ended)[0] as number | null;
    },
  };
}

describe('the service files', () => {
  test.each(Object.keys(commands))('%s starts the landing with a command line that it accepts', async (file) => {
    const [program = '', script = '', ...args] = commands[file]?.() ?? [];
    expect(program).toMatch(/[\\/]node(\.exe)?$/);
    expect(script.replaceAll('\\', '/')).toMatch(/\/out\/main\/landing\.js$/);
    expect(args[args.indexOf('--port') + 1]).toBe(String(defaultPort));
    expect(args[args.indexOf('--staff-port') + 1]).toBe(String(defaultStaffPort));
    const landing = await run(args);
    expect(landing.said).toMatch(/^Console {2}http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await landing.stop()).toBe(0);
  });

  test('the unit is not restarted after a refusal, but after everything else', () => {
    expect(unitValues('RestartPreventExitStatus')).toEqual([String(refusedExitCode)]);
    expect(unitValues('Restart')).toEqual(['always']);
    expect(unitValues('StartLimitIntervalSec')).toEqual(['0']);
  });

  test('the unit may write its own folder and nothing else', () => {
    const [, ...args] = words(unitValues('ExecStart')[0] ?? '');
    expect(args[args.indexOf('--data') + 1]).toBe(`/var/lib/${unitValues('StateDirectory')[0]}`);
    for (const [key, value] of [
      ['DynamicUser', 'yes'],
      ['ProtectSystem', 'strict'],
      ['ProtectHome', 'yes'],
      ['NoNewPrivileges', 'yes'],
      ['CapabilityBoundingSet', ''],
      ['DevicePolicy', 'closed'],
    ] as const)
      expect(unitValues(key)).toEqual([value]);
    expect(read('landing-desk.service')).not.toMatch(/^(ReadWritePaths|MemoryDenyWriteExecute)=/m);
  });

  const analyze = spawnSync('systemd-analyze', ['--version']);
  test.skipIf(analyze.error)('systemd finds nothing to say about the unit', () => {
    // The program is looked for, so it has to be one that is here.
    const unit = read('landing-desk.service')
      .replace('/opt/landing-desk/node_modules/node/bin/node', process.execPath)
      .replaceAll('/opt/landing-desk/out/main/landing.js', join(root, 'src-main/cli.ts'))
      .replace(/^WorkingDirectory=.*$/m, `WorkingDirectory=${root}`);
    const file = join(folder.path, 'landing-desk.service');
    writeFileSync(file, unit);
    const verdict = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    // Before version 254 it does not know the keys of the growing pause, says so and goes on (see the unit).
    const known = /Unknown key (name )?'Restart(Steps|MaxDelaySec)'/;
    const ours = verdict.stderr.split('\n').filter((line) => line.includes('landing-desk') && !known.test(line));
    expect(ours).toEqual([]);
  });
});

test('the set-up of a computer without a screen is reached through a forwarded port', async () => {
  const landing = await run(['--data', '', '--port', '', '--staff-port', '']);
  const port = Number(new URL(landing.said.replace(/^Console +/, '')).port);
  // What `ssh -L` does: another port here, and over there a connection from the computer to itself.
  const tunnel = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(tunnel, 'listening');
  const origin = `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}`;

  const page = await fetch(`${origin}/`, { headers: { connection: 'close' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="app"');
  const setUp = await fetch(`${origin}/trpc/identity.setUp`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({}),
  });
  // Heard, and refused for what it lacks: not for where it came from.
  expect(((await setUp.json()) as { error: { data: { problem: { code: string } } } }).error.data.problem.code).toBe(
    'validation_failed',
  );
  tunnel.close();
  expect(await landing.stop()).toBe(0);
});
