import { Radio, Stack, Text } from '@mantine/core';
import { IconBell, IconQrcode } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const choices = ['staff', 'scan'] as const;
const icons = { staff: IconBell, scan: IconQrcode } as const;

interface OpeningChoiceProps {
  readonly value: 'staff' | 'scan';
  readonly onChange: (value: 'staff' | 'scan') => void;
}

/** Who opens a table, each way with what it means for guests and staff. */
export function OpeningChoice({ value, onChange }: OpeningChoiceProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t(($) => $.office.opening.question)}
      value={value}
      onChange={(choice) => onChange(choice === 'scan' ? 'scan' : 'staff')}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((choice) => {
          const Icon = icons[choice];
          return (
            <Radio.Card key={choice} value={choice} className="choice-card">
              <Radio.Indicator size="md" />
              <div>
                <Text fw={600} size="md">
                  {t(($) => $.office.opening[choice].title)}
                </Text>
                <Text className="hint">{t(($) => $.office.opening[choice].detail)}</Text>
              </div>
              <Icon size={24} stroke={1.5} aria-hidden />
            </Radio.Card>
          );
        })}
      </Stack>
    </Radio.Group>
  );
}
