import { Alert, Button, CloseButton, FileButton, Text } from '@mantine/core';
import { IconAddressBook, IconAlertTriangle, IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CardFile } from '#shared/cards/contact-card.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Page } from '../../ui/Page.tsx';
import { CardList } from './CardList.tsx';
import { CardView } from './CardView.tsx';
import { closeFile, type OpenedFile, openChosenFile, useCardFiles } from './card-files.ts';
import { useDroppedFiles } from './useDroppedFiles.ts';
import './cards.css';

function openAll(files: Iterable<File>): void {
  for (const file of files) void openChosenFile(file);
}

/** The people in files of contact cards that were opened, dropped or chosen here. Nothing is kept or passed on. */
export default function ContactCardPage() {
  const { t } = useTranslation();
  const files = useCardFiles((state) => state.files);
  const over = useDroppedFiles(openAll);
  const choose = (
    <FileButton multiple accept=".vcf,text/vcard" onChange={openAll}>
      {(props) => (
        <Button {...props} variant="default" size="md" leftSection={<IconFolderOpen size={20} />}>
          {t(($) => $.cards.choose)}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Page title={t(($) => $.cards.title)} actions={files.length > 0 && choose}>
      <div className="page-body" data-over={over || undefined}>
        <div className="page-narrow card-files">
          {files.length === 0 ? (
            <Empty icon={IconAddressBook} title={t(($) => $.cards.emptyTitle)} detail={t(($) => $.cards.emptyHint)}>
              {choose}
            </Empty>
          ) : (
            files.map((file) => <OpenedCards key={file.id} file={file} />)
          )}
        </div>
      </div>
    </Page>
  );
}

function OpenedCards({ file: { id, fileName, content } }: { file: OpenedFile }) {
  const { t } = useTranslation();
  const isRead = 'cards' in content;
  return (
    <section className="card-file" aria-label={fileName}>
      <header className="card-file-head">
        <Text size="md" fw={600} className="card-file-name">
          {fileName}
        </Text>
        {isRead && (
          <Text size="md" c="dimmed">
            {t(($) => $.cards.count, { count: content.cards.length })}
          </Text>
        )}
        <CloseButton
          size={44}
          ml="auto"
          aria-label={t(($) => $.cards.closeFile, { name: fileName })}
          onClick={() => closeFile(id)}
        />
      </header>
      {isRead ? (
        <Cards file={content} />
      ) : (
        <Alert color="trouble" icon={<IconAlertTriangle size={20} />} title={t(($) => $.cards.failed)}>
          {t(($) => $.cards.troubles[content.trouble])}
        </Alert>
      )}
    </section>
  );
}

function Cards({ file }: { file: CardFile }) {
  const { t } = useTranslation();
  const { cards } = file;
  const [first] = cards;
  return (
    <>
      {!first ? (
        <Alert color="trouble" icon={<IconAlertTriangle size={20} />} title={t(($) => $.cards.failed)}>
          {t(($) => $.cards.noCards)}
        </Alert>
      ) : cards.length === 1 ? (
        <CardView card={first} />
      ) : (
        <CardList cards={cards} />
      )}
      {file.skipped.length > 0 && <SkippedLines file={file} />}
    </>
  );
}

/** Says which lines made no sense: a person can look whether something of theirs is missing. */
function SkippedLines({ file: { skipped, moreSkipped } }: { file: CardFile }) {
  const { t } = useTranslation();
  return (
    <details className="panel card-skipped">
      <summary>{t(($) => $.cards.skipped, { count: skipped.length + moreSkipped })}</summary>
      <ul>
        {skipped.map(({ line, text }) => (
          <li key={line}>{t(($) => $.cards.skippedLine, { line, text })}</li>
        ))}
        {moreSkipped > 0 && <li>{t(($) => $.cards.moreSkipped, { count: moreSkipped })}</li>}
      </ul>
    </details>
  );
}
