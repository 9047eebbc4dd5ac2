import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import { expect, vi } from 'vitest';
import { verifyTransmissionKey } from '#keys/cms/service.ts';
import { defaultMtmsLimits, type MtmsLimits } from '#keys/mtms/limits.ts';
import { addMtmsApi, appOptions } from '#keys/mtms/server.ts';
import { sealedKeyTable } from '#keys/mtms/tables.ts';
import type { HeldKeys, KeyRequest, PinPad, SealedKey } from '#keys/pos/pin-pad.ts';
import { PosSimulator } from '#keys/pos/simulator.ts';
import { SoftPinPad } from '#keys/pos/soft-pin-pad.ts';
import { benchTiming } from '#main/bench/port-actor.ts';
import { Credentials } from '#server/mutual-tls/credentials.ts';
import { mutualTlsApp, requirePeers } from '#server/mutual-tls/server.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import type { BenchOperation, CollectionCard, CollectionView, RecordEntry } from '#shared/bench/collection.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import type { ConsoleClient } from './api.ts';
import { pemOfCertificate, type TestAuthority } from './authority.ts';
import { FolderStanding } from './bench-standing.ts';
import { layDown } from './credential-folder.ts';
import { freePort } from './free-port.ts';
import { TestLanding } from './landing.ts';
import { TestMtms } from './mtms.ts';
import { TcpProxy, type Weather } from './tcp-proxy.ts';
import { tempFolder } from './temp-folder.ts';

/** The simulator's PIN pad, which remembers what it was asked, and lets a test come in between. */
export class WatchedPinPad implements PinPad {
  readonly #pad: SoftPinPad;
  /** Every key it sealed, by operation: one that was given again is there once. */
  readonly sealed = new Map<string, Set<string>>();
  asked = 0;
  before: () => unknown = () => {};
  after: () => unknown = () => {};

  constructor(pad: SoftPinPad) {
    this.#pad = pad;
  }

  get certificates(): readonly Uint8Array[] {
    return this.#pad.certificates;
  }

  get held(): HeldKeys {
    return this.#pad.held;
  }

  get trustMark(): Uint8Array | null {
    return this.#pad.trustMark;
  }

  loadTrust(bundle: Uint8Array): void {
    this.#pad.loadTrust(bundle);
  }

  async generateKey(request: KeyRequest): Promise<SealedKey> {
    this.asked += 1;
    await this.before();
    const key = await this.#pad.generateKey(request);
    const known = this.sealed.get(request.opId) ?? new Set();
    this.sealed.set(request.opId, known.add(Buffer.from(key.cms).toString('base64')));
    await this.after();
    return key;
  }
}

/** A terminal on the bench. */
export interface LabTerminal {
  readonly serial: string;
  readonly port: string;
  readonly pinPad: WatchedPinPad;
  readonly simulator: PosSimulator;
  /** Plugs it into the port it was on. */
  plugAgain(): Promise<void>;
}

const pemOf = ({ certificate, issuer, key }: Signer) => ({
  certificate: pemOfCertificate(certificate) + pemOfCertificate(issuer),
  key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/**
 * A landing with its bench, an MTMS on real TLS behind a network that a test makes bad, a KMS that tests play, and
 * terminals on TCP lines: everything in this process, over real sockets and real SQLite.
 */
export class BenchLaboratory {
  readonly mtms: TestMtms;
  readonly standing: FolderStanding;
  readonly network: TcpProxy;
  landing: TestLanding;
  owner: ConsoleClient;
  readonly #ends: (() => unknown)[];
  #stopWatching = () => {};

  private constructor(
    parts: Pick<BenchLaboratory, 'mtms' | 'standing' | 'network' | 'landing' | 'owner'>,
    ends: (() => unknown)[],
  ) {
    this.mtms = parts.mtms;
    this.standing = parts.standing;
    this.network = parts.network;
    this.landing = parts.landing;
    this.owner = parts.owner;
    this.#ends = ends;
  }

  static async start(options: { limits?: Partial<MtmsLimits>; now?: () => number } = {}): Promise<BenchLaboratory> {
    const folder = tempFolder();
    const ends: (() => unknown)[] = [() => folder.remove()];
    const mtms = await TestMtms.start({ deliver: true });
    ends.push(() => mtms.close());
    let offset = 0;
    Object.defineProperty(mtms.clock, 'now', {
      get: () => Date.now() + offset,
      set: (at) => (offset = at - Date.now()),
    });
    mtms.kms.answer = ({ cms }) => ({
      kcv: verifyTransmissionKey(cms, { trust: mtms.trust, now: mtms.clock.now }).kcv.toString('hex'),
    });
    const bundle = await mtms.authority.bundle();
    const trust = { root: mtms.authority.rootPem, bundle };
    const credentials = new Credentials(pemOf(await mtms.authority.issue('mtms', 'maker')), trust);
    const app = mutualTlsApp(credentials, appOptions(pino({ level: 'silent' })));
    await addMtmsApi(app, {
      service: mtms.service,
      limits: { ...defaultMtmsLimits, ...options.limits },
      trustBundle: () => bundle,
      version: 'test',
      admit: (scope) =>
        requirePeers(scope, credentials, { rolesFor: () => ['bench'], now: () => mtms.clock.now, onRefused: () => {} }),
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    ends.push(() => app.close());
    const { port } = app.server.address() as { port: number };
    const network = await TcpProxy.before(`https://127.0.0.1:${port}`);
    ends.push(() => network.close());
    const own = join(folder.path, 'bench');
    await layDown(mtms.authority, own, 'bench', await mtms.authority.issue('bench', 'bench-1'), bundle);
    const standing = new FolderStanding(own, network.url.replace('http:', 'https:'), generateKeyPairSync('ed25519'));
    ends.push(() => standing.close());
    const first = await TestLanding.copy({ folder: join(folder.path, 'landing') });
    await first.close();
    const landing = await first.restart({
      benchStanding: standing,
      benchTiming: { ...benchTiming, presenceMs: 300, retryMs: 50 },
      ...(options.now ? { now: options.now } : {}),
    });
    const laboratory = new BenchLaboratory(
      { mtms, standing, network, landing, owner: await landing.as('owner') },
      ends,
    );
    await laboratory.#watch();
    return laboratory;
  }

  get view(): CollectionView {
    return this.landing.landing.bench.collection.view;
  }

  /** A terminal that is plugged in and was recognised. */
  async plug(serial: string): Promise<LabTerminal> {
    const { authority } = this.mtms;
    const signer = await this.mtms.terminal(serial);
    const pad = new SoftPinPad({ serial, signer, rootPem: authority.rootPem, keys: standardProfile.keys });
    const pinPad = new WatchedPinPad(pad);
    const simulator = new PosSimulator({
      identity: { serial, model: 'P90', firmware: '1' },
      profile: standardProfile,
      pinPad,
    });
    // Nobody is given its port while it is unplugged.
    const tcp = await simulator.plugIntoTcp(await freePort());
    this.#ends.push(() => simulator.unplug());
    const line = { kind: 'tcp', host: '127.0.0.1', port: tcp } as const;
    await this.owner.mutate('bench.addLine', { line });
    const port = `127.0.0.1:${tcp}`;
    await this.ready(port, serial);
    const plugAgain = async () => {
      await simulator.plugIntoTcp(tcp);
      await this.ready(port, serial);
    };
    return { serial, port, pinPad, simulator, plugAgain };
  }

  ready(port: string, serial: string): Promise<void> {
    return vi.waitFor(
      () =>
        expect(this.#terminals().find(({ id }) => id === port)).toMatchObject({ phase: 'ready', terminal: { serial } }),
      { timeout: 60_000, interval: 20 },
    );
  }

  collect({ port, serial }: Pick<LabTerminal, 'port' | 'serial'>): Promise<void> {
    return this.owner.mutate('bench.collect', { port, serial });
  }

  cardOn(port: string): CollectionCard | undefined {
    return this.view.cards.find((card) => card.port === port);
  }

  /** Waits until the card on a port is like this; gives it. */
  async card(port: string, wanted: object): Promise<CollectionCard & { operation: BenchOperation }> {
    return vi.waitFor(
      () => {
        const card = this.cardOn(port);
        expect(card).toMatchObject(wanted);
        return card as CollectionCard & { operation: BenchOperation };
      },
      { timeout: 60_000, interval: 20 },
    );
  }

  /** Reads a terminal and confirms the customer that is shown. Gives the operation. */
  async confirm(terminal: Pick<LabTerminal, 'port' | 'serial'>): Promise<string> {
    await this.collect(terminal);
    const { operation } = await this.card(terminal.port, { step: 'confirm' });
    const { opId, customerCode } = operation;
    await this.owner.mutate('bench.confirm', { opId, customerCode });
    return opId;
  }

  /** Waits until an operation is in a state. */
  async state(opId: string, wanted: object): Promise<void> {
    await vi.waitFor(async () => expect(await this.operation(opId)).toMatchObject(wanted), {
      timeout: 60_000,
      interval: 20,
    });
  }

  async operation(opId: string): Promise<BenchOperation | undefined> {
    return (await this.owner.query<BenchOperation[]>('bench.operations', {})).find((row) => row.opId === opId);
  }

  /** What stands in the database of an operation, purged or not. */
  row(opId: string) {
    return this.landing.landing.opened.connection
      .prepare<[string], Record<string, unknown>>('select * from bench_operation where op_id = ?')
      .get(opId);
  }

  record(): Promise<RecordEntry[]> {
    return this.owner.query<RecordEntry[]>('bench.record', {});
  }

  /** Operations whose key the MTMS has, each as often as it has it. */
  async atMtms(): Promise<string[]> {
    const rows = await this.mtms.context.driver.transaction((tx) => tx.select().from(sealedKeyTable));
    return rows.map(({ opId }) => opId).toSorted();
  }

  /** A server on TLS with another identity, which takes everything it hears. */
  async otherServer(signer: Signer, authority: TestAuthority) {
    const credentials = new Credentials(pemOf(signer), { root: authority.rootPem, bundle: await authority.bundle() });
    const app = mutualTlsApp(credentials);
    let heard = 0;
    app.all('/*', async () => {
      heard += 1;
      return {};
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    this.#ends.push(() => app.close());
    const { port } = app.server.address() as { port: number };
    return { url: `https://127.0.0.1:${port}`, heard: () => heard };
  }

  weather(weather: Weather): void {
    this.network.set(weather);
  }

  /** The network is good again, and that was noticed. */
  async back(): Promise<void> {
    this.network.set('clear');
    await this.owner.mutate('bench.retry', {});
  }

  /** Ends the program and starts it again on the same data. */
  async restart(between: () => unknown = () => {}): Promise<void> {
    this.#stopWatching();
    await this.landing.close();
    await between();
    this.landing = await this.landing.restart();
    this.owner = await this.landing.as('owner');
    await this.#watch();
  }

  async close(): Promise<void> {
    this.#stopWatching();
    await this.landing.close();
    for (const end of this.#ends.splice(0).reverse()) await end();
  }

  #terminals: () => { id: string }[] = () => [];

  /** Somebody has the page open, so the ports are held. */
  async #watch(): Promise<void> {
    const stop = new AbortController();
    const views = this.landing.landing.bench.watch(await this.landing.owner(), stop.signal);
    let ports: { id: string }[] = [];
    this.#terminals = () => ports;
    const done = (async () => {
      for await (const view of views) ports = [...view.ports];
    })();
    this.#stopWatching = () => {
      stop.abort();
      void done;
    };
  }
}
