import { Button, Menu } from '@mantine/core';
import { IconDeviceDesktop, IconDiscount2, IconDotsVertical } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../session.ts';
import { openCustomerDisplay } from '../display/channel.ts';
import type { TabDetail } from '../tab-detail.ts';
import type { Dialog } from './dialog.ts';

/** What can be done about the whole bill besides ordering and paying. */
export function TabMenu({ tab, onDialog }: { tab: TabDetail; onDialog: (dialog: Dialog) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const label = t(($) => $.bill.actions.label);
  return (
    <Menu position="top-start" width={280} shadow="md" styles={{ item: { minHeight: 52, fontSize: 17 } }}>
      <Menu.Target>
        <Button variant="default" h={48} w={48} p={0} flex="0 0 auto" aria-label={label}>
          <IconDotsVertical size={22} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {may('discount', 'create') && tab.subtotal.amount > 0 && (
          <Menu.Item
            leftSection={<IconDiscount2 size={22} />}
            onClick={() => onDialog({ kind: 'discount', whole: true })}
          >
            {t(($) => $.bill.actions.discount)}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDeviceDesktop size={22} />} onClick={openCustomerDisplay}>
          {t(($) => $.bill.actions.display)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
