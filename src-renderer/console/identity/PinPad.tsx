import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconArrowLeft, IconBackspace, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { describeError } from '../notices.tsx';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

interface PinPadProps {
  readonly name: string;
  /** Tries a PIN; rejects with the landing's refusal. */
  readonly onPin: (pin: string) => Promise<unknown>;
  /** Absent where there is nobody else to choose. */
  readonly onBack?: () => void;
}

/** A PIN typed on keys large enough for a wet finger, or on a keyboard. */
export function PinPad({ name, onPin, onBack }: PinPadProps) {
  const { t } = useTranslation();
  const [pin, setPin] = useState('');
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const confirm = async () => {
    if (pin.length < 4 || pending) return;
    setPending(true);
    try {
      await onPin(pin);
    } catch (error) {
      setFailure(describeError(error));
      setPin('');
    } finally {
      setPending(false);
    }
  };
  const type = (digit: string) => setPin((typed) => (typed.length < 8 ? typed + digit : typed));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Stack gap="md">
        {onBack && (
          <Group gap="xs">
            <Button variant="subtle" size="md" onClick={onBack} leftSection={<IconArrowLeft size={18} />}>
              {t(($) => $.common.back)}
            </Button>
          </Group>
        )}
        <SecretInput
          size="lg"
          autoFocus
          label={t(($) => $.identity.user.pin, { name })}
          value={pin}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 8))}
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
            onClick={() => setPin(pin.slice(0, -1))}
          >
            <IconBackspace />
          </Button>
          <Button variant="default" h={60} fz={24} onClick={() => type('0')}>
            0
          </Button>
          <Button
            type="submit"
            h={60}
            aria-label={t(($) => $.identity.user.confirm)}
            loading={pending}
            disabled={pin.length < 4}
          >
            <IconCheck />
          </Button>
        </SimpleGrid>
      </Stack>
    </form>
  );
}
