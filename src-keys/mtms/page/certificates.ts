import { asc, eq } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import {
  type Certificate,
  derOfPem,
  holderOf,
  type Purpose,
  type Role,
  readCertificate,
} from '#server/pki/certificates.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import type { AuthorityView, CertificatesView, CertificateView, CheckedCertificate } from '#shared/bench/operator.ts';
import { AppError } from '#shared/errors.ts';
import type { MtmsContext } from '../context.ts';
import { knownCertificate } from '../customers.ts';
import { customerTable, kmsRouteTable } from '../tables.ts';

/** Attention is called to a certificate so long before it ends, as far as it lasts that long at all. */
const soonMs = 21 * 24 * 60 * 60_000;

interface Fitness {
  readonly roles: readonly Role[];
  readonly purpose: Purpose;
  readonly offered?: readonly Certificate[];
}

function shown(certificate: Certificate, trouble: AppError | undefined): CertificateView {
  const holder = holderOf(certificate);
  return {
    holder: holder ? `${holder.role}:${holder.id}` : certificate.x509.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    code: trouble?.code ?? null,
    reason: (trouble && reasonOf(trouble)) ?? null,
  };
}

function refusalOf(work: () => unknown): AppError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** A certificate as it stands now: whether it passes for what it is for, and why not. */
function judged({ identity, now }: MtmsContext, certificate: Certificate, fitness: Fitness): CertificateView {
  const { offered = [], ...wanted } = fitness;
  return shown(
    certificate,
    refusalOf(() => identity.trust.verify(certificate, { ...wanted, now: now() }, offered)),
  );
}

const transport = { roles: ['kms'], purpose: 'key-transport' } as const;

/** The certificate keys for a customer are sealed for, as it stands now. */
export function routeCertificate(
  context: MtmsContext,
  row: { certificate: Uint8Array; issuer: Uint8Array },
): CertificateView {
  const offered = [knownCertificate(row.issuer)];
  return judged(context, knownCertificate(row.certificate), { ...transport, offered });
}

/**
 * Looks at a certificate before it is put on file: whether keys may be sealed for it, by whom it is held, until when it
 * lasts. Throws validation_failed for what is no PEM of two certificates, E_SIG for one that cannot be read.
 */
export function checkTransportCertificate(context: MtmsContext, pem: string): CheckedCertificate {
  const { certificate, issuer } = chainOf(pem);
  const own = readCertificate(certificate);
  const holder = holderOf(own);
  return {
    ...judged(context, own, { ...transport, offered: [readCertificate(issuer)] }),
    kmsId: holder?.role === 'kms' ? holder.id : null,
  };
}

/** A KMS certificate for key transport with its issuer's, as `npm run ca -- issue` writes them into one file. */
export function chainOf(pem: string): { readonly certificate: Buffer; readonly issuer: Buffer } {
  const [certificate, issuer] = derOfPem(pem, 'CERTIFICATE');
  if (!certificate || !issuer)
    throw new AppError('validation_failed', (language) => ({
      reason:
        language === 'en'
          ? 'certificate: PEM, the KMS’s certificate for key transport, then its issuer’s'
          : '证书：PEM 格式，先是 KMS 的密钥传输证书，然后是其签发者证书',
    }));
  return { certificate, issuer };
}

/** Everybody's certificates that this MTMS works with, and the revocation lists it judges them by. */
export async function certificatesOf(tx: Tx, context: MtmsContext): Promise<CertificatesView> {
  const { identity } = context;
  const routes = await tx
    .select({ route: kmsRouteTable, customerName: customerTable.name })
    .from(kmsRouteTable)
    .innerJoin(customerTable, eq(customerTable.code, kmsRouteTable.customerCode))
    .orderBy(asc(kmsRouteTable.customerCode));
  return {
    own: judged(context, identity.signer.certificate, { roles: ['mtms'], purpose: 'signature' }),
    kms: routes.map(({ route, customerName }) => ({
      customerCode: route.customerCode,
      customerName,
      kmsId: route.kmsId,
      certificate: routeCertificate(context, route),
    })),
    authorities: authoritiesOf(context),
  };
}

function authoritiesOf({ identity, now }: MtmsContext): AuthorityView[] {
  return identity.trust.authorities.map(({ certificate, role, list }) => {
    const trouble = refusalOf(() => identity.trust.checkAuthority(certificate, now()));
    return {
      certificate: shown(certificate, trouble),
      role: role ?? null,
      list: list
        ? {
            number: String(list.number),
            thisUpdate: list.thisUpdate,
            nextUpdate: list.nextUpdate,
            revoked: list.revoked.size,
          }
        : null,
    };
  });
}

/** How many of them need somebody: no good, or soon not any more. */
export function needingAttention(view: CertificatesView, now: number): number {
  const certificates = [
    view.own,
    ...view.kms.map((kms) => kms.certificate),
    ...view.authorities.map((a) => a.certificate),
  ];
  const isSoon = ({ notBefore, notAfter }: CertificateView) =>
    notAfter - now < Math.min(soonMs, (notAfter - notBefore) / 3);
  const lists = view.authorities.filter(({ list }) => !list || list.nextUpdate < now);
  return certificates.filter((certificate) => certificate.code !== null || isSoon(certificate)).length + lists.length;
}
