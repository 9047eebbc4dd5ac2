import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { openStatement } from '#server/pki/statements.ts';
import { kmsAnswerSchema, kmsStatementSchema } from '#shared/bench/kms.ts';
import { type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { layDown } from '#tests/support/credential-folder.ts';
import { freePort } from '#tests/support/free-port.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = tempFolder();
const data = join(folder.path, 'kms');
const running: ChildProcess[] = [];
let ca: TestAuthority;
let pos: Signer;
let transport: Signer;

beforeAll(async () => {
  ca = await testAuthority();
  [pos, transport] = await Promise.all([ca.issue('pos', 'SN-001'), ca.issue('kms-transport', 'kms-1')]);
  mkdirSync(data);
  await layDown(ca, join(data, 'credentials'), 'kms', await ca.issue('kms', 'kms-1'));
  await layDown(ca, join(data, 'credentials'), 'kms-transport', transport);
  await layDown(ca, join(folder.path, 'mtms'), 'mtms', await ca.issue('mtms', 'mtms-1'));
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  folder.remove();
});

async function start(args: readonly string[] = ['--port', '0', '--data', data, '--json']) {
  const child = spawn(process.execPath, [join(root, 'scripts/kms.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  // Not at its exit, which may come before its last words.
  const exit = once(child, 'close').then(
    ([code, signal]) => ({ code, signal }) as { code: number | null; signal: string | null },
  );
  const line = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exit]);
  const ready = Array.isArray(line) ? (JSON.parse(String(line[0])) as { id: string; url: string }) : undefined;
  return { child, exit, ready, errors: () => errors };
}

describe('npm run kms', () => {
  it('has what it answered for after being killed, and ends in order when told to', async () => {
    const port = await freePort();
    const first = await start(['--port', String(port), '--data', data, '--json']);
    expect(first.ready).toMatchObject({ ready: true, id: 'kms-1' });
    const credentials = CredentialFiles.open({ folder: join(folder.path, 'mtms'), profile: 'mtms' });
    const client = new MutualClient({ credentials, roles: ['kms'], id: 'kms-1', unreachable: 'E_KMS_PENDING' });
    using key = newTransmissionKey('aes');
    const opId = '01JD3M0Q9XKZ8V7W6T5S4R3Q2P';
    const { cms } = sealTransmissionKey(
      key,
      { opId, serial: 'SN-001', nonce: randomBytes(16) },
      pos,
      transport.certificate,
    );
    const deliver = async (url = '') => {
      const { value } = await client.request('POST', `${url}/api/v1/deliveries`, { opId, cms: cms.toString('base64') });
      const der = Buffer.from(kmsStatementSchema.parse(value).statement, 'base64');
      const wanted = { roles: ['kms' as const], now: Date.now() };
      return openStatement('kmsAnswer', kmsAnswerSchema, der, credentials.trust, wanted).value;
    };
    const answer = await deliver(first.ready?.url);
    first.child.kill('SIGKILL');
    await first.exit;
    // Its port is nobody's meanwhile.
    await expect(deliver(first.ready?.url)).rejects.toMatchObject({ code: 'E_KMS_PENDING' });

    const second = await start();
    expect(await deliver(second.ready?.url)).toEqual(answer);
    client.close();
    second.child.kill('SIGTERM');
    expect(await second.exit).toEqual({ code: 0, signal: null });
    expect(second.errors()).not.toMatch(/"level":(50|60)/);
  });

  it.each([
    [['--port', '0'], /--data is needed/],
    [['--port', 'x', '--data', data], /--port must be/],
    [['--port', '0', '--data', data, '--credentials', '/nowhere'], /cannot be used: ENOENT/],
    [['--port', '0', '--data', data, '--frob'], /Unknown option/],
  ])('refuses in words: %j', async (args, sentence) => {
    const { exit, errors } = await start(args);
    expect(await exit).toEqual({ code: 2, signal: null });
    expect(errors()).toMatch(sentence);
    expect(errors()).not.toContain('    at ');
  });
});
