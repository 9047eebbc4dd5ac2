import { ActionIcon, Button, Group, NumberInput, Popover, Stack, Text } from '@mantine/core';
import { IconMinus, IconPlus, IconTallymarks } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { noticeDone } from '../notices.tsx';
import type { MenuItem } from './rows.ts';
import { useSetStock } from './useMenu.ts';

const maxPortions = 100_000;

/** How many portions of a dish are left: type a number, one more, one less, or stop counting. */
export function StockControl({ item }: { item: MenuItem }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const set = useSetStock();
  const name = localize(item.name, currentLanguage());
  const counted = item.stock !== null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" trapFocus returnFocus width={268}>
      <Popover.Target>
        <Button
          variant={counted ? 'default' : 'subtle'}
          color={counted ? 'accent' : 'done'}
          size="sm"
          px="sm"
          fw={counted ? 600 : 400}
          leftSection={counted ? null : <IconTallymarks size={16} />}
          aria-expanded={opened}
          aria-label={
            item.stock === null
              ? t(($) => $.menu.stock.countNamed, { name })
              : t(($) => $.menu.stock.leftNamed, { name, count: item.stock })
          }
          onClick={() => setOpened(!opened)}
        >
          {item.stock === null ? t(($) => $.menu.stock.count) : t(($) => $.menu.stock.left, { count: item.stock })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="office" aria-label={t(($) => $.menu.stock.title, { name })}>
        <PortionsForm
          item={item}
          onSave={(quantity) => {
            set.mutate({ itemId: item.id, quantity });
          }}
          onStop={() => {
            setOpened(false);
            const quantity = item.stock;
            set.mutate(
              { itemId: item.id, quantity: null },
              {
                onSuccess: () =>
                  noticeDone(
                    t(($) => $.menu.stock.stopped, { name }),
                    () => set.mutate({ itemId: item.id, quantity }),
                  ),
              },
            );
          }}
          onDone={() => setOpened(false)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface PortionsFormProps {
  readonly item: MenuItem;
  readonly onSave: (quantity: number) => void;
  readonly onStop: () => void;
  readonly onDone: () => void;
}

function PortionsForm({ item, onSave, onStop, onDone }: PortionsFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<number | string>(item.stock ?? '');
  const quantity = typeof typed === 'number' ? typed : undefined;
  const step = (by: number) => {
    const next = Math.min(maxPortions, Math.max(0, (quantity ?? 0) + by));
    setTyped(next);
    onSave(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (quantity === undefined) return;
        if (quantity !== item.stock) onSave(quantity);
        onDone();
      }}
    >
      <Stack gap="sm">
        <Text fw={600}>{t(($) => $.menu.stock.label)}</Text>
        <Group gap="xs" wrap="nowrap">
          <ActionIcon variant="default" size={44} aria-label={t(($) => $.menu.stock.less)} onClick={() => step(-1)}>
            <IconMinus size={18} />
          </ActionIcon>
          <NumberInput
            data-autofocus
            size="md"
            hideControls
            aria-label={t(($) => $.menu.stock.label)}
            min={0}
            max={maxPortions}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            value={typed}
            onChange={setTyped}
            styles={{ input: { textAlign: 'center', fontWeight: 650 } }}
          />
          <ActionIcon variant="default" size={44} aria-label={t(($) => $.menu.stock.more)} onClick={() => step(1)}>
            <IconPlus size={18} />
          </ActionIcon>
        </Group>
        <Text className="hint">{t(($) => $.menu.stock.hint)}</Text>
        <Group gap="xs" justify="space-between" wrap="nowrap">
          {item.stock !== null && (
            <Button variant="subtle" color="done" size="sm" px="xs" onClick={onStop}>
              {t(($) => $.menu.stock.stop)}
            </Button>
          )}
          <Button type="submit" size="sm" ml="auto" disabled={quantity === undefined}>
            {t(($) => $.office.done)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
