import { Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useMay } from '../session.ts';
import { emptyGroup, type GroupDraft, groupDraftOf } from './groupDraft.ts';
import { OptionGroupEditor, useChoiceRule } from './OptionGroupEditor.tsx';
import type { MenuList } from './rows.ts';

/** All groups of choices; one opens for editing. */
export function OptionGroupsSheet({ menu, onClose }: { menu: MenuList; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const rule = useChoiceRule();
  const [editing, setEditing] = useState<GroupDraft | null>(null);
  const language = currentLanguage();
  if (editing) return <OptionGroupEditor menu={menu} initial={editing} onClose={() => setEditing(null)} />;
  return (
    <Sheet opened title={t(($) => $.menu.groups.title)} onClose={onClose}>
      <Stack gap="xs">
        <Text className="hint">{t(($) => $.menu.groups.hint)}</Text>
        {menu.optionGroups.length === 0 && (
          <Empty
            icon={IconAdjustmentsHorizontal}
            title={t(($) => $.menu.groups.empty)}
            detail={t(($) => $.menu.groups.emptyDetail)}
          />
        )}
        {menu.optionGroups.map((group) => {
          const uses = menu.items.filter((item) => item.optionGroupIds.includes(group.id)).length;
          return (
            <UnstyledButton
              key={group.id}
              className="sheet-record record-button"
              onClick={() => setEditing(groupDraftOf(group))}
            >
              <span>
                <Text component="span" display="block" fw={600} size="md">
                  {localize(group.name, language)}
                </Text>
                <span className="hint">
                  {rule(group.min, group.max)} ·{' '}
                  {group.options.map((o) => localize(o.name, language)).join(t(($) => $.common.listSeparator))}
                </span>
                <Text component="span" display="block" className="hint">
                  {t(($) => $.menu.groups.usedBy, { count: uses })}
                </Text>
              </span>
              <IconChevronRight size={18} aria-hidden />
            </UnstyledButton>
          );
        })}
        {may('menu', 'create') && (
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlus size={18} />}
            onClick={() => setEditing(emptyGroup())}
          >
            {t(($) => $.menu.groups.new)}
          </Button>
        )}
      </Stack>
    </Sheet>
  );
}
