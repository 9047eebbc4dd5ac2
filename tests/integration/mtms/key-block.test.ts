import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { octetString, printableString } from '#server/pki/der-write.ts';
import { oids, ownOids } from '#server/pki/oids.ts';
import { readSignedData, signData } from '#server/pki/signed-data.ts';
import { TestMtms } from '#tests/support/mtms.ts';

describe('which keys the MTMS takes', () => {
  let mtms: TestMtms;
  beforeAll(async () => {
    mtms = await TestMtms.start();
    await mtms.service.registry.putModel('test', 'OLD', 'tdes');
    const old = ['SN-OLD-1', 'SN-OLD-2'].map((serial) => ({ serial, model: 'OLD', customerCode: 'ACME' }));
    await mtms.service.registry.addTerminals('test', old);
  });
  afterAll(() => mtms?.close());

  /** A proper message but for its header, properly signed by the terminal. */
  async function withHeader(serial: string, header: string) {
    const ticket = await mtms.open(serial);
    const capture = await mtms.capture(ticket);
    const { content } = readSignedData(Buffer.from(capture.cms, 'base64'));
    const cms = signData(oids.envelopedData, content, await mtms.terminal(serial), [
      { type: oids.randomNonce, value: octetString(Buffer.from(ticket.nonce, 'hex')) },
      { type: ownOids.attribute.keyHeader, value: printableString(header) },
      { type: ownOids.attribute.opId, value: printableString(ticket.opId) },
      { type: ownOids.attribute.serial, value: printableString(serial) },
      { type: ownOids.attribute.kcv, value: octetString(Buffer.from(capture.kcv, 'hex')) },
    ]);
    return mtms.send(ticket, { ...capture, cms: cms.toString('base64') });
  }

  it.each([
    ['version A', 'A0000K1TB00N0000'],
    ['version C', 'C0000K1TB00N0000'],
    ['another usage', 'D0000K0AB00N0000'],
    ['an exportable key', 'D0000K1AB00E0000'],
    ['optional blocks that are not there', 'D0000K1AB00N0100'],
    ['a length of its own', 'D0112K1AB00N0000'],
  ])('E_KEY_BLOCK for %s', async (_, header) => {
    const { status, json } = await withHeader('SN-001', header);
    expect([status, json.code]).toEqual([422, 'E_KEY_BLOCK']);
    expect(await mtms.service.stewardship.history('SN-001')).toEqual([]);
  });

  it('E_KEY_BLOCK for a triple-DES key of a model that makes AES: a downgrade', async () => {
    const ticket = await mtms.open('SN-002');
    const { status, json } = await mtms.send(ticket, await mtms.capture(ticket, { algorithm: 'tdes' }));
    expect([status, json.code, json.reason]).toEqual([422, 'E_KEY_BLOCK', 'downgrade']);
    expect(await mtms.service.stewardship.history('SN-002')).toEqual([]);
  });

  it('goes by the model that is registered, whatever the bench says, also the next time', async () => {
    for (const key of ['aes', 'tdes'] as const) {
      const ticket = await mtms.open('SN-003', { model: 'OLD' });
      const { json } = await mtms.send(ticket, await mtms.capture(ticket, { algorithm: key }));
      expect([key, json.reason]).toEqual([key, key === 'aes' ? undefined : 'downgrade']);
    }
  });

  it('takes triple DES of a model that was declared to be old, until it is not any more', async () => {
    const ticket = await mtms.open('SN-OLD-1');
    expect((await mtms.send(ticket, await mtms.capture(ticket, { algorithm: 'tdes' }))).status).toBe(200);
    await mtms.service.registry.putModel('test', 'OLD', 'aes');
    const later = await mtms.open('SN-OLD-2');
    const refused = await mtms.send(later, await mtms.capture(later, { algorithm: 'tdes' }));
    expect(refused.json).toMatchObject({ code: 'E_KEY_BLOCK', reason: 'downgrade' });
  });
});
