import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOpId, TestMtms, TestRecord } from '#tests/support/mtms.ts';

/** Every refusal of the MTMS is provoked here by its cause. What is refused leaves the terminal and the KMS as they were. */
describe('what the MTMS refuses', () => {
  let mtms: TestMtms;
  beforeAll(async () => {
    mtms = await TestMtms.start();
  });
  afterAll(() => mtms?.close());

  const posCert = async (serial: string) => (await mtms.terminal(serial)).certificate.der.toString('base64');
  const openBody = async (serial: string, certificateOf = serial) => ({
    opId: newOpId(),
    serial,
    model: 'P90',
    posCert: await posCert(certificateOf),
  });
  const recordedActions = async () => {
    const { readRecord } = await import('#keys/mtms/record.ts');
    const entries = [];
    for await (const entry of readRecord(mtms.context.driver)) entries.push(entry);
    return entries;
  };

  it('E_SN_UNKNOWN for a serial number that is not registered, and records it', async () => {
    const body = await openBody('SN-999');
    expect(await mtms.refusal('/ops', body)).toEqual(['E_SN_UNKNOWN', 'serial']);
    expect((await recordedActions()).at(-1)).toMatchObject({
      actor: 'bench:bench-1',
      action: 'refused',
      details: { code: 'E_SN_UNKNOWN', serial: 'SN-999', opId: body.opId },
    });
  });

  it('E_SN_CHANGED for the certificate of another terminal', async () => {
    expect(await mtms.refusal('/ops', await openBody('SN-001', 'SN-002'))).toEqual([
      'E_SN_CHANGED',
      'certificate_of_another_terminal',
    ]);
    const ticket = await mtms.open('SN-001');
    const swapped = await mtms.capture(ticket, { serial: 'SN-002' });
    expect((await mtms.send(ticket, swapped)).json).toMatchObject({
      code: 'E_SN_CHANGED',
      reason: 'serial_of_another_terminal',
    });
    const again = await mtms.capture(ticket, { signer: await mtms.authority.issue('pos', 'SN-001', { days: 100 }) });
    expect((await mtms.send(ticket, again)).json).toMatchObject({
      code: 'E_SN_CHANGED',
      reason: 'another_certificate',
    });
  });

  it('E_ROLE and E_CERT_EXPIRED for a terminal’s certificate of another kind, or one that ran out', async () => {
    const bench = (await mtms.authority.issue('bench', 'SN-001')).certificate.der.toString('base64');
    expect(await mtms.refusal('/ops', { ...(await openBody('SN-001')), posCert: bench })).toEqual(['E_ROLE', 'role']);
    const at = Date.now() - 40 * 86_400_000;
    const old = (await mtms.authority.issue('pos', 'SN-001', { at, days: 30 })).certificate.der.toString('base64');
    expect(await mtms.refusal('/ops', { ...(await openBody('SN-001')), posCert: old })).toEqual([
      'E_CERT_EXPIRED',
      'certificate_expired',
    ]);
    const future = (
      await mtms.authority.issue('pos', 'SN-001', { at: Date.now() + 9_000_000 })
    ).certificate.der.toString('base64');
    expect((await mtms.refusal('/ops', { ...(await openBody('SN-001')), posCert: future }))[0]).toBe('E_CLOCK');
  });

  it('E_SIG for a certificate of another root', async () => {
    const { testAuthority } = await import('#tests/support/authority.ts');
    const stranger = await (await testAuthority()).issue('pos', 'SN-001');
    const body = { ...(await openBody('SN-001')), posCert: stranger.certificate.der.toString('base64') };
    expect((await mtms.refusal('/ops', body))[0]).toBe('E_SIG');
  });

  it('E_CUST_UNKNOWN for a code nobody has, exact to the letter; and a name, nothing more, for one that is known', async () => {
    expect(await mtms.refusal('/customers/acme')).toEqual(['E_CUST_UNKNOWN', 'customer']);
    expect((await mtms.call('/customers/BETA')).json).toEqual({ customerCode: 'BETA', customerName: 'Beta Pay' });
  });

  it('a limit on looking customers up', async () => {
    const few = await TestMtms.start({ authority: mtms.authority, limits: { customerLookUps: 3 } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i += 1) statuses.push((await few.call(`/customers/C${i}`)).status);
      expect(statuses).toEqual([404, 404, 404, 429]);
    } finally {
      await few.close();
    }
  });

  it('E_TICKET_EXPIRED after ten minutes, and for an operation nobody began or another bench’s', async () => {
    const ticket = await mtms.open('SN-003');
    const capture = await mtms.capture(ticket);
    await mtms.enrolBench('bench-9');
    expect((await mtms.send(ticket, capture, 'bench-9')).json).toMatchObject({
      code: 'E_TICKET_EXPIRED',
      reason: 'operation_unknown',
    });
    expect(await mtms.refusal(`/ops/${newOpId()}/tk`, capture)).toEqual(['E_TICKET_EXPIRED', 'operation_unknown']);
    mtms.clock.now = ticket.expiresAt;
    expect((await mtms.send(ticket, capture)).json).toMatchObject({
      code: 'E_TICKET_EXPIRED',
      reason: 'operation_expired',
    });
    mtms.clock.now = Date.now();
    expect((await mtms.send(ticket, capture)).status).toBe(200);
  });

  it('E_SIG when the bench has another key than the one the ticket was made for; a renewed certificate keeps it', async () => {
    const first = await mtms.enrolBench('bench-3');
    const ticket = await mtms.open('SN-004', {}, 'bench-3');
    const capture = await mtms.capture(ticket);
    const { newRsaKey } = await import('#server/pki/request.ts');
    await mtms.enrolBench('bench-3', await mtms.authority.issue('bench', 'bench-3', { key: await newRsaKey() }));
    expect((await mtms.send(ticket, capture, 'bench-3')).json).toMatchObject({
      code: 'E_SIG',
      reason: 'ticket_of_another_key',
    });
    await mtms.enrolBench('bench-3', await mtms.authority.issue('bench', 'bench-3', { key: first.key }));
    expect((await mtms.send(ticket, capture, 'bench-3')).status).toBe(200);
  });

  it('E_NONCE_REPLAY for a message of another operation, used or not', async () => {
    const first = await mtms.open('SN-005');
    const used = await mtms.capture(first);
    expect((await mtms.send(first, used)).status).toBe(200);
    const second = await mtms.open('SN-005');
    expect((await mtms.send(second, used)).json).toMatchObject({
      code: 'E_NONCE_REPLAY',
      reason: 'used_by_another_operation',
    });
    const third = await mtms.open('SN-005');
    const other = await mtms.capture(second);
    expect((await mtms.send(third, other)).json).toMatchObject({
      code: 'E_NONCE_REPLAY',
      reason: 'nonce_of_another_ticket',
    });
    const staleNonce = await mtms.capture(third, { nonce: first.nonce });
    expect((await mtms.send(third, staleNonce)).json.code).toBe('E_NONCE_REPLAY');
  });

  it('E_RECIPIENT for a key sealed for another customer’s KMS, and when the customer has none', async () => {
    const ticket = await mtms.open('SN-006');
    const beta = await mtms.open('SN-010');
    const capture = await mtms.capture(ticket, { recipient: Buffer.from(beta.kmsCert[0] ?? '', 'base64') });
    expect((await mtms.send(ticket, capture)).json).toMatchObject({ code: 'E_RECIPIENT', reason: 'recipient_other' });
    await mtms.service.registry.putCustomer('test', 'GAMMA', 'Gamma');
    await mtms.service.registry.addTerminals('test', [{ serial: 'SN-G1', model: 'P90', customerCode: 'GAMMA' }]);
    expect(await mtms.refusal('/ops', await openBody('SN-G1'))).toEqual(['E_RECIPIENT', 'no_route']);
  });

  it('E_KCV when the bench says another check value than the terminal signed', async () => {
    const ticket = await mtms.open('SN-006');
    const capture = await mtms.capture(ticket);
    expect((await mtms.send(ticket, { ...capture, kcv: '0011223344' })).json.code).toBe('E_KCV');
  });

  it('E_CMS and E_SIG for a damaged message, wherever it is damaged', async () => {
    const ticket = await mtms.open('SN-006');
    const capture = await mtms.capture(ticket);
    const cms = Buffer.from(capture.cms, 'base64');
    const sent = async (bytes: Buffer) =>
      (await mtms.send(ticket, { ...capture, cms: bytes.toString('base64') })).json.code;
    expect(await sent(cms.subarray(0, -20))).toBe('E_CMS');
    for (const at of [60, Math.floor(cms.length / 2), cms.length - 100, cms.length - 10]) {
      const changed = Buffer.from(cms);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect(await sent(changed)).toMatch(/^E_/);
    }
    expect(await sent(Buffer.concat([cms.subarray(0, -1), Buffer.of((cms.at(-1) ?? 0) ^ 1)]))).toBe('E_SIG');
    expect((await mtms.send(ticket, capture)).status).toBe(200);
  });

  it('E_ASSOC_STALE when the bench confirmed another customer or revision than the ticket’s', async () => {
    const ticket = await mtms.open('SN-007');
    const capture = await mtms.capture(ticket);
    for (const wrong of [{ customerCode: 'BETA' }, { associationRevision: 7 }])
      expect((await mtms.send(ticket, { ...capture, ...wrong })).json).toMatchObject({
        code: 'E_ASSOC_STALE',
        reason: 'another_than_confirmed',
      });
  });

  it('E_APPROVAL without a second person, by an unknown one, by the one who asked, with a wrong signature or an old one; E_CLOCK for one from the future', async () => {
    const wu = await mtms.approver('wu', 'Wu');
    const lin = await mtms.approver('lin', 'Lin');
    const opened = await mtms.open('SN-008');
    const body = { opId: newOpId(), customerCode: 'BETA', confirmedBy: 'Lin' };
    const ticket = (await mtms.call(`/ops/${opened.opId}/customer`, body)).json;
    const capture = await mtms.capture(ticket);
    const sent = async (approvedBy?: object) => {
      const { json, status } = await mtms.send(ticket, { ...capture, ...(approvedBy ? { approvedBy } : {}) });
      return status === 200 ? [200] : [json.code, json.reason];
    };
    expect(await sent()).toEqual(['E_APPROVAL', 'missing']);
    expect(await sent({ ...mtms.approve(wu, ticket), approver: 'nobody' })).toEqual(['E_APPROVAL', 'approver_unknown']);
    expect(await sent(mtms.approve(lin, ticket))).toEqual(['E_APPROVAL', 'own_change']);
    expect(await sent(mtms.approve(wu, ticket, { from: 'BETA' }))).toEqual(['E_APPROVAL', 'signature']);
    expect(await sent({ ...mtms.approve({ ...wu, key: lin.key }, ticket) })).toEqual(['E_APPROVAL', 'signature']);
    expect(await sent(mtms.approve(wu, ticket, { at: mtms.clock.now - 3_600_000 }))).toEqual(['E_APPROVAL', 'time']);
    expect(await sent(mtms.approve(wu, ticket, { at: mtms.clock.now + 3_600_000 }))).toEqual([
      'E_CLOCK',
      'approval_from_future',
    ]);
    expect((await mtms.open('SN-008')).customerCode).toBe('ACME');
    expect(await sent(mtms.approve(wu, ticket))).toEqual([200]);
    await mtms.service.registry.disableApprover('test', 'wu');
    expect(
      await mtms.refusal('/approvers', {
        auditHead: undefined,
        code: 'x'.repeat(43),
        publicKey: Buffer.alloc(32).toString('base64'),
      }),
    ).toEqual(['E_APPROVAL', 'code']);
  });

  it('bad input with a sentence, never with a 5xx', async () => {
    const ticket = await mtms.open('SN-007');
    for (const [path, body] of [
      ['/ops', { opId: 'no ulid' }],
      ['/ops', { ...(await openBody('SN-001')), model: '\u0000' }],
      [
        `/ops/${ticket.opId}/tk`,
        { ...(await mtms.capture(ticket)), approvedBy: { approver: 'a\u0000', at: 0, signature: 'AAAA' } },
      ],
      [`/ops/${ticket.opId}/tk`, { cms: '???', kcv: 'zz' }],
      ['/tickets', { operations: [], hours: 100 }],
      ['/record', { auditHead: { seq: 1, hash: 'x', links: [] } }],
      ['/ops/not-an-op/tk', {}],
    ] as const)
      expect((await mtms.call(path, body)).status).toBe(400);
    expect((await mtms.call('/nothing')).status).toBe(404);
  });

  it('E_CERT_REVOKED and E_CRL_STALE: what is revoked while it runs is refused from then on', async () => {
    const own = await TestMtms.start();
    try {
      const revoked = await own.terminal('SN-001');
      const ticket = await own.open('SN-002');
      const capture = await own.capture(ticket);
      const kms = Buffer.from(ticket.kmsCert[0] ?? '', 'base64');
      const { readCertificate } = await import('#server/pki/certificates.ts');
      own.trust.renew(await own.authority.bundle({ revoked: [revoked.certificate, readCertificate(kms)], number: 2 }));
      const body = {
        opId: newOpId(),
        serial: 'SN-001',
        model: 'P90',
        posCert: revoked.certificate.der.toString('base64'),
      };
      expect(await own.refusal('/ops', body)).toEqual(['E_CERT_REVOKED', 'revoked']);
      // The KMS's certificate was revoked between ticket and capture.
      expect((await own.send(ticket, capture)).json).toMatchObject({ code: 'E_CERT_REVOKED' });
      own.clock.now = Date.now() + 8 * 86_400_000;
      expect(
        (
          await own.refusal('/ops', {
            ...body,
            serial: 'SN-003',
            posCert: (await own.terminal('SN-003')).certificate.der.toString('base64'),
          })
        )[0],
      ).toBe('E_CRL_STALE');
    } finally {
      await own.close();
    }
  });

  it('E_AUDIT for a record that was rewritten, cut off, or has a gap; the bench is closed until an operator has looked', async () => {
    await mtms.enrolBench('bench-5');
    const post = (auditHead: object) => mtms.call('/record', { auditHead }, 'bench-5');
    const first = new TestRecord().grow().grow().grow();
    expect((await post(first.head(3))).json).toEqual({ seq: 3 });
    expect((await post(first.head(3))).json).toEqual({ seq: 3 });
    expect((await post(first.grow().grow().head(1))).json).toMatchObject({
      code: 'E_AUDIT',
      reason: 'audit_gap',
      known: 3,
    });
    expect((await post(first.head(2))).json).toEqual({ seq: 5 });
    // One that was overtaken on its way is no fault.
    expect((await post(first.head(1, 4))).status).toBe(200);
    mtms.clock.now += 10 * 60_000;
    expect((await post(first.head(1, 4))).json).toMatchObject({ code: 'E_AUDIT', reason: 'audit_truncated' });
    expect((await post(first.head(2))).json).toMatchObject({ code: 'E_AUDIT', reason: 'audit_fault' });
    mtms.clock.now = Date.now();
    await mtms.service.stewardship.acceptBench('test', 'bench-5', 'the disk was replaced');
    expect((await post(first.head(5))).json).toEqual({ seq: 5 });
    const rewritten = new TestRecord().grow(first.links[0]).grow(first.links[1]);
    rewritten.grow().grow(first.links[3]).grow(first.links[4]).grow();
    expect((await post(rewritten.head(1))).json).toMatchObject({ code: 'E_AUDIT', reason: 'audit_rewritten' });
    const body = await openBody('SN-001');
    expect((await mtms.call('/ops', { ...body, auditHead: rewritten.head(6) }, 'bench-5')).json.reason).toBe(
      'audit_fault',
    );
    expect((await recordedActions()).filter(({ action }) => action === 'bench_fault')).toHaveLength(2);
  });

  it('says nowhere how a KMS is reached', async () => {
    const ticket = await mtms.open('SN-011');
    const answers = [
      JSON.stringify(ticket),
      (await mtms.send(ticket, await mtms.capture(ticket))).text,
      (await mtms.call('/ops/states', { auditHead: undefined, opIds: [ticket.opId] })).text,
      (await mtms.call('/customers/BETA')).text,
      (await mtms.call('/openapi.json')).text,
    ];
    const plain = answers.map(
      (text) =>
        `${text} ${text.replace(/"([A-Za-z0-9+/=]{40,})"/g, (_, base64) => Buffer.from(base64, 'base64').toString('latin1'))}`,
    );
    for (const text of plain) expect(text).not.toMatch(/kms-of-|8443|\.example|"(method|address|kmsId)"/);
  });
});
