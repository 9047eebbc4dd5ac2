import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { operationTicketSchema, statesSchema } from '#shared/bench/ops.ts';
import { newOpId, TestRecord } from '#tests/support/mtms.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { patience } from '#tests/support/patience.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

// Two dozen RSA keys are made at the demo's first start, and that is slow on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = tempFolder();
const kmsProgram = join(import.meta.dirname, '..', '..', '..', 'src-keys', 'kms', 'cli.ts');
let mtms: MtmsProcess;
let kms: ReturnType<typeof spawn> | undefined;

/** The reference KMS as a process of its own, with the demo's certificates of KMS-A. */
async function startKms(...args: string[]): Promise<string> {
  const credentials = join(folder.path, 'demo', 'KMS-A');
  const data = join(folder.path, 'kms');
  const all = ['--port', '0', '--data', data, '--credentials', credentials, '--json', ...args];
  const child = spawn(process.execPath, [kmsProgram, ...all], { stdio: ['ignore', 'pipe', 'ignore'] });
  kms = child;
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the KMS ended with ${code}`)));
  ended.catch(() => {});
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

async function endKms(): Promise<void> {
  if (!kms || kms.exitCode !== null) return;
  const exit = once(kms, 'exit');
  kms.kill('SIGTERM');
  await exit;
}

beforeAll(async () => {
  mtms = await MtmsProcess.start(folder.path);
});
afterAll(async () => {
  await endKms();
  await mtms?.end();
  folder.remove();
});

it('brings keys to a real KMS by file and by HTTPS, and holds them while it is away', async () => {
  const { demo, url } = mtms.ready;
  const credentials = CredentialFiles.open({ folder: demo.bench, profile: 'bench' });
  const bench = new MutualClient({ credentials, roles: ['mtms'], unreachable: 'E_MTMS_DOWN' });
  const record = new TestRecord();
  const auditHead = () => record.grow().head(50);
  const collect = async (serial: string) => {
    const { signer } = CredentialFiles.open({ folder: join(folder.path, 'demo', serial), profile: 'pos' });
    const posCert = signer.certificate.der.toString('base64');
    const opened = await bench.request('POST', `${url}/v1/ops`, {
      opId: newOpId(),
      serial,
      model: 'P90',
      posCert,
      auditHead: auditHead(),
    });
    const { opId, nonce, kmsCert, customerCode, associationRevision } = operationTicketSchema.parse(opened.value);
    using key = newTransmissionKey('aes');
    const recipient = readCertificate(Buffer.from(kmsCert[0] ?? '', 'base64'));
    const { cms, kcv } = sealTransmissionKey(
      key,
      { opId, serial, nonce: Buffer.from(nonce, 'hex') },
      signer,
      recipient,
    );
    const capture = {
      cms: cms.toString('base64'),
      kcv: kcv.toString('hex'),
      customerCode,
      associationRevision,
      confirmedBy: 'Lin',
    };
    await bench.request('POST', `${url}/v1/ops/${opId}/tk`, { ...capture, auditHead: auditHead() });
    return opId;
  };
  const stateOf = async (opId: string) => {
    const { value } = await bench.request('POST', `${url}/v1/ops/states`, { opIds: [opId] });
    const [operation] = statesSchema.parse(value).operations;
    return [operation?.state, operation?.code];
  };
  const waiting = await collect('SN-2026-0001');
  await expect.poll(() => stateOf(waiting)).toEqual(['ACCEPTED', 'E_KMS_PENDING']);
  const address = await startKms('--drop', join(folder.path, 'demo', 'KMS-A', 'drop'));
  // The longer its KMS was away, the longer the key waits for its next try.
  await expect.poll(() => stateOf(waiting), patience).toEqual(['DELIVERED', undefined]);
  const certificate = join(folder.path, 'demo', 'KMS-A', 'kms-transport.pem');
  const words = ['operator', '--data', folder.path, 'route', 'HARBOUR', 'https', address, 'KMS-A', certificate];
  expect((await runKeyCommand('mtms', words)).code).toBe(0);
  const direct = await collect('SN-2026-0002');
  await expect.poll(() => stateOf(direct)).toEqual(['DELIVERED', undefined]);
  bench.close();
});
