import { Button, Menu } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowsSort,
  IconCategoryPlus,
  IconDots,
  IconFileSpreadsheet,
  IconLanguage,
  IconPlus,
  IconStack2,
  IconTags,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session.ts';

/** What is open beside the list of dishes, but for a dish or category itself. */
export type MenuTool = 'groups' | 'arrange' | 'prices' | 'translations' | 'exchange';

interface MenuActionsProps {
  readonly onNewItem: () => void;
  readonly onNewCombo: () => void;
  readonly onNewCategory: () => void;
  readonly onTool: (tool: MenuTool) => void;
}

/** A new dish, and behind "more" everything else that is done to a menu. */
export function MenuActions({ onNewItem, onNewCombo, onNewCategory, onTool }: MenuActionsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const mayUpdate = may('menu', 'update');
  const entries = [
    { show: true, icon: IconStack2, name: t(($) => $.menu.item.newCombo), run: onNewCombo },
    { show: true, icon: IconCategoryPlus, name: t(($) => $.menu.category.new), run: onNewCategory },
    { show: true, icon: IconAdjustmentsHorizontal, name: t(($) => $.menu.groups.title), run: () => onTool('groups') },
    { show: mayUpdate, icon: IconArrowsSort, name: t(($) => $.menu.more.arrange), run: () => onTool('arrange') },
    { show: mayUpdate, icon: IconTags, name: t(($) => $.menu.more.prices), run: () => onTool('prices') },
    {
      show: mayUpdate,
      icon: IconLanguage,
      name: t(($) => $.menu.more.translations),
      run: () => onTool('translations'),
    },
    {
      show: may('menu', 'export') || may('menu', 'import'),
      icon: IconFileSpreadsheet,
      name: t(($) => $.menu.more.exchange),
      run: () => onTool('exchange'),
    },
  ];
  return (
    <>
      <Menu position="bottom-end" width={260} shadow="md">
        <Menu.Target>
          <Button variant="default" size="md" px="sm" aria-label={t(($) => $.menu.more.title)}>
            <IconDots size={20} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {entries
            .filter(({ show }) => show)
            .map(({ name, icon: Icon, run }) => (
              <Menu.Item key={name} mih={44} fz="md" leftSection={<Icon size={18} />} onClick={run}>
                {name}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Button size="md" leftSection={<IconPlus size={18} />} onClick={onNewItem}>
        {t(($) => $.menu.item.new)}
      </Button>
    </>
  );
}
