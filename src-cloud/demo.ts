import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '#server/startup-error.ts';
import { demoEnterpriseId } from '#shared/enterprises/demo.ts';
import type { DocumentKind, DocumentType, Registration } from '#shared/enterprises/registration.ts';
import type { Cloud } from './cloud.ts';
import { EnterprisesService } from './enterprises/service.ts';
import { programRoot } from './paths.ts';
import { newId } from './store/service.ts';

const operator = { name: 'operator', password: 'osmanthus-operator' } as const;
const documentsFolder = join(programRoot, 'assets', 'sample', 'documents');
const minute = 60_000;

const papers: readonly { file: string; kind: DocumentKind; type: DocumentType; name: string }[] = [
  { file: 'business-licence.png', kind: 'business_licence', type: 'image/png', name: '营业执照.png' },
  { file: 'food-licence.pdf', kind: 'food_licence', type: 'application/pdf', name: '食品经营许可证.pdf' },
];

type Wish = Omit<Registration, 'enterpriseId' | 'country' | 'note'> & {
  readonly enterpriseId?: string;
  readonly note?: string;
};

const osmanthus: Wish = {
  enterpriseId: demoEnterpriseId,
  code: 'demo',
  name: '桂花小馆 Osmanthus House',
  contactName: '桂老板 Olive',
  contactPhone: '+86 21 5555 0101',
  contactEmail: 'olive@osmanthus.example',
};
const teahouse: Wish = {
  code: 'demo',
  name: '听雨茶室 Rain Teahouse',
  contactName: '苏雨',
  contactPhone: '+86 571 5555 0117',
  contactEmail: 'rain@teahouse.example',
  note: '工作日下午三点后方便接电话。',
};
const noodles: Wish = {
  code: 'noodle-lane',
  name: '面巷 Noodle Lane',
  contactName: '陈师傅',
  contactPhone: '+86 21 5555 0188',
  contactEmail: '',
};

/** How to get into a cloud with the sample. */
export interface CloudDemo {
  readonly operator: { readonly name: string; readonly password: string };
  readonly enterprise: string | undefined;
  /** Connects one landing to the sample's enterprise, within an hour. */
  readonly enrolmentCode: string | undefined;
}

/**
 * Loads what there is to look at into an empty cloud: an operator, an approved enterprise with a device, a registration
 * that waits and one that was asked again. Gives how to get in. Throws StartupError where others
 * work already: the demo's password is known to everybody.
 */
export async function loadCloudDemo({ accounts, database, enterprises }: Cloud): Promise<CloudDemo> {
  const known = await accounts.list();
  if (known.some(({ name }) => name !== operator.name)) throw new StartupError('demo_refused', {});
  if (known.length === 0) {
    await accounts.add(operator.name, operator.password);
    await load(database);
  }
  const by = { id: newId(), name: operator.name };
  const found = await enterprises.directory.search({ search: osmanthus.name, state: 'all' });
  const demo = found.enterprises[0];
  const code = demo && (await enterprises.directory.makeCode(by, demo.enterpriseId, 'Demo'));
  return { operator, enterprise: demo?.name, enrolmentCode: code?.code };
}

/** The same as lines for a terminal. */
export function describeDemo(
  url: string,
  { operator: { name, password }, enterprise, enrolmentCode }: CloudDemo,
): string[] {
  return [
    `Operator  ${url}/operator  ${name} / ${password}`,
    ...(enrolmentCode === undefined
      ? []
      : [`Connect   enrolment code ${enrolmentCode} of ${enterprise}, for one landing, within an hour`]),
  ];
}

/** Everything happened a while ago, so that ages can be seen. */
async function load(database: Cloud['database']): Promise<void> {
  const ago = (minutes: number) => new EnterprisesService(database, () => Date.now() - minutes * minute);
  const by = { id: newId(), name: operator.name };

  const approved = await register(ago(3 * 24 * 60), osmanthus);
  const decide = async (minutes: number, enterpriseId: string, decision: 'approved' | 'asked_again') => {
    const { audits } = ago(minutes);
    const { revision } = await audits.one(enterpriseId);
    const reason = '营业执照照片模糊，请重新拍摄；并请补充食品经营许可证。';
    await audits.decide(
      by,
      enterpriseId,
      decision === 'approved' ? { decision, revision } : { decision, revision, reason },
    );
  };
  await decide(3 * 24 * 60 - 42, approved.enterpriseId, 'approved');
  await ago(2 * 24 * 60).registrations.enrol(approved.enterpriseId, newId(), '收银台 Counter');

  const asked = await register(ago(26 * 60), teahouse, papers.slice(0, 1));
  await decide(25 * 60, asked.enterpriseId, 'asked_again');
  const later = ago(190);
  await addPapers(later, asked.enterpriseId, papers.slice(1));
  await later.registrations.submit(asked.enterpriseId);

  await register(ago(12), noodles);
}

async function register(enterprises: EnterprisesService, wish: Wish, own = papers): Promise<Registration> {
  const registration = { note: '', enterpriseId: newId(), ...wish, country: 'CN' };
  await enterprises.registrations.register(registration);
  await addPapers(enterprises, registration.enterpriseId, own);
  await enterprises.registrations.submit(registration.enterpriseId);
  return registration;
}

async function addPapers({ documents }: EnterprisesService, enterpriseId: string, own: typeof papers): Promise<void> {
  for (const { file, ...paper } of own) {
    await documents.add(enterpriseId, { ...paper, content: readFileSync(join(documentsFolder, file)) });
  }
}
