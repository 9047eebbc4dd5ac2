import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuthorityView, CertificatesView, CertificateView } from '#shared/bench/operator.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { formatDate, formatDateTime } from '../../ui/time.ts';
import { call } from '../api.ts';
import { ExpiryChip, sentenceOf } from '../states.tsx';
import { When } from '../when.tsx';

/** Everybody's certificates and lists, and when each runs out. */
export function CertificatesPage() {
  const { t } = useTranslation();
  const view = useQuery({
    queryKey: ['certificates'],
    queryFn: ({ signal }) => call<CertificatesView>('GET', '/views/certificates', { signal }),
    refetchInterval: 15_000,
  });
  return (
    <Page title={t(($) => $.mtms.rooms.certificates)}>
      <PageBody query={view}>
        {({ own, kms, authorities }) => (
          <div className="certificate-groups">
            <section className="cards" aria-label={t(($) => $.mtms.certificates.own)}>
              <h2 className="section-title">{t(($) => $.mtms.certificates.own)}</h2>
              <CertificateRow certificate={own} hint={t(($) => $.mtms.certificates.ownHint)} />
            </section>
            <section className="cards" aria-label={t(($) => $.mtms.certificates.kms)}>
              <h2 className="section-title">{t(($) => $.mtms.certificates.kms)}</h2>
              {kms.length === 0 && <Text className="hint">{t(($) => $.mtms.customers.noRoute)}</Text>}
              {kms.map(({ customerCode, customerName, certificate }) => (
                <CertificateRow
                  key={customerCode}
                  title={`${customerName} (${customerCode})`}
                  certificate={certificate}
                  hint={t(($) => $.mtms.certificates.kmsHint)}
                />
              ))}
            </section>
            <section className="cards" aria-label={t(($) => $.mtms.certificates.authorities)}>
              <h2 className="section-title">{t(($) => $.mtms.certificates.authorities)}</h2>
              <Text className="hint">{t(($) => $.mtms.certificates.listsHint)}</Text>
              {authorities.map((authority) => (
                <AuthorityRow key={authority.certificate.fingerprint} authority={authority} />
              ))}
            </section>
          </div>
        )}
      </PageBody>
    </Page>
  );
}

interface CertificateRowProps {
  readonly certificate: CertificateView;
  readonly title?: string;
  readonly hint?: string;
  readonly children?: ReactNode;
}

function CertificateRow({ certificate, title, hint, children }: CertificateRowProps) {
  const { t } = useTranslation();
  const { holder, fingerprint, notBefore, notAfter, code } = certificate;
  const language = currentLanguage();
  return (
    <article className="panel card" data-trouble={code !== null || undefined} aria-label={title ?? holder}>
      <div className="card-head">
        <h3 className="card-title">{title ?? holder}</h3>
        <ExpiryChip {...certificate} />
      </div>
      <Text className="hint">
        {title !== undefined && <span className="code">{holder} · </span>}
        {t(($) => $.mtms.certificates.span, {
          from: formatDate(notBefore, language),
          to: formatDate(notAfter, language),
        })}
      </Text>
      <Text className="hint code">SHA-256 {fingerprint}</Text>
      {code !== null && (
        <Text size="md" className="trouble-note">
          {sentenceOf(code)} {hint}
        </Text>
      )}
      {children}
    </article>
  );
}

function AuthorityRow({ authority }: { authority: AuthorityView }) {
  const { t } = useTranslation();
  const { certificate, role, list } = authority;
  const title = role === null ? t(($) => $.mtms.certificates.root) : t(($) => $.mtms.certificates.roles[role]);
  return (
    <CertificateRow title={title} certificate={certificate}>
      {list ? (
        <Text size="md" mt={4}>
          {t(($) => $.mtms.certificates.list, { number: list.number, count: list.revoked })}{' '}
          {t(($) => $.mtms.certificates.listMade)} <When at={list.thisUpdate} />,{' '}
          {t(($) => $.mtms.certificates.listUntil)}{' '}
          <span title={formatDateTime(list.nextUpdate, currentLanguage())}>
            <When at={list.nextUpdate} />
          </span>
          .
        </Text>
      ) : (
        <Text size="md" className="trouble-note">
          {t(($) => $.mtms.certificates.noList)}
        </Text>
      )}
    </CertificateRow>
  );
}
