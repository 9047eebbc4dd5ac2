import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CaFolder } from '#keys/ca/service.ts';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import { demoPassphrase } from '#keys/mtms/demo.ts';
import { openStore } from '#keys/mtms/store.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { type OperationTicket, operationTicketSchema, receivedSchema, statesSchema } from '#shared/bench/ops.ts';
import { newOpId, TestRecord } from '#tests/support/mtms.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

// Two dozen RSA keys are made at the demo's first start, and that is slow on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** The real program over real mutual TLS, with the demo's certificates. */
describe('npm run mtms', () => {
  const folder = tempFolder();
  let mtms: MtmsProcess;
  const clients: MutualClient[] = [];
  const record = new TestRecord();

  beforeAll(async () => {
    mtms = await MtmsProcess.start(folder.path);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await mtms?.end();
    folder.remove();
  });

  function clientOf(place: string, profile: string): MutualClient {
    const credentials = CredentialFiles.open({ folder: place, profile });
    const client = new MutualClient({ credentials, roles: ['mtms'], unreachable: 'E_MTMS_DOWN' });
    clients.push(client);
    return client;
  }
  const signerOf = (serial: string) =>
    CredentialFiles.open({ folder: join(folder.path, 'demo', serial), profile: 'pos' }).signer;
  const post = (client: MutualClient, path: string, body: object) =>
    client.request('POST', `${mtms.ready.url}/v1${path}`, body);

  async function open(client: MutualClient, serial: string): Promise<OperationTicket> {
    const posCert = signerOf(serial).certificate.der.toString('base64');
    const body = { opId: newOpId(), serial, model: 'P90', posCert, batch: mtms.ready.demo.batch };
    const { value } = await post(client, '/ops', { ...body, auditHead: record.grow().head(50) });
    return operationTicketSchema.parse(value);
  }

  function captureOf(ticket: OperationTicket) {
    using key = newTransmissionKey('aes');
    const statement = { opId: ticket.opId, serial: ticket.serial, nonce: Buffer.from(ticket.nonce, 'hex') };
    const recipient = readCertificate(Buffer.from(ticket.kmsCert[0] ?? '', 'base64'));
    const { cms, kcv } = sealTransmissionKey(key, statement, signerOf(ticket.serial), recipient);
    const { customerCode, associationRevision } = ticket;
    return {
      cms: cms.toString('base64'),
      kcv: kcv.toString('hex'),
      customerCode,
      associationRevision,
      confirmedBy: 'Lin',
    };
  }

  it('takes a key over mutual TLS, lays it into the KMS’s folder, and remembers it through kill -9', async () => {
    const bench = clientOf(mtms.ready.demo.bench, 'bench');
    const ticket = await open(bench, 'SN-2026-0001');
    expect(ticket).toMatchObject({ customerCode: 'HARBOUR', expected: true });
    const capture = captureOf(ticket);
    const send = async (client: MutualClient) =>
      receivedSchema.parse(
        (await post(client, `/ops/${ticket.opId}/tk`, { ...capture, auditHead: record.grow().head(50) })).value,
      );
    const received = await send(bench);
    const dropped = join(folder.path, 'demo', 'KMS-A', 'drop', 'in', `${ticket.opId}.p7m`);
    await expect.poll(() => existsSync(dropped)).toBe(true);
    expect(readFileSync(dropped).toString('base64')).toBe(capture.cms);
    // Killed amid an attempt, it would leave the key alone for a minute: another process might be bringing it.
    const codes = async () => {
      const { value } = await post(bench, '/ops/states', { opIds: [ticket.opId] });
      return statesSchema.parse(value).operations.map(({ code }) => code);
    };
    await expect.poll(codes).toEqual(['E_KMS_PENDING']);
    await mtms.end('SIGKILL');
    mtms = await MtmsProcess.start(folder.path);
    expect(await send(clientOf(mtms.ready.demo.bench, 'bench'))).toEqual(received);
    expect(mtms.log).not.toContain(capture.cms.slice(0, 40));
  });

  it('turns away who has another role, and whose certificate was revoked meanwhile, each with a code', async () => {
    const kms = clientOf(join(folder.path, 'demo', 'KMS-A'), 'kms');
    await expect(open(kms, 'SN-2026-0002')).rejects.toMatchObject({ code: 'E_ROLE' });
    const pos = clientOf(join(folder.path, 'demo', 'SN-2026-0003'), 'pos');
    await expect(open(pos, 'SN-2026-0003')).rejects.toMatchObject({ code: 'E_ROLE' });
    const bench = clientOf(mtms.ready.demo.bench, 'bench');
    expect((await open(bench, 'SN-2026-0002')).serial).toBe('SN-2026-0002');
    {
      using authority = await CaFolder.open(mtms.ready.demo.ca, demoPassphrase);
      await authority.revoke({ profile: 'bench', id: 'demo-bench' }, 'keyCompromise', Date.now());
      writeFileSync(join(folder.path, 'trust.pem'), (await authority.published()).trust);
    }
    // On the connection that is open already.
    await expect
      .poll(() =>
        open(bench, 'SN-2026-0002').then(
          () => 'let in',
          (error) => error.code,
        ),
      )
      .toBe('E_CERT_REVOKED');
  });

  it('is kept by commands while it runs, and its record is whole while it runs and afterwards', async () => {
    const operate = (...words: string[]) => runKeyCommand('mtms', ['operator', '--data', folder.path, ...words]);
    expect((await operate('customer', 'CEDAR', 'Cedar Bank')).code).toBe(0);
    const list = join(folder.path, 'terminals.csv');
    writeFileSync(list, 'serial,model,customer\nSN-CEDAR-1,P90,CEDAR\nSN-CEDAR-2,P90,CEDAR\n');
    expect(JSON.parse((await operate('terminals', list)).said)).toEqual({ added: 2 });
    expect(JSON.parse((await operate('terminal', 'SN-2026-0001')).said)).toMatchObject({
      keys: [{ state: 'PENDING' }],
    });
    expect((await operate('customer', 'X')).code).toBe(2);
    expect((await operate('terminal', 'SN-0')).code).toBe(1);
    expect((await operate('deliveries', 'QUEUED')).said).toContain('left_in_folder');
    const running = await runKeyCommand('audit', ['verify', '--data', folder.path]);
    expect([running.code, running.said]).toEqual([0, expect.stringContaining('Whole')]);
    expect(await mtms.end()).toBe(0);
    const stopped = await runKeyCommand('audit', ['verify', '--data', folder.path]);
    expect(stopped.code).toBe(0);
  });

  it('shows a record that was tampered with in its database', async () => {
    const tamper = async (...statements: string[]) => {
      const driver = await openStore({ folder: folder.path });
      try {
        await driver.transaction(async (tx) => {
          await tx.execute(sql.raw('alter table record disable trigger all'));
          for (const statement of statements) await tx.execute(sql.raw(statement));
          await tx.execute(sql.raw('alter table record enable trigger all'));
        });
      } finally {
        await driver.close();
      }
      const { code, said } = await runKeyCommand('audit', ['verify', '--data', folder.path]);
      return [code, said] as const;
    };
    const save = 'create table saved as select * from record';
    const restore = 'truncate record; insert into record select * from saved';
    expect(await tamper(save, `update record set details = '{}' where seq = 3`)).toEqual([
      1,
      expect.stringContaining('Entry / 条目 3 was changed'),
    ]);
    expect(await tamper(...restore.split('; '), 'delete from record where seq = 4')).toEqual([
      1,
      expect.stringContaining('Entry / 条目 4 is missing'),
    ]);
    const swap = 'update record set seq = case seq when 5 then 1000006 when 6 then 1000005 end where seq in (5, 6)';
    const swapped = await tamper(
      ...restore.split('; '),
      swap,
      'update record set seq = seq - 1000000 where seq > 1000000',
    );
    expect(swapped).toEqual([1, expect.stringContaining('Entry / 条目 5 was changed')]);
    const cut = await tamper(...restore.split('; '), 'delete from record where seq > 7');
    expect(cut).toEqual([1, expect.stringContaining('Entry / 条目 8 and those after it were cut off')]);
    const driver = await openStore({ folder: folder.path });
    try {
      const refused = driver.transaction((tx) => tx.execute(sql.raw('delete from record where seq = 1')));
      await expect(refused).rejects.toMatchObject({
        cause: expect.objectContaining({ message: expect.stringContaining('only ever added to') }),
      });
    } finally {
      await driver.close();
    }
  });
});
