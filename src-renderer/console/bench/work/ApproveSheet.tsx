import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconArrowNarrowDown, IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApproverView, BenchOperation } from '#shared/bench/collection.ts';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { SecretInput } from '../../../ui/SecretInput.tsx';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { describeError, noticeDone } from '../../notices.tsx';

/** The second person: chooses their own name and types their own passphrase. Nothing of it stays on the screen. */
export function ApproveSheet({ operation, onClose }: { operation: BenchOperation; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const approvers = useQuery(trpc.bench.approvers.queryOptions());
  const [chosen, setChosen] = useState<ApproverView | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const approve = useMutation(
    trpc.bench.approve.mutationOptions({
      // Neither the field nor the cache of what was asked keeps it.
      gcTime: 0,
      onSettled: () => setPassphrase(''),
      onSuccess: () => {
        noticeDone(t(($) => $.collect.approve.done, { name: chosen?.name ?? '' }));
        onClose();
      },
    }),
  );
  const people = approvers.data ?? [];
  const isOwn = (person: ApproverView) => person.name === operation.confirmedBy;
  const submit = () => {
    if (chosen && passphrase !== '') approve.mutate({ opId: operation.opId, approver: chosen.id, passphrase });
  };
  return (
    <Sheet
      title={t(($) => $.collect.approve.title)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={
        chosen ? t(($) => $.collect.approve.submit, { name: chosen.name }) : t(($) => $.collect.card.approveButton)
      }
      submitting={approve.isPending}
      disabled={!chosen || passphrase === ''}
      failure={approve.isError ? describeError(approve.error) : undefined}
    >
      <Stack gap="lg">
        <div className="bench-change">
          <p className="bench-customer-label">{t(($) => $.collect.approve.terminal, { serial: operation.serial })}</p>
          <p className="bench-change-from">{operation.changesFrom?.customerName}</p>
          <IconArrowNarrowDown size={40} aria-hidden />
          <p className="bench-change-to">{operation.customerName}</p>
          <p className="bench-customer-code">{operation.customerCode}</p>
        </div>
        {operation.confirmedBy && (
          <Text size="md">{t(($) => $.collect.approve.asked, { name: operation.confirmedBy })}</Text>
        )}
        {approvers.isPending && <ListSkeleton rows={2} height={64} />}
        {approvers.isError && <Alert color="trouble">{describeError(approvers.error)}</Alert>}
        {approvers.isSuccess && people.length === 0 && <Text size="md">{t(($) => $.collect.approve.none)}</Text>}
        {people.length > 0 && (
          <fieldset className="bench-approvers">
            <legend>{t(($) => $.collect.approve.who)}</legend>
            {people.map((person) => (
              <Button
                key={person.id}
                h={64}
                fz={18}
                variant={person.id === chosen?.id ? 'light' : 'default'}
                aria-pressed={person.id === chosen?.id}
                aria-disabled={isOwn(person)}
                leftSection={<IconUserCheck size={22} aria-hidden />}
                onClick={() => {
                  if (isOwn(person)) return;
                  setChosen(person);
                  setPassphrase('');
                  approve.reset();
                }}
              >
                {person.name}
              </Button>
            ))}
          </fieldset>
        )}
        {people.filter(isOwn).map((person) => (
          <Text key={person.id} size="md" c="dimmed">
            {t(($) => $.collect.approve.samePerson, { name: person.name })}
          </Text>
        ))}
        {chosen && (
          <SecretInput
            key={chosen.id}
            size="lg"
            autoFocus
            autoComplete="off"
            label={t(($) => $.collect.approve.passphrase, { name: chosen.name })}
            description={t(($) => $.collect.approve.passphraseHint, { name: chosen.name })}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        )}
      </Stack>
    </Sheet>
  );
}
