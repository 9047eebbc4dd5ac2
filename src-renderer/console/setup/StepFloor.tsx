import { ActionIcon, Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OpeningChoice } from '../../ui/OpeningChoice.tsx';
import { PercentField } from '../../ui/PercentField.tsx';
import { TaxModeChoice, TaxSentence } from '../settings/TaxChoice.tsx';
import { NamesField } from '../tables/NamesField.tsx';
import type { TableNames } from '../tables/names.ts';
import { type AreaDraft, readAreas, useSetUp } from './draft.ts';
import { useResolved } from './useResolved.ts';

const quickNames = ['1-6', '1-12', 'A1-A6'] as const;

function changeArea(key: string, part: Partial<AreaDraft>): void {
  useSetUp.setState(({ areas }) => ({ areas: areas.map((area) => (area.key === key ? { ...area, ...part } : area)) }));
}

/** How guests order: who opens tables, which tables there are, how prices are taxed. */
export function StepFloor() {
  const { t } = useTranslation();
  const { opening, areas, taxMode, taxPpm } = useSetUp();
  const { currency } = useResolved();
  const read = readAreas(areas);
  return (
    <Stack gap="xl">
      <OpeningChoice value={opening} onChange={(choice) => useSetUp.setState({ opening: choice })} />
      <Stack gap="sm">
        <Text fw={600} size="md">
          {t(($) => $.tables.title)}
        </Text>
        {areas.map((area, index) => (
          <AreaFields
            key={area.key}
            area={area}
            index={index}
            read={read[index] ?? { names: [], problem: null }}
            alone={areas.length === 1}
          />
        ))}
        <Button
          variant="default"
          size="md"
          leftSection={<IconPlus size={18} />}
          style={{ alignSelf: 'start' }}
          onClick={() =>
            useSetUp.setState({ areas: [...areas, { key: crypto.randomUUID(), area: '', names: '', seats: 4 }] })
          }
        >
          {t(($) => $.setup.floor.addArea)}
        </Button>
      </Stack>
      <Stack gap="sm">
        <Text fw={600} size="md">
          {t(($) => $.settings.tax.title)}
        </Text>
        <TaxModeChoice value={taxMode} onChange={(mode) => useSetUp.setState({ taxMode: mode })} />
        <div style={{ maxWidth: 200 }}>
          <PercentField
            label={t(($) => $.setup.floor.rate)}
            value={taxPpm}
            onChange={(ppm) => useSetUp.setState({ taxPpm: ppm })}
          />
        </div>
        {!Number.isNaN(taxPpm) && <TaxSentence taxMode={taxMode} ppm={taxPpm} currency={currency} />}
        <Text className="hint">{t(($) => $.setup.floor.rateHint)}</Text>
      </Stack>
    </Stack>
  );
}

interface AreaFieldsProps {
  readonly area: AreaDraft;
  readonly index: number;
  readonly read: TableNames;
  readonly alone: boolean;
}

function AreaFields({ area, index, read, alone }: AreaFieldsProps) {
  const { t } = useTranslation();
  const title = area.area || t(($) => $.setup.floor.area, { number: index + 1 });
  return (
    <Stack gap="sm" className="sheet-record" role="group" aria-label={title}>
      <NamesField
        label={t(($) => $.tables.names.label)}
        value={area.names}
        read={read}
        onChange={(names) => changeArea(area.key, { names })}
      />
      <Group gap={6}>
        {quickNames.map((names) => (
          <Button key={names} variant="default" size="sm" onClick={() => changeArea(area.key, { names })}>
            {names.replace('-', '–')}
          </Button>
        ))}
        <Text className="hint" aria-live="polite" ml="xs">
          {t(($) => $.tables.names.count, { count: read.names.length })}
        </Text>
      </Group>
      <Group gap="sm" align="end" wrap="nowrap">
        <SimpleGrid cols={2} spacing="sm" flex={1}>
          <TextInput
            size="md"
            label={t(($) => $.tables.area)}
            placeholder={t(($) => $.tables.areaExample)}
            maxLength={30}
            value={area.area}
            onChange={(event) => changeArea(area.key, { area: event.currentTarget.value })}
          />
          <NumberInput
            size="md"
            label={t(($) => $.tables.seats)}
            min={1}
            max={99}
            clampBehavior="strict"
            allowDecimal={false}
            value={area.seats}
            onChange={(seats) => typeof seats === 'number' && changeArea(area.key, { seats })}
          />
        </SimpleGrid>
        {!alone && (
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.office.removeNamed, { name: title })}
            onClick={() => useSetUp.setState(({ areas }) => ({ areas: areas.filter(({ key }) => key !== area.key) }))}
          >
            <IconTrash size={18} />
          </ActionIcon>
        )}
      </Group>
    </Stack>
  );
}
