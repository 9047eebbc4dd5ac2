import { Button, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RepairState, repairStates } from '#shared/repairs/entities.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { describeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { usePeopleNames } from '../usePersonName.ts';
import { KeysOfTerminal } from './KeysOfTerminal.tsx';
import { nextState, stateLooks } from './states.ts';
import { type Ticket, useUpdateTicket } from './useRepairs.ts';

/** One repair: how far it is, what was found and done, and what its keys did. */
export function TicketSheet({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useMe();
  const people = usePeopleNames();
  const [draft, setDraft] = useState<Partial<Pick<Ticket, 'customer' | 'contact' | 'fault' | 'work'>>>({});
  const [noFault, setNoFault] = useState(false);
  const save = useUpdateTicket(onClose);
  const act = useUpdateTicket();
  const { id, state } = ticket;
  const value = { ...ticket, ...draft };
  const look = stateLooks[state];
  const next = nextState[state];
  const change = (part: typeof draft) => setDraft({ ...draft, ...part });
  // Whoever begins with a terminal is the one who sees to it.
  const goTo = (to: RepairState) =>
    act.mutate({ id, ...draft, state: to, ...(to === 'working' && !ticket.assignedTo ? { assignedTo: user.id } : {}) });
  const mayWrite = may('repair', 'update');
  const submit = () => {
    const missing = value.fault.trim() === '';
    setNoFault(missing);
    if (!missing) save.mutate({ id, ...draft });
  };
  const failed = save.isError ? save.error : act.isError ? act.error : undefined;
  const assignable = people.some((person) => person.id === ticket.assignedTo)
    ? people
    : [...people, ...(ticket.assignedTo ? [{ id: ticket.assignedTo, name: ticket.assignedTo }] : [])];
  return (
    <Sheet
      title={t(($) => $.repairs.ticket, { number: ticket.number })}
      opened
      onClose={onClose}
      {...(mayWrite ? { onSubmit: submit, submitLabel: t(($) => $.common.save) } : {})}
      submitting={save.isPending}
      failure={failed ? describeError(failed) : undefined}
    >
      <Stack gap="md">
        <div className="repair-head">
          <p className="repair-serial">{ticket.serial}</p>
          <StateChip state={look.state} icon={look.icon}>
            {t(($) => $.repairs.states[state])}
          </StateChip>
        </div>
        <Text className="hint">
          {[
            ticket.model,
            t(($) => $.repairs.receivedAt, { time: formatDateTime(ticket.receivedAt, currentLanguage()) }),
            ...(ticket.closedAt === null
              ? []
              : [t(($) => $.repairs.closedAt, { time: formatDateTime(ticket.closedAt, currentLanguage()) })]),
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </Text>
        {mayWrite && (
          <fieldset className="repair-steps" aria-label={t(($) => $.repairs.step)}>
            {repairStates
              .filter((other) => other !== state)
              .map((other) => (
                <Button
                  key={other}
                  size="md"
                  variant={other === next ? 'filled' : 'default'}
                  loading={act.isPending && act.variables.state === other}
                  onClick={() => goTo(other)}
                >
                  {t(($) => $.repairs.acts[other])}
                </Button>
              ))}
          </fieldset>
        )}
        <Select
          size="md"
          clearable
          searchable
          readOnly={!mayWrite}
          label={t(($) => $.repairs.fields.assignedTo)}
          placeholder={t(($) => $.repairs.nobody)}
          value={ticket.assignedTo}
          data={assignable.map((person) => ({ value: person.id, label: person.name }))}
          onChange={(assignedTo) => act.mutate({ id, assignedTo })}
        />
        <TextInput
          size="md"
          readOnly={!mayWrite}
          label={t(($) => $.repairs.fields.customer)}
          maxLength={120}
          value={value.customer}
          onChange={(event) => change({ customer: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          readOnly={!mayWrite}
          label={t(($) => $.repairs.fields.contact)}
          maxLength={120}
          value={value.contact}
          onChange={(event) => change({ contact: event.currentTarget.value })}
        />
        <Textarea
          size="md"
          autosize
          minRows={2}
          readOnly={!mayWrite}
          label={t(($) => $.repairs.fields.fault)}
          maxLength={2_000}
          value={value.fault}
          error={noFault && t(($) => $.repairs.receive.faultMissing)}
          onChange={(event) => change({ fault: event.currentTarget.value })}
        />
        <Textarea
          size="md"
          autosize
          minRows={4}
          readOnly={!mayWrite}
          label={t(($) => $.repairs.fields.work)}
          maxLength={4_000}
          value={value.work}
          onChange={(event) => change({ work: event.currentTarget.value })}
        />
        {may('terminal_key', 'read') && <KeysOfTerminal serial={ticket.serial} />}
      </Stack>
    </Sheet>
  );
}
