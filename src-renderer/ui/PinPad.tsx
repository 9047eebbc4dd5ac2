import { Button, SimpleGrid, Stack } from '@mantine/core';
import { IconBackspace, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from './SecretInput.tsx';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const longest = 8;
const shortest = 4;

interface PinPadProps {
  readonly label: string;
  readonly pin: string;
  readonly onPin: (pin: string) => void;
  readonly onSubmit: () => void;
  /** What the tick does, in words. */
  readonly submitLabel: string;
  readonly submitting: boolean;
  readonly failure?: string | undefined;
}

/** A PIN by thumb or keyboard: four to eight digits, Enter or the tick. */
export function PinPad({ label, pin, onPin, onSubmit, submitLabel, submitting, failure }: PinPadProps) {
  const { t } = useTranslation();
  const type = (digit: string) => onPin((pin + digit).slice(0, longest));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (pin.length >= shortest && !submitting) onSubmit();
      }}
    >
      <Stack gap="md">
        <SecretInput
          size="lg"
          data-autofocus
          autoFocus
          label={label}
          value={pin}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => onPin(event.currentTarget.value.replace(/\D/g, '').slice(0, longest))}
          error={failure}
          errorProps={{ role: 'alert' }}
        />
        <SimpleGrid cols={3} spacing="xs">
          {digits.map((digit) => (
            <Button key={digit} variant="default" h={60} fz={24} onClick={() => type(digit)}>
              {digit}
            </Button>
          ))}
          <Button
            variant="default"
            h={60}
            aria-label={t(($) => $.identity.user.delete)}
            onClick={() => onPin(pin.slice(0, -1))}
          >
            <IconBackspace />
          </Button>
          <Button variant="default" h={60} fz={24} onClick={() => type('0')}>
            0
          </Button>
          <Button type="submit" h={60} aria-label={submitLabel} loading={submitting} disabled={pin.length < shortest}>
            <IconCheck />
          </Button>
        </SimpleGrid>
      </Stack>
    </form>
  );
}
