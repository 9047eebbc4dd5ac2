import { Duplex } from 'node:stream';
import { openTransmissionKey, verifyTransmissionKey } from '#keys/cms/service.ts';
import { keyCheckValue, type SecretKey, unwrapKey } from '#keys/crypto/service.ts';
import { Faults } from '#keys/pos/faults.ts';
import { readTerminal } from '#keys/pos/identity.ts';
import { LineEnd } from '#keys/pos/line-end.ts';
import type { KeyRequest, PinPad, SealedKey } from '#keys/pos/pin-pad.ts';
import { SoftPinPad } from '#keys/pos/soft-pin-pad.ts';
import { Terminal } from '#keys/pos/terminal.ts';
import { type Cable, plugIntoPty, plugIntoTcp } from '#keys/pos/transports.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { openStatement } from '#server/pki/statements.ts';
import { kmsStatementSchema } from '#shared/bench/kms.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { masterKeyStatementSchema } from '#shared/bench/statements.ts';
import { freePort } from '../free-port.ts';
import type { Secret } from '../leaks/needles.ts';
import type { BenchWorld } from './world.ts';

const tried = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/**
 * The keys that went through a world, in the clear. The test may know them without a hole in any program: it holds the
 * private key of each KMS, so it opens what the PIN pads seal, as that KMS does.
 */
export class KnownKeys {
  readonly secrets: Secret[] = [];
  readonly #world: BenchWorld;

  constructor(world: BenchWorld) {
    this.#world = world;
  }

  /** Opens a sealed transmission key; gives it for the master keys that come under it. */
  transmissionKey(serial: string, cms: Uint8Array): SecretKey {
    for (const kmsId of ['KMS-A', 'KMS-B']) {
      const folder = this.#world.at(kmsId, 'credentials');
      const { trust, signer } = CredentialFiles.open({ folder, profile: 'kms-transport' });
      const message = verifyTransmissionKey(cms, { trust, now: Date.now() });
      const key = tried(() => openTransmissionKey(message, signer));
      if (!key) continue;
      this.#keep(`TK of ${serial}`, key);
      return key;
    }
    throw new Error('sealed for neither KMS');
  }

  masterKey(serial: string, under: readonly SecretKey[], keyBlock: string): SecretKey {
    for (const key of under) {
      const algorithm = key.algorithm === 'aes' ? 'A' : 'T';
      const expected = { usage: 'K0', algorithm, modes: ['D'], exportability: ['N'] } as const;
      const master = tried(() => unwrapKey(key, keyBlock, expected).key);
      if (!master) continue;
      this.#keep(`TMK of ${serial}`, master);
      return master;
    }
    throw new Error('under none of the keys that are known');
  }

  #keep(name: string, key: SecretKey): void {
    key.use((bytes) => this.secrets.push({ name: `${name} (${this.secrets.length + 1})`, bytes: Buffer.from(bytes) }));
  }
}

interface Options {
  readonly world: BenchWorld;
  readonly keys: KnownKeys;
  readonly serial: string;
  readonly model: string;
  readonly profile: TerminalProfile;
}

/** A terminal of the world in the test's own process, whose keys are known and whose line is written down. */
export class WatchedTerminal implements PinPad {
  readonly faults = new Faults();
  readonly pinPad: SoftPinPad;
  readonly terminal: Terminal;
  /** All bytes that went over its cable, either way. */
  readonly line: Buffer[] = [];
  readonly sealed: SealedKey[] = [];
  /** Called when a key was made and its answer is about to leave. */
  onKey = () => {};
  readonly #options: Options;
  readonly #transmissionKeys: SecretKey[] = [];
  readonly #folder: string;
  #cable: Cable | undefined;
  #end: LineEnd | undefined;

  constructor(options: Options) {
    const { world, serial, model, profile } = options;
    this.#options = options;
    this.#folder = world.at('pos', serial);
    this.pinPad = new SoftPinPad({ ...readTerminal(this.#folder), keys: profile.keys });
    this.terminal = new Terminal({ serial, model, firmware: '1.0.0' }, profile, this);
  }

  get certificates() {
    return this.pinPad.certificates;
  }

  get held() {
    return this.pinPad.held;
  }

  get trustMark() {
    return this.pinPad.trustMark;
  }

  loadTrust(bundle: Uint8Array): void {
    this.pinPad.loadTrust(bundle);
  }

  async generateKey(request: KeyRequest): Promise<SealedKey> {
    const sealed = await this.pinPad.generateKey(request);
    if (!this.sealed.includes(sealed)) {
      this.sealed.push(sealed);
      this.#transmissionKeys.push(this.#options.keys.transmissionKey(this.#options.serial, sealed.cms));
    }
    this.onKey();
    return sealed;
  }

  /** The TCP port or device it is plugged into. */
  get address(): string {
    return this.#cable?.address ?? '';
  }

  /** Plugs it into a pseudo-terminal; gives its device. */
  async plugIntoPty(): Promise<string> {
    this.#cable = await plugIntoPty(this.#options.world.at(`tty-${this.#options.serial}`), (line) =>
      this.#attach(line),
    );
    return this.#cable.address;
  }

  /** Plugs it into a box on the network; gives its port. */
  async plugIntoTcp(): Promise<number> {
    this.#cable = await plugIntoTcp(await freePort(), (line) => this.#attach(line));
    return Number(this.#cable.address);
  }

  async unplug(): Promise<void> {
    const cable = this.#cable;
    this.#cable = undefined;
    this.#end?.close();
    await cable?.unplug();
  }

  /**
   * Fetches its master key from a KMS over its own connection, as `downloadMasterKey` does; gives its check value. Throws
   * what the KMS refuses with.
   */
  async download(kms: string): Promise<string> {
    const { serial, keys } = this.#options;
    const credentials = CredentialFiles.open({ folder: this.#folder, profile: 'pos' });
    const client = new MutualClient({ credentials, roles: ['kms'], unreachable: 'E_KMS_PENDING' });
    try {
      const request = this.pinPad.newMasterKeyRequest();
      const { value } = await client.request('POST', `${kms}/api/v1/master-keys`, request);
      const statement = Buffer.from(kmsStatementSchema.parse(value).statement, 'base64');
      const wanted = { roles: ['kms'], now: Date.now() } as const;
      const told = openStatement('masterKey', masterKeyStatementSchema, statement, credentials.trust, wanted);
      const expected = keyCheckValue(keys.masterKey(serial, this.#transmissionKeys, told.value.keyBlock));
      const kcv = Buffer.from(this.pinPad.installMasterKey(statement)).toString('hex');
      if (kcv !== expected.toString('hex')) throw new Error('the terminal took another key than was sent');
      const acknowledgement = { serial, nonce: request.nonce, kcv };
      await client.request('POST', `${kms}/api/v1/master-keys/acknowledgements`, acknowledgement);
      return kcv;
    } finally {
      client.close();
    }
  }

  #attach(stream: Duplex): void {
    this.#end?.close();
    const keep = (bytes: Uint8Array) => void this.line.push(Buffer.from(bytes));
    const taped = new Duplex({
      read() {},
      write(bytes: Buffer, _, done) {
        keep(bytes);
        stream.write(bytes, done);
      },
    });
    stream.on('data', (bytes: Buffer) => {
      keep(bytes);
      taped.push(bytes);
    });
    stream.on('close', () => taped.destroy());
    const events = { heard: () => {}, unplug: () => void this.unplug() };
    this.#end = new LineEnd(taped, this.#options.profile, this.terminal, this.faults, events);
  }
}
