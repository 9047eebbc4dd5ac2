import { Autocomplete, Divider, NumberInput, SimpleGrid, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconQrcode, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../ui/CopyField.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { maxNameLength } from './names.ts';
import { type FloorTable, useRefreshTables } from './useTables.ts';

interface TableSheetProps {
  readonly table: FloorTable;
  readonly areas: readonly string[];
  /** What its codes say: on the Wi-Fi, and over the internet where the house takes such orders. */
  readonly link: { readonly url: string; readonly remoteUrl: string | null } | undefined;
  readonly onClose: () => void;
}

/** One table: its sticker, its name, its place. */
export function TableSheet({ table, areas, link, onClose }: TableSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const refresh = useRefreshTables();
  const [name, setName] = useState(table.name);
  const [area, setArea] = useState(table.area);
  const [seats, setSeats] = useState(table.seats);
  const { id } = table;
  const restore = useMutation(trpc.ordering.tables.save.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const save = useMutation(
    trpc.ordering.tables.save.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(
          t(($) => $.tables.saved, { name: name.trim() }),
          () => restore.mutate({ id, name: table.name, area: table.area, seats: table.seats }),
        );
      },
    }),
  );
  const renew = useMutation(
    trpc.ordering.tables.renewSticker.mutationOptions({
      onSuccess: async () => {
        await refresh();
        noticeDone(t(($) => $.tables.sticker.renewed, { name: table.name }));
      },
    }),
  );
  const remove = useMutation(
    trpc.ordering.tables.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.tables.removed, { name: table.name }));
      },
    }),
  );
  const failed = save.error ?? renew.error ?? remove.error;
  const changed = name.trim() !== table.name || area.trim() !== table.area || seats !== table.seats;
  const mayUpdate = may('table', 'update');
  return (
    <Sheet
      opened
      title={t(($) => $.tables.table, { name: table.name })}
      onClose={onClose}
      submitting={save.isPending}
      disabled={!changed || name.trim() === ''}
      failure={failed ? describeError(failed) : undefined}
      {...(mayUpdate ? { onSubmit: () => save.mutate({ id, name: name.trim(), area: area.trim(), seats }) } : {})}
    >
      <Stack gap="lg">
        <div className="sticker">
          <div className="sticker-code qr-frame">
            {link ? (
              <QrCode text={link.url} quality="Q" label={t(($) => $.tables.sticker.codeOf, { name: table.name })} />
            ) : (
              <Skeleton height={170} />
            )}
          </div>
          <Stack gap="sm">
            <Text className="hint">{t(($) => $.tables.sticker.hint)}</Text>
            {link && <CopyField label={t(($) => $.tables.sticker.link)} value={link.url} />}
          </Stack>
        </div>
        {link?.remoteUrl && (
          <div className="sticker">
            <div className="sticker-code qr-frame">
              <QrCode
                text={link.remoteUrl}
                quality="Q"
                label={t(($) => $.tables.sticker.remoteCodeOf, { name: table.name })}
              />
            </div>
            <Stack gap="sm">
              <Text className="hint">{t(($) => $.tables.sticker.remoteHint)}</Text>
              <CopyField label={t(($) => $.tables.sticker.remoteLink)} value={link.remoteUrl} />
            </Stack>
          </div>
        )}
        {mayUpdate && (
          <Stack gap="sm">
            <TextInput
              size="md"
              label={t(($) => $.tables.name)}
              maxLength={maxNameLength}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <Autocomplete
                size="md"
                label={t(($) => $.tables.area)}
                maxLength={30}
                value={area}
                onChange={setArea}
                data={[...areas]}
              />
              <NumberInput
                size="md"
                label={t(($) => $.tables.seats)}
                min={1}
                max={99}
                clampBehavior="strict"
                allowDecimal={false}
                value={seats}
                onChange={(typed) => typeof typed === 'number' && setSeats(typed)}
              />
            </SimpleGrid>
          </Stack>
        )}
        <Divider />
        <Stack gap="sm" align="start">
          {mayUpdate && (
            <TwoStepButton
              label={t(($) => $.tables.sticker.renew)}
              icon={<IconQrcode size={18} />}
              explanation={t(($) => $.tables.sticker.renewExplained)}
              confirm={t(($) => $.tables.sticker.renewConfirm)}
              pending={renew.isPending}
              onConfirm={() => renew.mutate({ tableId: id })}
              key={link?.url}
            />
          )}
          {may('table', 'delete') && (
            <TwoStepButton
              label={t(($) => $.tables.remove)}
              icon={<IconTrash size={18} />}
              explanation={t(($) => $.tables.removeExplained)}
              confirm={t(($) => $.tables.removeConfirm, { name: table.name })}
              pending={remove.isPending}
              onConfirm={() => remove.mutate({ tableId: id })}
            />
          )}
        </Stack>
      </Stack>
    </Sheet>
  );
}
