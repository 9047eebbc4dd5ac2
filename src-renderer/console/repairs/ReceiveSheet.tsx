import { SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSerial } from '#shared/repairs/inputs.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { describeError } from '../notices.tsx';
import { type Ticket, useReceive, useTicketsOf } from './useRepairs.ts';

interface ReceiveSheetProps {
  /** Known already, such as from the terminal on the bench. */
  readonly known?: { readonly serial: string; readonly model: string };
  readonly onClose: () => void;
  readonly onReceived: (ticket: Ticket) => void;
}

/** Takes a terminal in. A scanner's Enter goes to the next field instead of sending the sheet. */
export function ReceiveSheet({ known, onClose, onReceived }: ReceiveSheetProps) {
  const { t } = useTranslation();
  // The same ticket, however often it is sent.
  const [id] = useState(() => crypto.randomUUID());
  const [ticket, setTicket] = useState({
    serial: known?.serial ?? '',
    model: known?.model ?? '',
    customer: '',
    contact: '',
    fault: '',
  });
  const [tried, setTried] = useState(false);
  const receive = useReceive(onReceived);
  const change = (part: Partial<typeof ticket>) => setTicket({ ...ticket, ...part });
  const serial = ticket.serial.trim();
  const earlier = useTicketsOf(isSerial(serial) ? serial : '').data ?? [];
  const submit = () => {
    setTried(true);
    if (isSerial(serial) && ticket.fault.trim() !== '') receive.mutate({ id, ...ticket, serial });
  };
  return (
    <Sheet
      title={t(($) => $.repairs.receive.title)}
      opened
      onClose={onClose}
      onSubmit={submit}
      submitLabel={t(($) => $.repairs.receive.submit)}
      submitting={receive.isPending}
      failure={receive.isError ? describeError(receive.error) : undefined}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          data-autofocus={known === undefined || undefined}
          label={t(($) => $.repairs.fields.serial)}
          description={t(($) => $.repairs.receive.serialHint)}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          value={ticket.serial}
          error={tried && !isSerial(serial) && t(($) => $.repairs.receive.serialWrong)}
          onChange={(event) => change({ serial: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            const fields = event.currentTarget.form?.querySelectorAll<HTMLElement>('input, textarea');
            fields?.[1]?.focus();
          }}
        />
        {earlier.length > 0 && (
          <Text className="hint" role="status">
            {t(($) => $.repairs.receive.earlier, { count: earlier.length, fault: earlier[0]?.fault ?? '' })}
          </Text>
        )}
        <TextInput
          size="md"
          label={t(($) => $.repairs.fields.model)}
          maxLength={64}
          value={ticket.model}
          onChange={(event) => change({ model: event.currentTarget.value })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <TextInput
            size="md"
            label={t(($) => $.repairs.fields.customer)}
            maxLength={120}
            value={ticket.customer}
            onChange={(event) => change({ customer: event.currentTarget.value })}
          />
          <TextInput
            size="md"
            label={t(($) => $.repairs.fields.contact)}
            maxLength={120}
            value={ticket.contact}
            onChange={(event) => change({ contact: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Textarea
          size="md"
          autosize
          minRows={3}
          data-autofocus={known === undefined ? undefined : true}
          label={t(($) => $.repairs.fields.fault)}
          maxLength={2_000}
          value={ticket.fault}
          error={tried && ticket.fault.trim() === '' && t(($) => $.repairs.receive.faultMissing)}
          onChange={(event) => change({ fault: event.currentTarget.value })}
        />
      </Stack>
    </Sheet>
  );
}
