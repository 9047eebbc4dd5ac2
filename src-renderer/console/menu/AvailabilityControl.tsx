import { Button, Menu } from '@mantine/core';
import { IconBan, IconChevronDown, IconClock, IconHandStop, IconRefresh, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatClock, formatDateTime } from '../../ui/time.ts';
import { noticeDone } from '../notices.tsx';
import { useMe } from '../session.ts';
import { type BackChoice, backAtOf, backChoices } from './availability.ts';
import type { MenuItem } from './rows.ts';
import { useSetAvailability } from './useMenu.ts';

const icons = { hour: IconClock, tomorrow: IconSun, open: IconHandStop } as const;
const day = 24 * 60 * 60_000;

/** When a sold-out dish returns, as people say it. */
export function useBackAt(): (backAt: number | null) => string {
  const { t } = useTranslation();
  return (backAt) => {
    if (backAt === null) return t(($) => $.menu.soldOut.untilTold);
    const soon = backAt - Date.now() < day;
    const time = soon ? formatClock(backAt, currentLanguage()) : formatDateTime(backAt, currentLanguage());
    return t(($) => $.menu.soldOut.backAt, { time });
  };
}

/** One tap takes a dish off the menu (86) or brings it back; the arrow says for how long. */
export function AvailabilityControl({ item }: { item: MenuItem }) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const set = useSetAvailability();
  const name = localize(item.name, currentLanguage());
  const away = item.soldOut && item.unavailable === 'sold_out';
  const before = { itemId: item.id, soldOut: item.soldOut, backAt: item.backAt };

  const sellOut = (choice: BackChoice) => {
    set.mutate(
      { itemId: item.id, soldOut: true, backAt: backAtOf(choice, Date.now(), enterprise) },
      {
        onSuccess: () =>
          noticeDone(
            t(($) => $.menu.soldOut.done, { name }),
            () => set.mutate(before),
          ),
      },
    );
  };
  const bringBack = () =>
    set.mutate(
      { itemId: item.id, soldOut: false },
      {
        onSuccess: () =>
          noticeDone(
            t(($) => $.menu.soldOut.back, { name }),
            () => set.mutate(before),
          ),
      },
    );

  return (
    <Button.Group>
      {away ? (
        <Button
          variant="light"
          color="ready"
          size="sm"
          px="sm"
          leftSection={<IconRefresh size={16} />}
          onClick={bringBack}
          aria-label={t(($) => $.menu.soldOut.bringBackNamed, { name })}
        >
          {t(($) => $.menu.soldOut.bringBack)}
        </Button>
      ) : (
        <Button
          variant="default"
          size="sm"
          px="sm"
          leftSection={<IconBan size={16} />}
          onClick={() => sellOut('open')}
          aria-label={t(($) => $.menu.soldOut.markNamed, { name })}
        >
          {t(($) => $.menu.soldOut.mark)}
        </Button>
      )}
      <Menu position="bottom-end" width={280} shadow="md">
        <Menu.Target>
          <Button variant="default" size="sm" px={8} aria-label={t(($) => $.menu.soldOut.forHowLong, { name })}>
            <IconChevronDown size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t(($) => $.menu.soldOut.question)}</Menu.Label>
          {backChoices.map((choice) => {
            const Icon = icons[choice];
            return (
              <Menu.Item key={choice} mih={44} fz="md" leftSection={<Icon size={18} />} onClick={() => sellOut(choice)}>
                {t(($) => $.menu.soldOut.choices[choice])}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

/** How a dish stands, for people who may not change it and for those who look from afar. */
export function AvailabilityChip({ item }: { item: MenuItem }) {
  const { t } = useTranslation();
  const backAt = useBackAt();
  if (item.soldOut && item.unavailable === 'sold_out') {
    return (
      <StateChip state="trouble" icon={IconBan}>
        {t(($) => $.menu.soldOut.chip, { until: backAt(item.backAt) })}
      </StateChip>
    );
  }
  if (item.unavailable === 'sold_out') {
    return (
      <StateChip state="trouble" icon={IconBan}>
        {t(($) => $.menu.stock.none)}
      </StateChip>
    );
  }
  if (item.unavailable === 'not_served_now') {
    const hours = item.dayparts.map(({ from, to }) => `${from}–${to}`).join(t(($) => $.common.listSeparator));
    return (
      <StateChip state="done" icon={IconClock}>
        {t(($) => $.menu.notNow, { hours })}
      </StateChip>
    );
  }
  return null;
}
