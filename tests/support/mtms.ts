import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import pino from 'pino';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import type { MtmsContext } from '#keys/mtms/context.ts';
import { defaultMtmsLimits, type MtmsLimits } from '#keys/mtms/limits.ts';
import { MtmsService } from '#keys/mtms/mtms-service.ts';
import { MtmsRecord } from '#keys/mtms/record.ts';
import { addMtmsApi, appOptions } from '#keys/mtms/server.ts';
import { openStore } from '#keys/mtms/store.ts';
import type { Delivery, Transport } from '#keys/mtms/transports.ts';
import { type ChainHead, emptyChain, follow } from '#server/audit-chain.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { signStatement } from '#server/pki/statements.ts';
import type { Peer, Trust } from '#server/pki/trust.ts';
import { approvalText } from '#shared/bench/approval.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { Capture, OperationTicket } from '#shared/bench/ops.ts';
import { sharedAuthority, type TestAuthority } from './authority.ts';
import { databaseSeed } from './database-seed.ts';

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID; only its form matters here. */
export function newOpId(): string {
  return `0${[...randomBytes(25)].map((byte) => base32[byte % 32]).join('')}`;
}

/** A bench's record, as far as the MTMS sees it: its head, and the links since it was last told. */
export class TestRecord {
  readonly chain: ChainHead[] = [emptyChain];
  readonly links: string[] = [];

  /** One entry more. */
  grow(entry = randomBytes(32).toString('hex')): this {
    const head = this.chain.at(-1) ?? emptyChain;
    this.links.push(entry);
    this.chain.push(follow(head, entry));
    return this;
  }

  /** The head with the last entries' links. */
  head(links = 1, at = this.chain.length - 1) {
    const { seq, hash } = this.chain[at] ?? emptyChain;
    return { seq, hash, links: this.links.slice(seq - Math.min(links, seq), seq) };
  }
}

/** A KMS that the tests play: what it was brought, and how it answers. */
export class TestKms {
  readonly brought: Delivery[] = [];
  readonly #signer: Signer;
  /** Changes an answer, or throws in its place. */
  answer: (delivery: Delivery) => { readonly kcv?: string; readonly opId?: string } = () => ({});
  kcvOf = new Map<string, string>();

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  readonly transport: Transport = async (_, delivery) => {
    this.brought.push(delivery);
    const { opId, serial } = delivery;
    const statement = { opId, serial, kcv: this.kcvOf.get(opId) ?? '0000000000', receivedAt: Date.now() };
    return signStatement('kmsAnswer', { ...statement, ...this.answer(delivery) }, this.#signer);
  };
}

/** A second person with a credential of their own. */
export interface TestApprover {
  readonly id: string;
  readonly key: KeyObject;
}

/** An MTMS in this process with two customers, and everything around it in memory. */
export class TestMtms {
  readonly authority: TestAuthority;
  readonly trust: Trust;
  readonly context: MtmsContext;
  readonly service: MtmsService;
  readonly kms: TestKms;
  readonly app: FastifyInstance;
  readonly benchRecords = new Map<string, TestRecord>();
  readonly terminals = new Map<string, Signer>();
  readonly recordKey: KeyObject;
  readonly clock: { now: number };
  readonly #peers = new Map<string, Peer>();

  private constructor(
    parts: Pick<TestMtms, 'authority' | 'trust' | 'context' | 'service' | 'kms' | 'app' | 'recordKey' | 'clock'>,
    peers: Map<string, Peer>,
  ) {
    this.authority = parts.authority;
    this.trust = parts.trust;
    this.context = parts.context;
    this.service = parts.service;
    this.kms = parts.kms;
    this.app = parts.app;
    this.recordKey = parts.recordKey;
    this.clock = parts.clock;
    this.#peers = peers;
  }

  static async start(
    options: {
      url?: string | undefined;
      folder?: string | undefined;
      limits?: Partial<MtmsLimits>;
      authority?: TestAuthority;
      deliver?: boolean;
      /** Signs its record; processes over one database share it. */
      recordKey?: KeyObject;
    } = {},
  ): Promise<TestMtms> {
    const authority = options.authority ?? (await sharedAuthority());
    const clock = { now: Date.now() };
    const trust = await authority.trust();
    const signer = await authority.issue('mtms', 'maker');
    const privateKey = options.recordKey ?? generateKeyPairSync('ed25519').privateKey;
    const recordKey = createPublicKey(privateKey);
    const driver = await openStore({ url: options.url, folder: options.folder, seed: await databaseSeed() });
    const record = new MtmsRecord(privateKey);
    await record.open(driver);
    const log = pino({ level: 'silent' });
    const context: MtmsContext = {
      driver,
      identity: { trust, signer },
      record,
      benchHeads: new Map(),
      log,
      now: () => clock.now,
    };
    const kms = new TestKms(await authority.issue('kms', 'KMS-A'));
    const transports = { https: kms.transport, folder: kms.transport };
    const service = new MtmsService(context, transports, () => 'bundle');
    const peers = new Map<string, Peer>();
    const app = Fastify(appOptions(log)) as unknown as FastifyInstance;
    await addMtmsApi(app, {
      service,
      limits: { ...defaultMtmsLimits, ...options.limits },
      trustBundle: () => 'bundle',
      version: 'test',
      admit: () => (request) => {
        const peer = peers.get(String(request.headers['x-test-peer']));
        if (!peer) throw benchError('E_ROLE', 'no_certificate');
        return peer;
      },
    });
    const mtms = new TestMtms({ authority, trust, context, service, kms, app, recordKey, clock }, peers);
    await mtms.#fill();
    await mtms.enrolBench('bench-1');
    if (options.deliver) service.deliveries.start();
    return mtms;
  }

  async #fill(): Promise<void> {
    const { registry } = this.service;
    for (const [code, name, id] of [
      ['ACME', 'Acme Bank', 'KMS-A'],
      ['BETA', 'Beta Pay', 'KMS-B'],
    ] as const) {
      await registry.putCustomer('test', code, name);
      const { certificate, issuer } = await this.authority.issue('kms-transport', id);
      await registry.putRoute('test', code, {
        method: 'https',
        address: `https://kms-of-${code.toLowerCase()}.example:8443`,
        kmsId: id,
        certificate: certificate.der,
        issuer: issuer.der,
      });
    }
    await registry.addTerminals(
      'test',
      Array.from({ length: 12 }, (_, i) => ({
        serial: `SN-${String(i + 1).padStart(3, '0')}`,
        model: 'P90',
        customerCode: i < 8 ? 'ACME' : 'BETA',
      })),
    );
  }

  async enrolBench(id: string, signer?: Signer): Promise<Signer> {
    const held = signer ?? (await this.authority.issue('bench', id));
    const wanted = { roles: ['bench'], purpose: 'tls-client', now: this.clock.now } as const;
    this.#peers.set(id, this.trust.verify(held.certificate, wanted));
    if (!this.benchRecords.has(id)) this.benchRecords.set(id, new TestRecord());
    return held;
  }

  recordOf(bench = 'bench-1'): TestRecord {
    const record = this.benchRecords.get(bench);
    if (!record) throw new Error(`no bench ${bench}`);
    return record;
  }

  /** A terminal's own key and certificate. */
  async terminal(serial: string): Promise<Signer> {
    const known = this.terminals.get(serial);
    if (known) return known;
    const made = await this.authority.issue('pos', serial);
    this.terminals.set(serial, made);
    return made;
  }

  /** One call of a bench; its record grows by an entry and its head goes along unless the body has one. */
  async call(path: string, body?: Readonly<Record<string, unknown>>, bench = 'bench-1') {
    const headers = { 'x-test-peer': bench };
    const auditHead = () => this.recordOf(bench).grow().head(20);
    const answer =
      body === undefined
        ? await this.app.inject({ method: 'GET', url: `/v1${path}`, headers })
        : await this.app.inject({
            method: 'POST',
            url: `/v1${path}`,
            headers,
            payload: { auditHead: auditHead(), ...body },
          });
    const json = answer.headers['content-type']?.includes('json') ? answer.json() : undefined;
    return { status: answer.statusCode, json, text: answer.body };
  }

  /** Code and reason of a refusal. */
  async refusal(
    path: string,
    body?: Readonly<Record<string, unknown>>,
    bench?: string,
  ): Promise<readonly [string, string?]> {
    const { status, json } = await this.call(path, body, bench);
    if (status < 400) throw new Error(`accepted: ${JSON.stringify(json)}`);
    return [json.code, json.reason];
  }

  async open(
    serial = 'SN-001',
    more: Readonly<Record<string, unknown>> = {},
    bench?: string,
  ): Promise<OperationTicket> {
    const { certificate } = await this.terminal(serial);
    const posCert = certificate.der.toString('base64');
    const { status, json } = await this.call(
      '/ops',
      { opId: newOpId(), serial, model: 'P90', posCert, ...more },
      bench,
    );
    if (status !== 200) throw new Error(`open: ${JSON.stringify(json)}`);
    return json;
  }

  /** What the terminal does with a ticket, and what the bench makes of it. */
  async capture(
    ticket: OperationTicket,
    how: {
      serial?: string;
      opId?: string;
      nonce?: string;
      recipient?: Buffer;
      signer?: Signer;
      algorithm?: 'aes' | 'tdes';
    } = {},
  ): Promise<Omit<Capture, 'auditHead'>> {
    const signer = how.signer ?? (await this.terminal(how.serial ?? ticket.serial));
    using key = newTransmissionKey(how.algorithm ?? 'aes');
    const recipient = readCertificate(how.recipient ?? Buffer.from(ticket.kmsCert[0] ?? '', 'base64'));
    const { cms, kcv } = sealTransmissionKey(
      key,
      {
        opId: how.opId ?? ticket.opId,
        serial: how.serial ?? ticket.serial,
        nonce: Buffer.from(how.nonce ?? ticket.nonce, 'hex'),
      },
      signer,
      recipient,
    );
    const shown = kcv.toString('hex');
    this.kms.kcvOf.set(ticket.opId, shown);
    const { customerCode, associationRevision } = ticket;
    return { cms: cms.toString('base64'), kcv: shown, customerCode, associationRevision, confirmedBy: 'Lin' };
  }

  send(ticket: OperationTicket, capture: Readonly<Record<string, unknown>>, bench?: string) {
    return this.call(`/ops/${ticket.opId}/tk`, capture, bench);
  }

  async approver(id = 'wu', name = 'Wu'): Promise<TestApprover> {
    const code = await this.service.registry.announceApprover('test', id, name);
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const headers = { 'x-test-peer': 'bench-1' };
    const payload = { code, publicKey: raw.toString('base64') };
    const { statusCode } = await this.app.inject({ method: 'POST', url: '/v1/approvers', headers, payload });
    if (statusCode !== 200) throw new Error('the approver was not enrolled');
    return { id, key: privateKey };
  }

  approve(approver: TestApprover, ticket: OperationTicket, change: { from?: string; at?: number } = {}) {
    const { opId, serial, customerCode: to } = ticket;
    const from = change.from ?? ticket.changesFrom?.customerCode ?? to;
    const at = change.at ?? this.clock.now;
    const text = approvalText({ opId, serial, from, to, approver: approver.id, at });
    return { approver: approver.id, at, signature: sign(null, Buffer.from(text), approver.key).toString('base64') };
  }

  async close(): Promise<void> {
    await this.service.deliveries.close();
    await this.app.close();
    await this.context.driver.close();
  }
}
