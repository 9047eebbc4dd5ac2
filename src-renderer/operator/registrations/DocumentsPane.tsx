import { Button, Text, UnstyledButton } from '@mantine/core';
import {
  IconExternalLink,
  IconFileOff,
  IconFileTypePdf,
  IconPhoto,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegistrationDocument } from '#shared/enterprises/registration.ts';
import { Empty } from '../../ui/Empty.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { documentAddress } from './queries.ts';

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

interface DocumentsPaneProps {
  readonly id: string;
  readonly documents: readonly RegistrationDocument[];
}

/** The papers of a registration, one of them shown as large as there is room. */
export function DocumentsPane({ id, documents }: DocumentsPaneProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(documents[0]?.id);
  const shown = documents.find((document) => document.id === chosen) ?? documents[0];
  usePageKeys(
    Object.fromEntries(documents.slice(0, 9).map((document, i) => [String(i + 1), () => setChosen(document.id)])),
  );
  const label = t(($) => $.operator.documents.title);
  if (!shown) {
    return (
      <section className="audit-papers" aria-label={label}>
        <Empty icon={IconFileOff} title={t(($) => $.operator.documents.none)} />
      </section>
    );
  }
  return (
    <section className="audit-papers" aria-label={label}>
      <div className="papers-tabs" role="tablist" aria-label={label}>
        {documents.map((document) => {
          const Icon = document.type === 'application/pdf' ? IconFileTypePdf : IconPhoto;
          return (
            <UnstyledButton
              key={document.id}
              role="tab"
              aria-selected={document.id === shown.id}
              aria-controls="paper"
              className="papers-tab"
              onClick={() => setChosen(document.id)}
            >
              <Icon size={20} stroke={1.6} aria-hidden />
              <span>
                <span className="papers-kind">{t(($) => $.operator.documents.kinds[document.kind])}</span>
                <span className="hint papers-name">
                  {document.name} · {sizeOf(document.size)}
                </span>
              </span>
            </UnstyledButton>
          );
        })}
      </div>
      <Paper key={shown.id} address={documentAddress(id, shown.id)} document={shown} />
    </section>
  );
}

function Paper({ address, document }: { address: string; document: RegistrationDocument }) {
  const { t } = useTranslation();
  const [actual, setActual] = useState(false);
  const [failed, setFailed] = useState(false);
  const isPdf = document.type === 'application/pdf';
  const title = `${t(($) => $.operator.documents.kinds[document.kind])}: ${document.name}`;
  return (
    <div className="paper" id="paper" role="tabpanel" aria-label={title}>
      <div className="paper-tools">
        {!isPdf && !failed && (
          <Button
            variant="default"
            size="sm"
            leftSection={actual ? <IconZoomOut size={18} /> : <IconZoomIn size={18} />}
            onClick={() => setActual(!actual)}
          >
            {actual ? t(($) => $.operator.documents.fit) : t(($) => $.operator.documents.actual)}
          </Button>
        )}
        <Button
          component="a"
          href={address}
          target="_blank"
          rel="noopener"
          variant="default"
          size="sm"
          leftSection={<IconExternalLink size={18} />}
        >
          {t(($) => $.operator.documents.open)}
        </Button>
      </div>
      <div className="paper-view" data-actual={actual || undefined}>
        {failed ? (
          <Text c="dimmed">{t(($) => $.operator.documents.failed)}</Text>
        ) : !isPdf ? (
          <img src={address} alt={title} onError={() => setFailed(true)} />
        ) : navigator.pdfViewerEnabled ? (
          <iframe src={`${address}#navpanes=0&view=FitH`} title={title} />
        ) : (
          <Text c="dimmed">{t(($) => $.operator.documents.noViewer)}</Text>
        )}
      </div>
    </div>
  );
}
