import { Alert, Box, Button, Modal, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PinPad } from '../../../ui/PinPad.tsx';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import { problemOf, useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { type Approval, useApproval } from './approval.ts';
import './approval.css';

/** Asks for a second person when something is beyond the limit of who works here: who, and their PIN. */
export function ApprovalSheet() {
  const { t } = useTranslation();
  const asking = useApproval((state) => state.asking);
  const title = t(($) => $.bill.approval.title);
  return (
    <Modal
      opened={asking !== null}
      onClose={() => asking?.decline()}
      withCloseButton={false}
      padding={0}
      centered
      size={440}
      zIndex={400}
      attributes={{ content: { 'aria-label': title } }}
    >
      <SheetHead title={title} onClose={() => asking?.decline()} />
      {asking && <SecondPerson what={asking.what} approve={asking.approve} />}
    </Modal>
  );
}

function SecondPerson({ what, approve }: { what: string; approve: (approval: Approval) => Promise<void> }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const approvers = useQuery(trpc.ordering.payments.approvers.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [pin, setPin] = useState('');
  const attempt = useMutation({ mutationFn: approve, onError: () => setPin('') });
  const people = approvers.data ?? [];
  const person = people.find(({ id }) => id === chosen) ?? (people.length === 1 ? people[0] : undefined);
  const failure = attempt.isError
    ? problemOf(attempt.error)
      ? describeError(attempt.error)
      : t(($) => $.bill.approval.unanswered)
    : undefined;
  return (
    <Box p="md">
      <Stack gap="md">
        <Text fz={20} fw={650} lh={1.25}>
          {what}
        </Text>
        {approvers.isError && <Alert color="trouble">{describeError(approvers.error)}</Alert>}
        {approvers.isSuccess && people.length === 0 && <Text size="md">{t(($) => $.bill.approval.none)}</Text>}
        <fieldset className="approvers" aria-label={t(($) => $.bill.approval.who)}>
          {people.map(({ id, displayName }) => (
            <Button
              key={id}
              h={52}
              fz={17}
              variant={id === person?.id ? 'light' : 'default'}
              aria-pressed={id === person?.id}
              leftSection={<IconUserCheck size={20} aria-hidden />}
              onClick={() => {
                attempt.reset();
                setPin('');
                setChosen(id);
              }}
            >
              {displayName}
            </Button>
          ))}
        </fieldset>
        {person ? (
          <PinPad
            key={person.id}
            label={t(($) => $.bill.approval.pin, { name: person.displayName })}
            pin={pin}
            onPin={setPin}
            onSubmit={() => attempt.mutate({ userId: person.id, pin })}
            submitLabel={t(($) => $.bill.approval.approve)}
            submitting={attempt.isPending}
            failure={failure}
          />
        ) : (
          people.length > 0 && <Text size="md">{t(($) => $.bill.approval.who)}</Text>
        )}
      </Stack>
    </Box>
  );
}
