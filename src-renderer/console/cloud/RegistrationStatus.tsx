import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconDeviceFloppy,
  IconFileUpload,
  IconMessageQuestion,
  IconPencil,
  IconSend,
  IconX,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DocumentKind, documentKinds, documentLimit, documentTypes } from '#shared/enterprises/registration.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { sendFile, useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError, noticeTrouble } from '../notices.tsx';
import { bytesInWords } from './figures.ts';
import { RegistrationForm } from './RegistrationForm.tsx';
import { type RegistrationNow, useRefreshSync } from './useSync.ts';

const looks = {
  draft: { state: 'progress', icon: IconPencil },
  pending: { state: 'progress', icon: IconClock },
  approved: { state: 'ready', icon: IconCheck },
  rejected: { state: 'trouble', icon: IconX },
  asked_again: { state: 'new', icon: IconMessageQuestion },
} as const;

/** How the registration stands, what was decided, and what can be changed before it is sent in (again). */
export function RegistrationStatus({
  registration: { status, isCurrent, address },
}: {
  registration: RegistrationNow;
}) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [isUnsaved, setUnsaved] = useState(false);
  const { state, submittedAt, decisions } = status;
  const stage = state === 'pending' && submittedAt === null ? 'draft' : state;
  const look = looks[stage];
  const isOpen = stage === 'draft' || stage === 'asked_again';
  const reason = decisions.at(-1)?.reason ?? '';
  return (
    <section className="panel panel-section" aria-labelledby="cloud-registration">
      <Group gap="sm" mb="sm">
        <h2 className="section-title" id="cloud-registration">
          {t(($) => $.cloud.registration.title)}
        </h2>
        <StateChip state={look.state} icon={look.icon}>
          {t(($) => $.cloud.registration[stage])}
        </StateChip>
      </Group>
      <Stack gap="md">
        {!isCurrent && (
          <Alert color="new" variant="light" role="status">
            <Text size="md">{t(($) => $.cloud.off.register.old)}</Text>
          </Alert>
        )}
        {(stage === 'asked_again' || stage === 'rejected') && (
          <Alert color={stage === 'rejected' ? 'trouble' : 'new'} variant="light" role="alert">
            <Text size="md">{reason}</Text>
          </Alert>
        )}
        <div>
          <Text size="md">
            {stage === 'draft' && t(($) => $.cloud.registration.draftHint)}
            {stage === 'pending' &&
              submittedAt !== null &&
              t(($) => $.cloud.registration.pendingHint, { time: formatDateTime(submittedAt, language) })}
            {stage === 'approved' && t(($) => $.cloud.registration.approvedHint)}
            {stage === 'rejected' && t(($) => $.cloud.registration.rejectedHint)}
          </Text>
          <Text className="hint">
            {address} · {t(($) => $.cloud.registration.code, { code: status.code })}
          </Text>
        </div>
        {isOpen && <Change status={status} onChanged={setUnsaved} />}
        <Documents status={status} isOpen={isOpen} />
        {isOpen && <Submit isAgain={stage === 'asked_again'} isUnsaved={isUnsaved} />}
        {decisions.length > 0 && (
          <div>
            <h3 className="section-title">{t(($) => $.cloud.registration.history)}</h3>
            <ul className="cloud-list">
              {decisions.toReversed().map(({ at, decision, reason }) => (
                <li key={at} className="cloud-entry">
                  <div className="cloud-row">
                    <span className="cloud-name">{t(($) => $.cloud.registration.decisions[decision])}</span>
                    <span className="hint">{formatDateTime(at, language)}</span>
                  </div>
                  {reason !== '' && <Text size="md">{reason}</Text>}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Stack>
    </section>
  );
}

type Status = RegistrationNow['status'];

interface ChangeProps {
  readonly status: Status;
  readonly onChanged: (isUnsaved: boolean) => void;
}

function Change({ status: { registration }, onChanged }: ChangeProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const change = useMutation(
    trpc.sync.registration.change.mutationOptions({
      onSuccess: () => {
        noticeDone(t(($) => $.cloud.off.register.saved));
        onChanged(false);
      },
      onSettled: refresh,
    }),
  );
  const { enterpriseId: _, code: __, name: ___, ...entered } = registration;
  return (
    <RegistrationForm
      entered={entered}
      submitLabel={t(($) => $.cloud.off.register.change)}
      icon={<IconDeviceFloppy size={18} />}
      pending={change.isPending}
      failure={change.isError ? describeError(change.error) : undefined}
      onChanged={() => onChanged(true)}
      onSubmit={(changed) => change.mutate(changed)}
    />
  );
}

/** What is typed and not saved would not be sent: it is saved first. */
function Submit({ isAgain, isUnsaved }: { isAgain: boolean; isUnsaved: boolean }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const submit = useMutation(
    trpc.sync.registration.submit.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.off.register.sent)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return (
    <Group>
      <Button
        size="lg"
        leftSection={<IconSend size={20} />}
        loading={submit.isPending}
        disabled={isUnsaved}
        onClick={() => submit.mutate()}
      >
        {isAgain ? t(($) => $.cloud.off.register.submitAgain) : t(($) => $.cloud.off.register.submit)}
      </Button>
      {isUnsaved && <Text size="md">{t(($) => $.office.unsaved)}</Text>}
    </Group>
  );
}

function Documents({ status: { documents }, isOpen }: { status: Status; isOpen: boolean }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const remove = useMutation(
    trpc.sync.registration.removeDocument.mutationOptions({ onError: noticeError, onSettled: refresh }),
  );
  return (
    <div>
      <h3 className="section-title">{t(($) => $.cloud.registration.documents)}</h3>
      {isOpen && (
        <Text className="hint">{t(($) => $.cloud.registration.documentsHint, { count: documentLimit.count })}</Text>
      )}
      {documents.length === 0 && <Text size="md">{t(($) => $.cloud.registration.noDocuments)}</Text>}
      <ul className="cloud-list">
        {documents.map(({ id, kind, name, size }) => (
          <li key={id} className="cloud-entry">
            <div className="cloud-row">
              <div className="cloud-names">
                <span className="cloud-name">{name}</span>
                <Text className="hint">
                  {t(($) => $.cloud.registration.kinds[kind])} · {bytesInWords(size, currentLanguage())}
                </Text>
              </div>
              {isOpen && (
                <Button
                  size="md"
                  variant="default"
                  ml="auto"
                  loading={remove.isPending && remove.variables.documentId === id}
                  onClick={() => remove.mutate({ documentId: id })}
                  aria-label={t(($) => $.cloud.registration.remove, { name })}
                >
                  <IconX size={18} aria-hidden />
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {isOpen && documents.length < documentLimit.count && <AddDocument />}
    </div>
  );
}

function AddDocument() {
  const { t } = useTranslation();
  const refresh = useRefreshSync();
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<DocumentKind>('business_licence');
  const add = useMutation({
    mutationFn: (file: File) => {
      const query = new URLSearchParams({ kind, name: file.name.slice(-200) });
      return sendFile(`/uploads/documents?${query}`, file, file.type);
    },
    onError: noticeError,
    onSettled: refresh,
  });
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = '';
    if (!file) return;
    if (file.size > documentLimit.bytes) noticeTrouble(t(($) => $.cloud.registration.tooLarge, { name: file.name }));
    else add.mutate(file);
  };
  return (
    <Group align="end" gap="xs" mt="sm">
      <Select
        size="md"
        allowDeselect={false}
        label={t(($) => $.cloud.registration.kind)}
        data={documentKinds.map((value) => ({ value, label: t(($) => $.cloud.registration.kinds[value]) }))}
        value={kind}
        onChange={(value) => setKind(documentKinds.find((one) => one === value) ?? 'other')}
      />
      <Button
        size="md"
        variant="default"
        leftSection={<IconFileUpload size={18} />}
        loading={add.isPending}
        onClick={() => input.current?.click()}
      >
        {t(($) => $.cloud.registration.add)}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={documentTypes.join(',')}
        aria-label={t(($) => $.cloud.registration.add)}
        onChange={choose}
      />
    </Group>
  );
}
