import { Autocomplete, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../ui/Sheet.tsx';
import { client } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { NamesField, NamesPreview } from './NamesField.tsx';
import { readTableNames } from './names.ts';
import { type FloorTable, useRefreshTables } from './useTables.ts';

interface NewTables {
  readonly names: readonly string[];
  readonly area: string;
  readonly seats: number;
}

/** Adds one table or a whole range of them. */
export function AddTablesSheet({ tables, onClose }: { tables: readonly FloorTable[]; onClose: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefreshTables();
  const areas = [...new Set(tables.map((table) => table.area))].filter((area) => area !== '');
  const [text, setText] = useState('');
  const [area, setArea] = useState(tables.at(-1)?.area ?? '');
  const [seats, setSeats] = useState(4);
  const read = readTableNames(text, new Set(tables.map((table) => table.name)));
  const add = useMutation({
    // One after the other, so that they stand in the order they were named.
    mutationFn: async (wanted: NewTables) => {
      for (const [index, name] of wanted.names.entries()) {
        try {
          await client.ordering.tables.save.mutate({
            name,
            area: wanted.area.trim(),
            seats: wanted.seats,
            position: tables.length + index,
          });
        } catch (error) {
          // What was added stays; what was not is left in the field.
          setText(wanted.names.slice(index).join(', '));
          throw error;
        }
      }
    },
    onSettled: refresh,
    onSuccess: (_, wanted) => {
      onClose();
      noticeDone(t(($) => $.tables.added, { count: wanted.names.length }));
    },
  });
  const ready = read.names.length > 0 && read.problem === null;
  return (
    <Sheet
      opened
      title={t(($) => $.tables.add)}
      onClose={onClose}
      onSubmit={() => ready && add.mutate({ names: read.names, area, seats })}
      submitLabel={
        read.names.length > 0 ? t(($) => $.tables.addCount, { count: read.names.length }) : t(($) => $.tables.add)
      }
      submitting={add.isPending}
      disabled={!ready}
      failure={add.isError ? describeError(add.error) : undefined}
    >
      <Stack gap="md">
        <NamesField label={t(($) => $.tables.names.label)} value={text} read={read} onChange={setText} autoFocus />
        <NamesPreview names={read.names} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <Autocomplete
            size="md"
            label={t(($) => $.tables.area)}
            placeholder={t(($) => $.tables.areaExample)}
            maxLength={30}
            value={area}
            onChange={setArea}
            data={areas}
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
    </Sheet>
  );
}
