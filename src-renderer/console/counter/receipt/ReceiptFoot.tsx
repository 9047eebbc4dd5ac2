import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconCash, IconDoorExit, IconLockOpen, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../../ui/money.tsx';
import { PrintReceiptButton } from '../../printing/PrintReceiptButton.tsx';
import { useMay } from '../../session.ts';
import { openSheet } from '../../window.ts';
import type { TabDetail } from '../tab-detail.ts';
import { useCloseTab } from '../useCloseTab.ts';
import type { Dialog } from './dialog.ts';
import { RoundOff } from './RoundOff.tsx';
import { TabMenu } from './TabMenu.tsx';

interface FootProps {
  readonly tab: TabDetail;
  readonly mayOrder: boolean;
  readonly mayPay: boolean;
  readonly onDialog: (dialog: Dialog) => void;
}

/** One primary action per state, always in the lower row: order first, then money, then the table. */
export function OpenActions({ tab, mayOrder, mayPay, onDialog }: FootProps) {
  const { t } = useTranslation();
  const { close, isClosing } = useCloseTab(tab);
  const pending = tab.orders.some((order) => order.state === 'placed');
  const settled = tab.balance.amount <= 0;
  const empty = tab.orders.length === 0;
  const closeWord = tab.table ? t(($) => $.counter.receipt.closeTable) : t(($) => $.counter.receipt.closeTakeAway);
  return (
    <Stack gap={8}>
      {pending && (
        <Text size="md" c="var(--new-ink)" fw={600}>
          {t(($) => $.counter.receipt.pendingFirst)}
        </Text>
      )}
      <Group gap={6} className="receipt-actions">
        <TabMenu tab={tab} onDialog={onDialog} />
        {!empty && mayOrder && (
          <Button
            variant="default"
            h={48}
            fz={15}
            px={4}
            leftSection={<IconPlus size={18} />}
            onClick={() => openSheet('order')}
          >
            {t(($) => $.counter.receipt.addOrder)}
          </Button>
        )}
        {empty ? (
          <Button
            variant="default"
            h={48}
            fz={16}
            leftSection={<IconDoorExit size={20} />}
            disabled={pending}
            loading={isClosing}
            onClick={close}
          >
            {closeWord}
          </Button>
        ) : (
          <>
            <PrintReceiptButton tab={tab} h={48} px={10} fz={16} />
            <RoundOff tab={tab} />
          </>
        )}
      </Group>
      {empty ? (
        mayOrder && (
          <Button h={60} fz={20} leftSection={<IconPlus size={24} />} onClick={() => openSheet('order')}>
            {t(($) => $.counter.receipt.addOrder)}
          </Button>
        )
      ) : settled ? (
        <Button
          h={60}
          fz={20}
          leftSection={<IconDoorExit size={24} />}
          disabled={pending || tab.balance.amount < 0}
          loading={isClosing}
          onClick={close}
        >
          {closeWord}
        </Button>
      ) : (
        <Button
          px={10}
          h={60}
          fz={18}
          leftSection={<IconCash size={24} />}
          disabled={!mayPay}
          onClick={() => openSheet('pay')}
        >
          {t(($) => $.counter.receipt.pay)}
          <Money value={tab.balance} style={{ marginLeft: 10 }} />
        </Button>
      )}
    </Stack>
  );
}

/** A closed bill is there to look at; it can be opened again to mend a mistake. */
export function ClosedActions({ tab, onDialog }: Pick<FootProps, 'tab' | 'onDialog'>) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Stack gap={8}>
      <Badge size="xl" color="done" variant="light" fullWidth>
        {t(($) => $.counter.receipt.closed)}
      </Badge>
      <PrintReceiptButton tab={tab} h={48} fz={16} />
      {may('tab', 'update') && tab.mergedInto === null && (
        <Button
          variant="default"
          h={48}
          fz={16}
          leftSection={<IconLockOpen size={20} />}
          onClick={() => onDialog({ kind: 'reopen' })}
        >
          {t(($) => $.bill.actions.reopen)}
        </Button>
      )}
    </Stack>
  );
}
