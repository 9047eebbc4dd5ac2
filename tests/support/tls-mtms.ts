import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { encryptKey } from '#keys/ca/encrypted-key.ts';
import { type Mtms, startMtms } from '#keys/mtms/mtms.ts';
import type { Certificate } from '#server/pki/certificates.ts';
import { pemOfCertificate, type TestAuthority } from './authority.ts';
import { layDown, replaceFile } from './credential-folder.ts';
import { freePort } from './free-port.ts';
import type { Clock } from './landing.ts';

const passphrase = 'issuer of a test';

/** The whole MTMS in this process on real TLS, with a clock a test can turn. */
export class TlsMtms {
  readonly authority: TestAuthority;
  readonly folder: string;
  readonly #clock: Clock;
  readonly #withIssuer: boolean;
  #mtms: Mtms;
  #number = 1;

  private constructor(authority: TestAuthority, folder: string, clock: Clock, mtms: Mtms, withIssuer: boolean) {
    this.authority = authority;
    this.folder = folder;
    this.#clock = clock;
    this.#mtms = mtms;
    this.#withIssuer = withIssuer;
  }

  static async start(
    authority: TestAuthority,
    folder: string,
    clock: Clock,
    { issuer = true, port }: { issuer?: boolean; port?: number } = {},
  ): Promise<TlsMtms> {
    mkdirSync(folder, { recursive: true });
    await layDown(authority, folder, 'mtms', await authority.issue('mtms', 'maker', { at: clock.now() }));
    const benches = authority.authorities.get('bench');
    if (!benches) throw new Error('no authority of the benches');
    mkdirSync(join(folder, 'issuer'), { recursive: true });
    writeFileSync(join(folder, 'issuer', 'issuer.pem'), pemOfCertificate(benches.certificate));
    writeFileSync(join(folder, 'issuer', 'issuer.key'), encryptKey(benches.key, passphrase));
    // One that nobody is given while it is stopped.
    const mtms = await TlsMtms.#run(folder, clock, port ?? (await freePort()), issuer);
    return new TlsMtms(authority, folder, clock, mtms, issuer);
  }

  static #run(folder: string, clock: Clock, port: number, issuer: boolean): Promise<Mtms> {
    return startMtms({
      ...{ folder, port, version: 'test', log: pino({ level: 'silent' }), now: clock.now },
      limits: { benchCodes: 1_000, benchCodesInAll: 1_000 },
      issuer: issuer ? { folder: join(folder, 'issuer'), passphrase } : undefined,
    });
  }

  get url(): string {
    return this.#mtms.url;
  }

  get service() {
    return this.#mtms.service;
  }

  async code(bench = 'bench-1'): Promise<string> {
    return (await this.service.announcements.announce('test', bench)).code;
  }

  /** Publishes newer lists, of the clock's time, and waits until the MTMS has them. */
  async publish(revoked: readonly Certificate[] = []): Promise<void> {
    this.#number += 1;
    const bundle = await this.authority.bundle({ revoked, number: this.#number, at: this.#clock.now() });
    replaceFile(join(this.folder, 'trust.pem'), bundle);
    const { trust } = this.service.context.identity;
    trust.renew(bundle);
  }

  async stop(): Promise<void> {
    await this.#mtms.close();
  }

  /** Starts it again at the same address. */
  async again(): Promise<void> {
    const port = Number(new URL(this.url).port);
    this.#mtms = await TlsMtms.#run(this.folder, this.#clock, port, this.#withIssuer);
  }
}
