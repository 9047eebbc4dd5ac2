import { Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { collectionInputs } from '#shared/bench/collection-inputs.ts';
import { SecretInput } from '../../../ui/SecretInput.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { describeError, noticeDone } from '../../notices.tsx';

/** A person takes the credential that the MTMS's operator announced, and protects it with a passphrase of their own. */
export function EnrolApproverSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [code, setCode] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const enrol = useMutation(
    trpc.bench.enrolApprover.mutationOptions({
      onSuccess: ({ name }) => {
        noticeDone(t(($) => $.keyRecord.approvers.added, { name }));
        onClose();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.bench.approvers.queryKey() }),
    }),
  );
  const input = { code: code.trim(), passphrase };
  const fits = collectionInputs.enrolApprover.safeParse(input).success && passphrase === again;
  return (
    <Sheet
      title={t(($) => $.keyRecord.approvers.add)}
      opened
      onClose={onClose}
      onSubmit={() => fits && enrol.mutate(input)}
      submitLabel={t(($) => $.keyRecord.approvers.add)}
      submitting={enrol.isPending}
      disabled={!fits}
      failure={enrol.isError ? describeError(enrol.error) : undefined}
    >
      <Stack gap="lg">
        <TextInput
          size="lg"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          label={t(($) => $.keyRecord.approvers.code)}
          description={t(($) => $.keyRecord.approvers.codeHint)}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <SecretInput
          size="lg"
          autoComplete="new-password"
          label={t(($) => $.keyRecord.approvers.passphrase)}
          description={t(($) => $.keyRecord.approvers.passphraseHint)}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <SecretInput
          size="lg"
          autoComplete="new-password"
          label={t(($) => $.keyRecord.approvers.again)}
          value={again}
          error={again !== '' && !passphrase.startsWith(again) && t(($) => $.keyRecord.approvers.different)}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
      </Stack>
    </Sheet>
  );
}
