import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import { newRsaKey } from '#server/pki/request.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { CaFolder, type ProfileName } from '../ca/service.ts';
import type { MtmsService } from './mtms-service.ts';

/** Known to everybody: nothing of a demo is worth protecting. */
export const demoPassphrase = 'landing desk demo';
const by = 'demo';

export const demoBenchId = 'bench-1';
/** The model of the demo's terminals of the older family. */
export const demoLegacyModel = 'T2';
export const demoBatch = 'RO-2026-001';
const customers = [
  { code: 'HARBOUR', name: '海港银行 Harbour Bank', kmsId: 'KMS-A' },
  { code: 'LANTERN', name: '灯笼支付 Lantern Pay', kmsId: 'KMS-B' },
] as const;
const terminals = Array.from({ length: 12 }, (_, i) => ({
  serial: `SN-2026-${String(i + 1).padStart(4, '0')}`,
  model: i % 4 === 3 ? demoLegacyModel : 'P90',
  customerCode: i < 8 ? 'HARBOUR' : 'LANTERN',
}));

/** What a demo has, and where everybody's certificates are: each folder as `npm run ca -- issue` fills one. */
export interface MtmsDemo {
  readonly ca: string;
  readonly bench: string;
  /** The issuing authority of the benches, exported. */
  readonly issuer: string;
  /** A bench that nobody has set up yet, and the one-time code for it. */
  readonly enrolment: { readonly bench: string; readonly code: string };
  readonly customers: readonly {
    readonly code: string;
    readonly name: string;
    readonly kmsId: string;
    readonly address: string;
    readonly folder: string;
  }[];
  readonly terminals: readonly {
    readonly serial: string;
    readonly model: string;
    readonly customerCode: string;
    readonly folder: string;
  }[];
  readonly batch: string;
}

interface Holder {
  readonly folder: string;
  readonly profile: ProfileName;
  readonly id: string;
}

/** Whether a holder has a certificate of which more than a third of its life is left. */
async function lasts({ folder, profile }: Holder, now: number): Promise<boolean> {
  const file = join(folder, `${profile}.pem`);
  if (!existsSync(file)) return false;
  const [own] = derOfPem(await readFile(file, 'utf8'), 'CERTIFICATE');
  if (!own) return false;
  const { notBefore, notAfter } = readCertificate(own);
  return notAfter - now > (notAfter - notBefore) / 3;
}

/** The holder's key; made where there is none. */
async function keyOf({ folder, profile }: Holder): Promise<KeyObject> {
  const file = join(folder, `${profile}.key`);
  if (existsSync(file)) return createPrivateKey(await readFile(file, 'utf8'));
  const key = await newRsaKey();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWholeFile(file, key.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  return key;
}

/**
 * Gives everybody a certificate who has none, or one that runs out, as whoever keeps a real one does. Keys take long to
 * find, so they are looked for at once.
 */
async function issueAll(ca: CaFolder, holders: readonly Holder[], now: number): Promise<void> {
  const lasting = await Promise.all(holders.map((holder) => lasts(holder, now)));
  const missing = holders.filter((_, at) => !lasting[at]);
  const keys = await Promise.all(missing.map(async (holder) => ({ ...holder, key: await keyOf(holder) })));
  const { root, trust } = await ca.published();
  for (const { folder, profile, id, key } of keys) {
    const { chain } = await ca.issue({ profile, id, publicKey: createPublicKey(key) }, now);
    await writeWholeFile(join(folder, 'root.pem'), root, 0o644);
    await writeWholeFile(join(folder, `${profile}.pem`), chain, 0o644);
  }
  // The lists of a demo that lay for a while have run out.
  for (const folder of new Set(holders.map((holder) => holder.folder)))
    await writeWholeFile(join(folder, 'trust.pem'), trust, 0o644);
}

/**
 * Makes the demo's authority and everybody's certificates under `folder`, unless they are there; renews what runs out.
 * Once a day is often enough while it runs: everybody looks at their files.
 */
export async function prepareDemo(
  folder: string,
  kms: ReadonlyMap<string, string>,
  now = Date.now(),
): Promise<MtmsDemo> {
  const at = (name: string) => join(folder, 'demo', name);
  const ca = at('ca');
  await mkdir(at(''), { recursive: true, mode: 0o700 });
  const demo: MtmsDemo = {
    ca,
    bench: at('bench'),
    issuer: at('issuer'),
    enrolment: { bench: demoBenchId, code: '' },
    customers: customers.map((customer) => {
      const own = at(customer.kmsId);
      return { ...customer, folder: own, address: kms.get(customer.kmsId) ?? join(own, 'drop') };
    }),
    terminals: terminals.map((terminal) => ({ ...terminal, folder: at(terminal.serial) })),
    batch: demoBatch,
  };
  using authority = existsSync(join(ca, 'register.jsonl'))
    ? await CaFolder.open(ca, demoPassphrase)
    : await CaFolder.init(ca, 'Demo root', demoPassphrase, now);
  await authority.publish(now);
  if (!existsSync(join(demo.issuer, 'issuer.pem'))) await authority.exportIssuer('bench', demo.issuer, demoPassphrase);
  const holders: Holder[] = [
    { folder, profile: 'mtms', id: 'maker' },
    { folder: demo.bench, profile: 'bench', id: 'demo-bench' },
    ...demo.customers.flatMap((customer): Holder[] => [
      { folder: customer.folder, profile: 'kms', id: customer.kmsId },
      { folder: customer.folder, profile: 'kms-transport', id: customer.kmsId },
    ]),
    ...demo.terminals.map((terminal): Holder => ({ folder: terminal.folder, profile: 'pos', id: terminal.serial })),
  ];
  await issueAll(authority, holders, now);
  return demo;
}

/**
 * Enters the demo's customers, routes, terminals and repair order; a second start finds them there. Each start gives a new
 * code for a bench.
 */
export async function seedDemo({ registry, announcements }: MtmsService, demo: MtmsDemo): Promise<MtmsDemo> {
  for (const { code, name, kmsId, address, folder } of demo.customers) {
    await registry.putCustomer(by, code, name);
    const pem = await readFile(join(folder, 'kms-transport.pem'), 'utf8');
    const [certificate, issuer] = derOfPem(pem, 'CERTIFICATE');
    if (!certificate || !issuer) throw new Error(`${folder} holds no certificate`);
    const method = address.startsWith('https:') ? 'https' : 'folder';
    await registry.putRoute(by, code, { method, address, kmsId, certificate, issuer });
  }
  // The older generation makes triple-DES keys.
  await registry.putModel(by, demoLegacyModel, 'tdes');
  await registry.addTerminals(by, terminals);
  const serials = terminals.slice(0, 6).map(({ serial }) => serial);
  if (!(await registry.hasBatch(demo.batch)))
    await registry.addBatch(by, { id: demo.batch, kind: 'repair', customerCode: 'HARBOUR', serials });
  const { code } = await announcements.announce(by, demoBenchId);
  return { ...demo, enrolment: { bench: demoBenchId, code } };
}

/** The demo in words for the terminal window. */
export function describeDemo(demo: MtmsDemo): string[] {
  return [
    `Authority ${demo.ca}  (passphrase: ${demoPassphrase})`,
    `Bench     ${demo.bench}`,
    `Code      ${demo.enrolment.code}  (connects the bench ${demo.enrolment.bench} from a console, once, within 24 hours)`,
    ...demo.customers.map(({ code, name, address }) => `Customer  ${code} ${name}: ${address}`),
    ...demo.terminals.map(({ serial, customerCode, folder }) => `Terminal  ${serial} of ${customerCode}: ${folder}`),
    `Batch     ${demo.batch}`,
  ];
}
