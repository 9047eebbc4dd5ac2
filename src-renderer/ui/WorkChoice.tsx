import { Checkbox, Stack, Text } from '@mantine/core';
import { IconPlug, IconToolsKitchen2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Line, lines } from '#shared/enterprises/switches.ts';

const icons = { landing_ordering: IconToolsKitchen2, bench: IconPlug } as const satisfies Record<Line, unknown>;

interface WorkChoiceProps {
  readonly value: readonly Line[];
  readonly error?: string | undefined;
  readonly onChange: (value: readonly Line[]) => void;
}

/** What an enterprise does, one line of work or several: the console shows the rooms for it. */
export function WorkChoice({ value, error, onChange }: WorkChoiceProps) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group
      label={t(($) => $.office.work.question)}
      error={error}
      value={[...value]}
      onChange={(chosen) => onChange(lines.filter((line) => chosen.includes(line)))}
    >
      <Stack gap="xs" mt="xs">
        {lines.map((line) => {
          const Icon = icons[line];
          return (
            <Checkbox.Card key={line} value={line} className="choice-card">
              <Checkbox.Indicator size="md" />
              <div>
                <Text fw={600} size="md">
                  {t(($) => $.office.work[line].title)}
                </Text>
                <Text className="hint">{t(($) => $.office.work[line].detail)}</Text>
              </div>
              <Icon size={24} stroke={1.5} aria-hidden />
            </Checkbox.Card>
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
