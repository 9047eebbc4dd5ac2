import { Alert, Autocomplete, Button, NumberInput, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { baudRates } from '#shared/printing/entities.ts';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { connectionOf, type PrinterDraft } from './draft.ts';
import { FindPrinters } from './FindPrinters.tsx';

interface ConnectionFieldsProps {
  readonly draft: PrinterDraft;
  readonly change: (part: Partial<PrinterDraft>) => void;
}

/** Where the printer hangs: found on the network, chosen from the ports, or typed; and whether it answers there. */
export function ConnectionFields({ draft, change }: ConnectionFieldsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="md"
        value={draft.kind}
        onChange={(kind) => change({ kind: kind === 'serial' ? 'serial' : 'tcp' })}
        data={[
          { value: 'tcp', label: t(($) => $.printing.find.network) },
          { value: 'serial', label: t(($) => $.printing.find.serial) },
        ]}
      />
      {draft.kind === 'tcp' ? (
        <>
          <div className="print-address">
            <TextInput
              size="md"
              label={t(($) => $.printing.printer.address)}
              placeholder="192.168.1.50"
              inputMode="decimal"
              value={draft.host}
              onChange={(event) => change({ host: event.currentTarget.value })}
            />
            <NumberInput
              size="md"
              label={t(($) => $.printing.printer.port)}
              min={1}
              max={65_535}
              allowDecimal={false}
              hideControls
              value={draft.port}
              onChange={(port) => typeof port === 'number' && change({ port })}
            />
          </div>
          <FindPrinters onChoose={(found) => change(found)} />
        </>
      ) : (
        <SerialFields draft={draft} change={change} />
      )}
      <Check draft={draft} change={change} />
    </Stack>
  );
}

function SerialFields({ draft, change }: ConnectionFieldsProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const ports = useQuery(trpc.printing.printers.serialPorts.queryOptions(undefined, { staleTime: 0 }));
  const hint =
    ports.data === null
      ? t(($) => $.printing.find.noList)
      : ports.data?.length === 0
        ? t(($) => $.printing.find.noPorts)
        : undefined;
  return (
    <div className="print-address">
      <Autocomplete
        size="md"
        label={t(($) => $.printing.printer.serialPort)}
        placeholder="/dev/ttyUSB0, COM3"
        description={hint}
        data={(ports.data ?? []).map(({ path }) => path)}
        value={draft.path}
        onChange={(path) => change({ path })}
      />
      <Select
        size="md"
        label={t(($) => $.printing.printer.speed)}
        allowDeselect={false}
        data={baudRates.map(String)}
        value={String(draft.baudRate)}
        onChange={(chosen) => {
          const baudRate = baudRates.find((rate) => String(rate) === chosen);
          if (baudRate) change({ baudRate });
        }}
      />
    </div>
  );
}

function Check({ draft, change }: ConnectionFieldsProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const connection = connectionOf(draft);
  const probe = useMutation(
    trpc.printing.printers.probe.mutationOptions({
      onSuccess: ({ reached, reportsStatus }) => {
        if (reached) change({ reportsStatus });
      },
    }),
  );
  const answer = probe.data;
  const good = answer?.reached === true;
  const said = !answer
    ? undefined
    : answer.cause === null
      ? t(($) => $.printing.printer.checkedReady)
      : answer.cause === 'no_status'
        ? t(($) => $.printing.printer.checkedSilent)
        : answer.words && `${answer.words.what}. ${answer.words.help}`;
  return (
    <Stack gap="xs" align="stretch">
      <Button
        variant="default"
        size="md"
        leftSection={<IconPlugConnected size={18} />}
        loading={probe.isPending}
        disabled={!connection}
        onClick={() => connection && probe.mutate({ connection })}
      >
        {t(($) => $.printing.printer.check)}
      </Button>
      {said && (
        <Alert
          role="status"
          p="xs"
          variant="light"
          color={good ? 'ready' : 'trouble'}
          icon={good ? <IconCircleCheck /> : <IconAlertTriangle />}
        >
          {said}
        </Alert>
      )}
      {probe.isError && (
        <Alert role="alert" p="xs" variant="light" color="trouble" icon={<IconAlertTriangle />}>
          {describeError(probe.error)}
        </Alert>
      )}
    </Stack>
  );
}
