import { randomUUID } from 'node:crypto';
import { count, eq, like } from 'drizzle-orm';
import pino from 'pino';
import { type Cloud, type CloudOptions, startCloud } from '#cloud/cloud.ts';
import { deviceTable, enterpriseTable } from '#cloud/enterprises/tables.ts';
import { defaultRelayLimits, type RelayLimits } from '#cloud/relay/limits.ts';
import { relayDocumentTable } from '#cloud/relay/tables.ts';
import type { CloudAccess, CloudAccessSource } from '#main/relay/service.ts';
import type { EnrolmentOffer } from '#shared/enterprises/devices.ts';
import type { Registration } from '#shared/enterprises/registration.ts';
import { isOn, type Subsystem, type SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { languages } from '#shared/languages.ts';
import { type Answer, request } from './api.ts';
import { databaseSeed, seedFolder } from './database-seed.ts';
import type { TestLanding } from './landing.ts';

/** A picture of one pixel and the smallest PDF: files that are what they say. */
export const files = {
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  pdf: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
} as const;

/** Limits that no test meets by accident. */
const generous = {
  registrationsPerAddress: 10_000,
  wrongSecretsPerAddress: 10_000,
  requestsPerRegistration: 10_000,
  enrolmentsPerAddress: 10_000,
  codesPerEnterprise: 10_000,
  requestsPerEnterprise: 100_000,
  signInsPerAddress: 10_000,
  requestsPerOperator: 100_000,
  noticeTestsPerOperator: 10_000,
} as const;

/** A device that a test speaks for. */
export interface TestDevice {
  readonly id: string;
  readonly enterpriseId: string;
  readonly credential: string;
}

/** No limits worth speaking of; for tests that are not about limits. */
export const noRelayLimits = Object.fromEntries(
  Object.keys(defaultRelayLimits).map((name) => [name, 1_000_000]),
) as unknown as RelayLimits;

/** How a landing reaches its cloud, in the hands of a test. */
export class TestAccess implements CloudAccessSource {
  readonly #listeners = new Set<() => void>();
  #access: CloudAccess | undefined;

  readonly current = (): CloudAccess | undefined => this.#access;

  readonly onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(access: CloudAccess | undefined): void {
    this.#access = access;
    for (const listener of this.#listeners) listener();
  }
}

/** A real cloud in this process, on PGlite in memory unless the options say otherwise. */
export class TestCloud {
  readonly cloud: Cloud;
  readonly #options: CloudOptions;

  private constructor(cloud: Cloud, options: CloudOptions) {
    this.cloud = cloud;
    this.#options = options;
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<TestCloud> {
    const all: CloudOptions = {
      port: 0,
      version: 'test',
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      relayLimits: noRelayLimits,
      heartbeatMs: 500,
      databaseSeed: await databaseSeed(),
      ...options,
      limits: { ...generous, ...options.limits },
    };
    if (all.dataFolder !== undefined && all.databaseUrl === undefined) await seedFolder(all.dataFolder);
    return new TestCloud(await startCloud(all), all);
  }

  get url(): string {
    return this.cloud.url;
  }

  close(): Promise<void> {
    return this.cloud.close();
  }

  /** Starts another process over the same database (this one must be closed first where it is PGlite). */
  again(changes: Partial<CloudOptions> = {}): Promise<TestCloud> {
    return TestCloud.start({ ...this.#options, ...changes });
  }

  /** Takes a landing's enterprise in, enrols the landing, and tells it how this cloud is reached. */
  async enrol(landing: TestLanding, access: TestAccess, address = this.url): Promise<string> {
    const { id, code, name } = landing.landing.identity.enterprise();
    const { enterprises, database } = this.cloud;
    await enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
    const offered = await database.asPlatform((tx) =>
      enterprises.devices.offer(
        tx,
        id,
        { name: 'Counter', scope: 'enterprise', userId: null, administers: true },
        'test',
      ),
    );
    const { credential } = await enterprises.devices.enrol(offered.code, landing.landing.opened.store.deviceId);
    access.set({ address, credential });
    return credential;
  }

  /**
   * Whether a landing that takes orders over the internet has told its tables, and after them its menu in each language.
   * That it is connected says less: every landing is, also one that takes none.
   */
  async knowsMenusOf(deviceId: string): Promise<boolean> {
    const named = like(relayDocumentTable.name, `menu:${deviceId}:%`);
    const kept = await this.cloud.database.asPlatform((tx) =>
      tx.select({ menus: count() }).from(relayDocumentTable).where(named),
    );
    return kept[0]?.menus === languages.length;
  }

  async switch(enterpriseId: string, subsystem: Subsystem, on: boolean): Promise<void> {
    await this.cloud.database.asPlatform(async (tx) => {
      const where = eq(enterpriseTable.enterpriseId, enterpriseId);
      const [row] = await tx.select().from(enterpriseTable).where(where);
      const switches: SubsystemSwitches = { ...row?.switches, [subsystem]: on };
      if (isOn(switches, subsystem) !== on) throw new Error('the switch did not move');
      await tx.update(enterpriseTable).set({ switches }).where(where);
      await this.cloud.enterprises.states.announce(tx, enterpriseId);
    });
  }

  async revoke(deviceId: string): Promise<void> {
    await this.cloud.database.asPlatform((tx) =>
      tx.update(deviceTable).set({ revokedAt: Date.now() }).where(eq(deviceTable.id, deviceId)),
    );
  }

  /** One request to `/api/v1`, as whoever the bearer token is. */
  call<T>(method: string, path: string, body?: unknown, bearer?: string): Promise<Answer<T>> {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    return request<T>(`${this.url}/api/v1${path}`, { method, body, headers });
  }

  /** An approved enterprise without devices. Gives its id. */
  async enterprise(code = `shop-${randomUUID().slice(0, 8)}`, enterpriseId: string = randomUUID()): Promise<string> {
    await this.cloud.enterprises.admit({ enterpriseId, code, name: `Shop ${code}` });
    return enterpriseId;
  }

  /** A device of an enterprise, enrolled over HTTP with a code. */
  async device(
    enterpriseId: string,
    { id = randomUUID(), ...offer }: Partial<EnrolmentOffer> & { id?: string } = {},
  ): Promise<TestDevice> {
    const { enterprises, database } = this.cloud;
    const whole = { name: 'Counter', scope: 'enterprise', userId: null, administers: true, ...offer } as const;
    const { code } = await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, whole, 'test'));
    const answer = await this.call<{ credential: string }>('POST', '/devices/enrol', { code, device: id, landing: '' });
    if (answer.status !== 200) throw new Error(`enrol: ${JSON.stringify(answer.body)}`);
    return { id, enterpriseId, credential: answer.body.credential };
  }

  /** An operator who is signed in. */
  async operator(name = 'amy', password = 'sea-otters-float'): Promise<TestOperator> {
    const known = await this.cloud.accounts.list();
    if (!known.some((account) => account.name === name)) await this.cloud.accounts.add(name, password);
    return TestOperator.signIn(this.url, name, password);
  }
}

/** What a merchant fills in. */
export function newRegistration(changes: Partial<Registration> = {}): Registration {
  const enterpriseId = randomUUID();
  return {
    enterpriseId,
    code: `shop-${enterpriseId.slice(0, 8)}`,
    name: '桂花小馆',
    contactName: '桂老板',
    contactPhone: '+86 21 5555 0101',
    contactEmail: '',
    country: 'CN',
    note: '',
    ...changes,
  };
}

/** A merchant that registers. */
export class TestMerchant {
  readonly cloud: TestCloud;
  readonly registration: Registration;
  readonly token: string;

  private constructor(cloud: TestCloud, registration: Registration, token: string) {
    this.cloud = cloud;
    this.registration = registration;
    this.token = token;
  }

  static async register(cloud: TestCloud, changes: Partial<Registration> = {}): Promise<TestMerchant> {
    const registration = newRegistration(changes);
    const answer = await cloud.call<{ token: string }>('POST', '/registrations', registration);
    if (answer.status !== 201) throw new Error(`register: ${JSON.stringify(answer.body)}`);
    return new TestMerchant(cloud, registration, answer.body.token);
  }

  /** Registers, sends a document and sends it in. */
  static async submitted(cloud: TestCloud, changes: Partial<Registration> = {}): Promise<TestMerchant> {
    const merchant = await TestMerchant.register(cloud, changes);
    await merchant.upload(files.png);
    await merchant.call('POST', '/submit');
    return merchant;
  }

  call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.cloud.call<T>(method, `/registrations${path}`, body, this.token);
  }

  /** Sends a document; gives the answer. */
  async upload(
    content: Buffer,
    { type = 'image/png', kind = 'business_licence', name = '营业执照.png', token = this.token } = {},
  ): Promise<Answer<{ id: string; code: string }>> {
    const response = await fetch(`${this.cloud.url}/api/v1/registrations/documents`, {
      method: 'PUT',
      body: new Uint8Array(content),
      headers: {
        'content-type': type,
        'x-kind': kind,
        'x-name': encodeURIComponent(name),
        authorization: `Bearer ${token}`,
      },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as never };
  }
}

/** A signed-in operator's browser, as far as HTTP goes. */
export class TestOperator {
  readonly #url: string;
  readonly cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.cookie = cookie;
  }

  static async signIn(url: string, name: string, password: string): Promise<TestOperator> {
    const answer = await request(`${url}/api/v1/operator/session`, { body: { name, password } });
    if (answer.status !== 200) throw new Error(`sign in: ${JSON.stringify(answer.body)}`);
    return new TestOperator(url, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
  }

  call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return request<T>(`${this.#url}/api/v1/operator${path}`, {
      method,
      body,
      headers: { cookie: this.cookie, ...headers },
    });
  }

  /** Decides on a registration as it stands. */
  async decide(
    enterpriseId: string,
    decision: 'approved' | 'rejected' | 'asked_again',
    reason = 'Please',
  ): Promise<Answer<{ code: string }>> {
    const { body } = await this.call<{ revision: number }>('GET', `/registrations/${enterpriseId}`);
    const about = decision === 'approved' ? {} : { reason };
    return this.call('POST', `/registrations/${enterpriseId}/decisions`, {
      decision,
      revision: body.revision,
      ...about,
    });
  }
}
