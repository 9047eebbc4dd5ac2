import { Alert, Box, Button, Modal, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import { useTRPC } from '../../api.ts';
import { PinPad } from '../../identity/PinPad.tsx';
import { describeError } from '../../notices.tsx';
import { type Approval, useApproval } from './approval.ts';
import './approval.css';

/** Asks for a second person when something is beyond the limit of who works here: who, and their PIN. */
export function ApprovalSheet() {
  const { t } = useTranslation();
  const asking = useApproval((state) => state.asking);
  const title = t(($) => $.bill.approval.title);
  // After this key press is over: the sheet below would take the same Escape for its own.
  const decline = () => setTimeout(() => asking?.decline());
  return (
    <Modal
      opened={asking !== null}
      onClose={decline}
      withCloseButton={false}
      padding={0}
      centered
      size={440}
      zIndex={400}
      attributes={{ content: { 'aria-label': title } }}
    >
      <SheetHead title={title} onClose={decline} />
      {asking && <SecondPerson what={asking.what} approve={asking.approve} />}
    </Modal>
  );
}

function SecondPerson({ what, approve }: { what: string; approve: (approval: Approval) => Promise<void> }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const approvers = useQuery(trpc.ordering.payments.approvers.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const people = approvers.data ?? [];
  const person = people.find(({ id }) => id === chosen) ?? (people.length === 1 ? people[0] : undefined);
  return (
    <Box p="md">
      <Stack gap="md">
        <Text fz={20} fw={650} lh={1.25}>
          {what}
        </Text>
        {approvers.isError && <Alert color="trouble">{describeError(approvers.error)}</Alert>}
        {approvers.isSuccess && people.length === 0 && <Text size="md">{t(($) => $.bill.approval.none)}</Text>}
        {people.length > 0 && !person && <Text size="md">{t(($) => $.bill.approval.who)}</Text>}
        <fieldset className="approvers" aria-label={t(($) => $.bill.approval.who)}>
          {people.map(({ id, displayName }) => (
            <Button
              key={id}
              h={52}
              fz={17}
              px={10}
              variant={id === person?.id ? 'light' : 'default'}
              aria-pressed={id === person?.id}
              leftSection={<IconUserCheck size={20} aria-hidden />}
              onClick={() => setChosen(id)}
            >
              {displayName}
            </Button>
          ))}
        </fieldset>
        {person && (
          <PinPad key={person.id} name={person.displayName} onPin={(pin) => approve({ userId: person.id, pin })} />
        )}
      </Stack>
    </Box>
  );
}
