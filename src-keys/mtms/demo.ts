import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { derOfPem } from '#server/pki/certificates.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { CaFolder } from '../ca/folder.ts';
import { newRsaKey } from '../ca/issue.ts';
import type { ProfileName } from '../ca/profiles.ts';
import type { MtmsService } from './mtms-service.ts';

/** Known to everybody: nothing of a demo is worth protecting. */
export const demoPassphrase = 'landing desk demo';
const by = 'demo';

export const demoBatch = 'RO-2026-001';
const customers = [
  { code: 'HARBOUR', name: '海港银行 Harbour Bank', kmsId: 'KMS-A' },
  { code: 'LANTERN', name: '灯笼支付 Lantern Pay', kmsId: 'KMS-B' },
] as const;
const terminals = Array.from({ length: 12 }, (_, i) => ({
  serial: `SN-2026-${String(i + 1).padStart(4, '0')}`,
  model: i % 4 === 3 ? 'T2' : 'P90',
  customerCode: i < 8 ? 'HARBOUR' : 'LANTERN',
}));

/** What a demo has, and where everybody's certificates are: each folder as `npm run ca -- issue` fills one. */
export interface MtmsDemo {
  readonly ca: string;
  readonly bench: string;
  readonly customers: readonly { readonly code: string; readonly name: string; readonly kmsId: string; readonly address: string; readonly folder: string }[];
  readonly terminals: readonly { readonly serial: string; readonly model: string; readonly customerCode: string; readonly folder: string }[];
  readonly batch: string;
}

async function issueInto(ca: CaFolder, folder: string, profile: ProfileName, id: string): Promise<void> {
  if (existsSync(join(folder, `${profile}.pem`))) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = await newRsaKey();
  const { chain } = await ca.issue({ profile, id, publicKey: createPublicKey(key) }, Date.now());
  const { root, trust } = await ca.published();
  await writeWholeFile(join(folder, `${profile}.key`), key.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  await writeWholeFile(join(folder, 'root.pem'), root, 0o644);
  await writeWholeFile(join(folder, 'trust.pem'), trust, 0o644);
  await writeWholeFile(join(folder, `${profile}.pem`), chain, 0o644);
}

/** Makes the demo's authority and everybody's certificates under `folder`, unless they are there. */
export async function prepareDemo(folder: string, kms: ReadonlyMap<string, string>): Promise<MtmsDemo> {
  const at = (name: string) => join(folder, 'demo', name);
  const ca = at('ca');
  await mkdir(at(''), { recursive: true, mode: 0o700 });
  const demo: MtmsDemo = {
    ca,
    bench: at('bench'),
    customers: customers.map((customer) => {
      const own = at(customer.kmsId);
      return { ...customer, folder: own, address: kms.get(customer.kmsId) ?? join(own, 'drop') };
    }),
    terminals: terminals.map((terminal) => ({ ...terminal, folder: at(terminal.serial) })),
    batch: demoBatch,
  };
  using authority = existsSync(join(ca, 'register.jsonl'))
    ? await CaFolder.open(ca, demoPassphrase)
    : await CaFolder.init(ca, 'Demo root', demoPassphrase, Date.now());
  // The lists of a demo that lay for a while have run out.
  const { trust } = await authority.publish(Date.now());
  await Promise.all([
    issueInto(authority, folder, 'mtms', 'maker'),
    issueInto(authority, demo.bench, 'bench', 'demo-bench'),
    ...demo.customers.flatMap((customer) => [
      issueInto(authority, customer.folder, 'kms', customer.kmsId),
      issueInto(authority, customer.folder, 'kms-transport', customer.kmsId),
    ]),
    ...demo.terminals.map((terminal) => issueInto(authority, terminal.folder, 'pos', terminal.serial)),
  ]);
  const holders = [folder, demo.bench, ...[...demo.customers, ...demo.terminals].map((holder) => holder.folder)];
  for (const holder of holders) await writeWholeFile(join(holder, 'trust.pem'), trust, 0o644);
  return demo;
}

/** Enters the demo's customers, routes, terminals and repair order; a second start finds them there. */
export async function seedDemo({ registry }: MtmsService, demo: MtmsDemo): Promise<void> {
  for (const { code, name, kmsId, address, folder } of demo.customers) {
    await registry.putCustomer(by, code, name);
    const pem = await readFile(join(folder, 'kms-transport.pem'), 'utf8');
    const [certificate, issuer] = derOfPem(pem, 'CERTIFICATE');
    if (!certificate || !issuer) throw new Error(`${folder} holds no certificate`);
    const method = address.startsWith('https:') ? 'https' : 'folder';
    await registry.putRoute(by, code, { method, address, kmsId, certificate, issuer });
  }
  await registry.addTerminals(by, terminals);
  const serials = terminals.slice(0, 6).map(({ serial }) => serial);
  if (await registry.hasBatch(demo.batch)) return;
  await registry.addBatch(by, { id: demo.batch, kind: 'repair', customerCode: 'HARBOUR', serials });
}

/** The demo in words for the terminal window. */
export function describeDemo(demo: MtmsDemo): string[] {
  return [
    `Authority ${demo.ca}  (passphrase: ${demoPassphrase})`,
    `Bench     ${demo.bench}`,
    ...demo.customers.map(({ code, name, address }) => `Customer  ${code} ${name}: ${address}`),
    ...demo.terminals.map(({ serial, customerCode, folder }) => `Terminal  ${serial} of ${customerCode}: ${folder}`),
    `Batch     ${demo.batch}`,
  ];
}
