import {
  Checkbox,
  Divider,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languages } from '#shared/languages.ts';
import { codePages, drawerPins } from '#shared/printing/entities.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useMay } from '../session.ts';
import { ConnectionFields } from './ConnectionFields.tsx';
import { draftOf, newDraft, type PrinterDraft, settingsOf } from './draft.ts';
import { type ListedPrinter, useRefreshPrinting } from './usePrinting.ts';

interface PrinterSheetProps {
  /** Absent for a new one. */
  readonly printer?: ListedPrinter | undefined;
  readonly printers: readonly ListedPrinter[];
  readonly stations: readonly string[];
  readonly onClose: () => void;
}

/** Sets a printer up. */
export function PrinterSheet({ printer, printers, stations, onClose }: PrinterSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshPrinting();
  const may = useMay();
  const [draft, setDraft] = useState<PrinterDraft>(() =>
    printer ? draftOf(printer) : newDraft(currentLanguage(), stations, printers.length === 0),
  );
  const change = (part: Partial<PrinterDraft>) => setDraft((now) => ({ ...now, ...part }));
  const settings = settingsOf(draft);
  const save = useMutation(
    trpc.printing.printers.save.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.printing.printer.saved, { name: draft.name.trim() }));
      },
    }),
  );
  const remove = useMutation(
    trpc.printing.printers.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.printing.printer.removed, { name: printer?.name ?? '' }));
      },
    }),
  );
  const failed = save.error ?? remove.error;
  const id = printer?.id;
  return (
    <Sheet
      opened
      title={printer?.name ?? t(($) => $.printing.printer.titleNew)}
      onClose={onClose}
      submitting={save.isPending}
      disabled={!settings}
      failure={failed ? describeError(failed) : undefined}
      onSubmit={() => settings && save.mutate({ ...settings, ...(id === undefined ? {} : { id }) })}
    >
      <Stack gap="lg">
        <TextInput
          size="md"
          label={t(($) => $.printing.printer.name)}
          placeholder={t(($) => $.printing.printer.nameExample)}
          maxLength={40}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          data-autofocus
        />
        <ConnectionFields draft={draft} change={change} />
        <Divider />
        <Purpose draft={draft} change={change} stations={stations} />
        <Divider />
        <PaperFields draft={draft} change={change} others={printers.filter((other) => other.id !== id)} />
        {printer && id !== undefined && may('printer', 'delete') && (
          <TwoStepButton
            label={t(($) => $.printing.printer.remove)}
            icon={<IconTrash size={18} />}
            explanation={t(($) => $.printing.printer.removeExplained)}
            confirm={t(($) => $.printing.printer.removeConfirm, { name: printer.name })}
            pending={remove.isPending}
            onConfirm={() => remove.mutate({ printerId: id })}
          />
        )}
      </Stack>
    </Sheet>
  );
}

interface FieldsProps {
  readonly draft: PrinterDraft;
  readonly change: (part: Partial<PrinterDraft>) => void;
}

/** What it prints. */
function Purpose({ draft, change, stations }: FieldsProps & { stations: readonly string[] }) {
  const { t } = useTranslation();
  // A station that no dish has any more stays visible until somebody takes it away.
  const all = [...new Set([...stations, ...draft.stations])];
  return (
    <Stack gap="sm">
      <Checkbox.Group
        label={t(($) => $.printing.printer.stations)}
        value={[...draft.stations]}
        onChange={(chosen) => change({ stations: chosen })}
      >
        <Group gap="lg">
          {all.map((station) => (
            <Checkbox key={station} size="md" value={station} label={station} />
          ))}
        </Group>
      </Checkbox.Group>
      {all.length === 0 && <Text className="hint">{t(($) => $.printing.printer.noStations)}</Text>}
      <Switch
        size="md"
        label={t(($) => $.printing.printer.receipts)}
        checked={draft.receipts}
        onChange={(event) => change({ receipts: event.currentTarget.checked })}
      />
      <Switch
        size="md"
        label={t(($) => $.printing.printer.enabled)}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </Stack>
  );
}

/** How it prints. */
function PaperFields({ draft, change, others }: FieldsProps & { others: readonly ListedPrinter[] }) {
  const { t } = useTranslation();
  const letters = (codePage: (typeof codePages)[number]) =>
    codePage === 'raster' || codePage === 'ascii'
      ? t(($) => $.printing.printer.codePages[codePage])
      : t(($) => $.printing.printer.codePages.other, { name: codePage });
  const languageNames = { 'zh-CN': '中文', en: 'English' } as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        size="md"
        label={t(($) => $.printing.printer.paper)}
        allowDeselect={false}
        data={['58', '80'].map((width) => ({ value: width, label: t(($) => $.printing.printer.mm, { width }) }))}
        value={String(draft.paper)}
        onChange={(chosen) => change({ paper: chosen === '58' ? 58 : 80 })}
      />
      <NumberInput
        size="md"
        label={t(($) => $.printing.printer.copies)}
        min={1}
        max={5}
        clampBehavior="strict"
        allowDecimal={false}
        value={draft.copies}
        onChange={(copies) => typeof copies === 'number' && change({ copies })}
      />
      <Select
        size="md"
        label={t(($) => $.printing.printer.language)}
        allowDeselect={false}
        data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
        value={draft.language}
        onChange={(chosen) => change({ language: languages.find((each) => each === chosen) ?? draft.language })}
      />
      <Select
        size="md"
        label={t(($) => $.printing.printer.drawer)}
        description={t(($) => $.printing.printer.drawerHint)}
        inputWrapperOrder={['label', 'input', 'description']}
        allowDeselect={false}
        data={drawerPins.map((pin) => ({ value: pin, label: t(($) => $.printing.printer.drawers[pin]) }))}
        value={draft.drawer}
        onChange={(chosen) => change({ drawer: drawerPins.find((each) => each === chosen) ?? 'none' })}
      />
      <Select
        size="md"
        label={t(($) => $.printing.printer.codePage)}
        description={t(($) => $.printing.printer.codePageHint)}
        inputWrapperOrder={['label', 'input', 'description']}
        allowDeselect={false}
        data={codePages.map((codePage) => ({ value: codePage, label: letters(codePage) }))}
        value={draft.codePage}
        onChange={(chosen) => change({ codePage: codePages.find((each) => each === chosen) ?? 'raster' })}
      />
      <Select
        size="md"
        label={t(($) => $.printing.printer.fallback)}
        description={t(($) => $.printing.printer.fallbackHint)}
        inputWrapperOrder={['label', 'input', 'description']}
        allowDeselect={false}
        data={[
          { value: '', label: t(($) => $.printing.printer.noFallback) },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={draft.fallbackId ?? ''}
        onChange={(chosen) => change({ fallbackId: chosen || null })}
      />
      <Switch
        size="md"
        label={t(($) => $.printing.printer.reportsStatus)}
        description={t(($) => $.printing.printer.reportsStatusHint)}
        checked={draft.reportsStatus}
        onChange={(event) => change({ reportsStatus: event.currentTarget.checked })}
      />
      <Switch
        size="md"
        label={t(($) => $.printing.printer.beeper)}
        checked={draft.beeper}
        onChange={(event) => change({ beeper: event.currentTarget.checked })}
      />
    </SimpleGrid>
  );
}
