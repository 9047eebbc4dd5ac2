import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CertificateView } from '#shared/bench/operator.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatDate } from '../../ui/time.ts';
import { ExpiryChip, sentenceOf } from '../states.tsx';

/** A certificate: whose it is, how long it is good, and why it cannot be used, in words. */
export function CertificateCard({ title, certificate }: { title: string; certificate: CertificateView }) {
  const { t } = useTranslation();
  const { holder, fingerprint, notBefore, notAfter, code } = certificate;
  const language = currentLanguage();
  return (
    <section className="sheet-record" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Text fw={650}>{title}</Text>
        <ExpiryChip {...certificate} />
      </Group>
      <Text className="code">{holder}</Text>
      <Text className="hint">
        {t(($) => $.mtms.certificates.span, {
          from: formatDate(notBefore, language),
          to: formatDate(notAfter, language),
        })}
      </Text>
      <Text className="hint code">SHA-256 {fingerprint.slice(0, 32)}…</Text>
      {code !== null && (
        <Text size="md" className="trouble-note">
          {sentenceOf(code)}
        </Text>
      )}
    </section>
  );
}

/** Why a certificate was not even understood. */
export function CertificateTrouble({ text }: { text: string }) {
  return (
    <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
      {text}
    </Alert>
  );
}
