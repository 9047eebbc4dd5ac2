import { Radio, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type PrintSettings, receiptMoments } from '#shared/printing/entities.ts';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { Section } from '../settings/Section.tsx';
import { useDraft } from '../settings/useDraft.ts';
import { useRefreshPrinting } from './usePrinting.ts';
import '../settings/settings.css';

/** What stands on every receipt, and when one prints. */
export function ReceiptSection() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.printing.settings.get.queryOptions());
  return settings.data ? <Form saved={settings.data} /> : null;
}

function Form({ saved }: { saved: PrintSettings }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshPrinting();
  const draft = useDraft(saved);
  const { value, change } = draft;
  const restore = useMutation(
    trpc.printing.settings.update.mutationOptions({ onSettled: refresh, onError: noticeError }),
  );
  const save = useMutation(
    trpc.printing.settings.update.mutationOptions({
      onSuccess: async () => {
        await refresh();
        draft.discard();
        noticeDone(
          t(($) => $.office.saved),
          () => restore.mutate(saved),
        );
      },
    }),
  );
  return (
    <Section
      title={t(($) => $.printing.paper.title)}
      hint={t(($) => $.printing.paper.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate(value)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <Textarea
          size="md"
          label={t(($) => $.printing.paper.header)}
          autosize
          minRows={2}
          maxLength={400}
          value={value.header}
          onChange={(event) => change({ header: event.currentTarget.value })}
        />
        <Textarea
          size="md"
          label={t(($) => $.printing.paper.footer)}
          autosize
          minRows={2}
          maxLength={400}
          value={value.footer}
          onChange={(event) => change({ footer: event.currentTarget.value })}
        />
        <Radio.Group
          label={t(($) => $.printing.paper.receiptAt)}
          value={value.receiptAt}
          onChange={(chosen) => {
            const receiptAt = receiptMoments.find((moment) => moment === chosen);
            if (receiptAt) change({ receiptAt });
          }}
        >
          {receiptMoments.map((moment) => (
            <Radio key={moment} size="md" value={moment} label={t(($) => $.printing.paper.moments[moment])} />
          ))}
        </Radio.Group>
      </Stack>
    </Section>
  );
}
