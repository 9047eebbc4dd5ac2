import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { derOfPem } from '#server/pki/certificates.ts';
import { writeWholeFile } from '#server/whole-file.ts';
import { CaFolder, newRsaKey, type ProfileName } from '../ca/service.ts';
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

/** Gives everybody a certificate who has none. Keys take long to find, so they are looked for at once. */
async function issueAll(ca: CaFolder, holders: readonly Holder[]): Promise<void> {
  const missing = holders.filter(({ folder, profile }) => !existsSync(join(folder, `${profile}.pem`)));
  const keys = await Promise.all(missing.map(async (holder) => ({ ...holder, key: await newRsaKey() })));
  const { root, trust } = await ca.published();
  for (const { folder, profile, id, key } of keys) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { chain } = await ca.issue({ profile, id, publicKey: createPublicKey(key) }, Date.now());
    const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeWholeFile(join(folder, `${profile}.key`), keyPem, 0o600);
    await writeWholeFile(join(folder, 'root.pem'), root, 0o644);
    await writeWholeFile(join(folder, `${profile}.pem`), chain, 0o644);
  }
  // The lists of a demo that lay for a while have run out.
  for (const folder of new Set(holders.map((holder) => holder.folder)))
    await writeWholeFile(join(folder, 'trust.pem'), trust, 0o644);
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
  await authority.publish(Date.now());
  await issueAll(authority, [
    { folder, profile: 'mtms', id: 'maker' },
    { folder: demo.bench, profile: 'bench', id: 'demo-bench' },
    ...demo.customers.flatMap((customer): Holder[] => [
      { folder: customer.folder, profile: 'kms', id: customer.kmsId },
      { folder: customer.folder, profile: 'kms-transport', id: customer.kmsId },
    ]),
    ...demo.terminals.map((terminal): Holder => ({ folder: terminal.folder, profile: 'pos', id: terminal.serial })),
  ]);
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
