import { Button, Stack, Text } from '@mantine/core';
import { IconCashRegister } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyField } from '../../../ui/MoneyField.tsx';
import { problemOf, useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';

/** Where money may only be taken in a shift and none is open: opens one here, with what lies in the drawer. */
export function ShiftGate({ currency }: { currency: string }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [float, setFloat] = useState<number | null>(null);
  const open = useMutation(
    trpc.ordering.shifts.open.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries({ queryKey: trpc.ordering.shifts.pathKey() }),
    }),
  );
  // Somebody else opened one meanwhile: the fresh answer lets the payment go on.
  const failure = open.isError && problemOf(open.error)?.code !== 'shift_open' ? describeError(open.error) : undefined;
  const ready = float !== null && !Number.isNaN(float);
  return (
    <form
      className="pay-gate"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) open.mutate({ float });
      }}
    >
      <Stack gap="md" align="stretch">
        <IconCashRegister size={72} stroke={1.1} aria-hidden />
        <Text fz={24} fw={680}>
          {t(($) => $.bill.shift.title)}
        </Text>
        <Text fz={17}>{t(($) => $.bill.shift.hint)}</Text>
        <MoneyField label={t(($) => $.bill.shift.float)} value={float} currency={currency} onChange={setFloat} />
        {failure && (
          <Text role="alert" c="var(--trouble-ink)" size="md">
            {failure}
          </Text>
        )}
        <Button type="submit" h={60} fz={20} loading={open.isPending} disabled={!ready}>
          {t(($) => $.bill.shift.open)}
        </Button>
      </Stack>
    </form>
  );
}
