import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf } from '#main/bench/collection/problem.ts';
import type { BenchMember, BenchStanding } from '#main/bench/service.ts';
import { MutualClient, wasAnswered } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import type { MtmsStanding } from '#shared/bench/collection.ts';
import { AppError } from '#shared/errors.ts';

/** A bench that was enrolled by hand: its credentials lie in a folder, as `npm run ca -- issue` lays them down. */
export class FolderStanding implements BenchStanding {
  readonly recordKey: KeyObject;
  readonly recordPublicKey: KeyObject;
  /** Where the MTMS is; a test leads it elsewhere. */
  address: string;
  /** Every path that was asked, and bodies as they were sent. */
  readonly asked: { readonly path: string; readonly body: unknown }[] = [];
  /** Changes what is answered, or throws in its place. */
  intercept: (path: string, value: unknown) => unknown = (_, value) => value;
  readonly #underWay: string[] = [];
  readonly #watchers = new Set<(underWay: readonly string[]) => void>();
  /** Not at hand, as when the computer's key store is locked. */
  isLocked = false;
  readonly #client: MutualClient;
  readonly #member: BenchMember;
  readonly #callbacks = new Set<() => void>();
  #view: MtmsStanding;

  constructor(folder: string, address: string, keys = generateKeyPairSync('ed25519')) {
    this.address = address;
    this.recordKey = keys.privateKey;
    this.recordPublicKey = keys.publicKey;
    const credentials = CredentialFiles.open({ folder, profile: 'bench' });
    this.#client = new MutualClient({ credentials, roles: ['mtms'], unreachable: 'E_MTMS_DOWN', timeoutMs: 60_000 });
    const { certificate } = credentials.signer;
    const benchId = /urn:landing-desk:bench:([^,\s]+)/.exec(certificate.x509.subjectAltName ?? '')?.[1] ?? '';
    this.#view = { state: 'ready', benchId, problem: null, since: Date.now() };
    this.#member = {
      benchId,
      recordKey: this.recordKey,
      trust: credentials.trust,
      bundle: readFileSync(join(folder, 'trust.pem'), 'utf8'),
      request: (method, path, body) => this.#request(method, path, body),
    };
  }

  member(): BenchMember {
    if (this.isLocked) throw new AppError('bench_secrets_locked');
    return this.#member;
  }

  get view(): MtmsStanding {
    return this.isLocked ? { ...this.#view, state: 'locked' } : this.#view;
  }

  onChange(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Says that something changed: the MTMS is back, the keys are at hand again. */
  tell(): void {
    for (const callback of this.#callbacks) callback();
  }

  /** From now on, how many calls whose path ends so are on their way at once, at most. */
  watchAtOnce(): (end: string) => number {
    const seen: string[][] = [];
    this.#watchers.add((underWay) => seen.push([...underWay]));
    return (end) => Math.max(0, ...seen.map((paths) => paths.filter((path) => path.endsWith(end)).length));
  }

  close(): void {
    this.#client.close();
  }

  async #request(method: 'GET' | 'POST', path: string, body: unknown): Promise<unknown> {
    this.asked.push({ path, body });
    this.#underWay.push(path);
    for (const watcher of this.#watchers) watcher(this.#underWay);
    try {
      const { value } = await this.#client.request(method, `${this.address}${path}`, body);
      this.#set('ready', null);
      return this.intercept(path, value);
    } catch (error) {
      if (!wasAnswered(error)) this.#set('away', error);
      throw error;
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(path), 1);
    }
  }

  #set(state: MtmsStanding['state'], error: unknown): void {
    if (this.#view.state === state) return;
    this.#view = { ...this.#view, state, problem: error ? problemOf(error) : null, since: Date.now() };
    this.tell();
  }
}
