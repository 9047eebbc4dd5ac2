import { Button, Checkbox, Popover, Stack, Text } from '@mantine/core';
import { IconToolsKitchen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useKnownStations } from './useStations.ts';

interface StationPickerProps {
  readonly stations: readonly string[];
  readonly onChoose: (stations: readonly string[]) => void;
}

/** Which stations this screen is for: one, several, or all of them, where dishes are handed out. */
export function StationPicker({ stations, onChoose }: StationPickerProps) {
  const { t } = useTranslation();
  const known = useKnownStations(stations);
  const all = t(($) => $.kitchen.allStations);
  const label = stations.length === 0 ? all : stations.join(t(($) => $.common.listSeparator));
  const toggle = (station: string) =>
    onChoose(
      stations.includes(station) ? stations.filter((other) => other !== station) : [...stations, station].sort(),
    );
  return (
    <Popover position="bottom-start" width={280} shadow="md" trapFocus>
      <Popover.Target>
        <Button
          className="kitchen-tool"
          variant={stations.length === 0 ? 'default' : 'light'}
          h={48}
          fz={16}
          leftSection={<IconToolsKitchen size={22} />}
          aria-label={t(($) => $.kitchen.stationsShown, { stations: label })}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t(($) => $.kitchen.stations)}>
        <Stack gap={0}>
          <Checkbox
            className="touch-check"
            size="md"
            label={all}
            checked={stations.length === 0}
            onChange={() => onChoose([])}
          />
          {known.map((station) => (
            <Checkbox
              key={station}
              className="touch-check"
              size="md"
              label={station}
              checked={stations.includes(station)}
              onChange={() => toggle(station)}
            />
          ))}
          <Text size="sm" c="dimmed" mt="xs">
            {t(($) => $.kitchen.stationsHint)}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
