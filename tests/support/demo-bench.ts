import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newTransmissionKey, sealTransmissionKey } from '#keys/cms/service.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { readCertificate } from '#server/pki/certificates.ts';
import { signStatement } from '#server/pki/statements.ts';
import { type OperationTicket, operationTicketSchema, receivedSchema } from '#shared/bench/ops.ts';
import { newOpId, TestRecord } from './mtms.ts';
import type { MtmsProcess } from './mtms-process.ts';

/** The demo's bench, terminals and KMS, played in this process against a real MTMS over mutual TLS. */
export class DemoBench {
  readonly record = new TestRecord();
  readonly #mtms: MtmsProcess;
  readonly #client: MutualClient;
  readonly #kcvs = new Map<string, string>();

  constructor(mtms: MtmsProcess) {
    this.#mtms = mtms;
    const credentials = CredentialFiles.open({ folder: mtms.ready.demo.bench, profile: 'bench' });
    this.#client = new MutualClient({ credentials, roles: ['mtms'], unreachable: 'E_MTMS_DOWN' });
  }

  async post(path: string, body: object, auditHead = this.record.grow().head(50)): Promise<unknown> {
    const { value } = await this.#client.request('POST', `${this.#mtms.ready.url}/v1${path}`, { ...body, auditHead });
    return value;
  }

  #signer(serial: string) {
    const folder = this.#mtms.ready.demo.terminals.find((terminal) => terminal.serial === serial)?.folder ?? '';
    return CredentialFiles.open({ folder, profile: 'pos' }).signer;
  }

  async open(serial: string): Promise<OperationTicket> {
    const posCert = this.#signer(serial).certificate.der.toString('base64');
    const body = { opId: newOpId(), serial, model: 'P90', posCert, batch: this.#mtms.ready.demo.batch };
    return operationTicketSchema.parse(await this.post('/ops', body));
  }

  /** A terminal makes a key, and the MTMS takes it. Gives the operation. */
  async key(serial: string): Promise<string> {
    const ticket = await this.open(serial);
    using key = newTransmissionKey('aes');
    const about = { opId: ticket.opId, serial, nonce: Buffer.from(ticket.nonce, 'hex') };
    const recipient = readCertificate(Buffer.from(ticket.kmsCert[0] ?? '', 'base64'));
    const { cms, kcv } = sealTransmissionKey(key, about, this.#signer(serial), recipient);
    const { customerCode, associationRevision } = ticket;
    const body = { cms: cms.toString('base64'), kcv: kcv.toString('hex'), customerCode, associationRevision };
    receivedSchema.parse(await this.post(`/ops/${ticket.opId}/tk`, { ...body, confirmedBy: 'Lin' }));
    this.#kcvs.set(ticket.opId, body.kcv);
    return ticket.opId;
  }

  #out(name: string): string {
    const folder = join(this.#mtms.ready.demo.customers[0]?.address ?? '', 'out');
    mkdirSync(folder, { recursive: true });
    return join(folder, name);
  }

  /** Whether the first customer's KMS was brought a key. */
  isBrought(opId: string): boolean {
    return existsSync(join(this.#mtms.ready.demo.customers[0]?.address ?? '', 'in', `${opId}.p7m`));
  }

  /** The first customer's KMS refuses a key. */
  refuse(opId: string, code: string, reason: string): void {
    writeFileSync(this.#out(`${opId}.problem.json`), JSON.stringify({ code, reason }));
  }

  /** The first customer's KMS confirms a key. */
  confirm(opId: string, serial: string): void {
    const { folder = '' } = this.#mtms.ready.demo.customers[0] ?? {};
    const { signer } = CredentialFiles.open({ folder, profile: 'kms' });
    const statement = { opId, serial, kcv: this.#kcvs.get(opId) ?? '', receivedAt: Date.now() };
    writeFileSync(this.#out(`${opId}.answer.p7m`), signStatement('kmsAnswer', statement, signer));
  }

  close(): void {
    this.#client.close();
  }
}
