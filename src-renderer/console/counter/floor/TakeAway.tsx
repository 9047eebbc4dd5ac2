import { Button } from '@mantine/core';
import { IconBellRinging, IconCircleCheck, IconPlus, IconShoppingBag } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { Money } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import { useMay } from '../../session.ts';
import { selectTab } from '../../window.ts';
import { useOpenTab } from './useOpenTab.ts';

/** The tabs without a table, and opening a new one. */
export function TakeAway({ selected }: { selected: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const tabs = useQuery(trpc.ordering.tabs.listTakeAway.queryOptions());
  const { openTakeAway, isOpeningTakeAway } = useOpenTab();
  return (
    <section className="area take-away" aria-label={t(($) => $.counter.floor.takeAway)}>
      <h2 className="area-name">{t(($) => $.counter.floor.takeAway)}</h2>
      <div className="tiles">
        {tabs.data?.map((tab) => {
          const waiting = tab.orders.some((order) => order.state === 'placed');
          const paid = tab.state === 'paid';
          const Icon = waiting ? IconBellRinging : paid ? IconCircleCheck : IconShoppingBag;
          return (
            <div key={tab.id} className="tile-slot">
              <button
                type="button"
                className="tile pressable"
                data-state={waiting ? 'new' : paid ? 'ready' : 'progress'}
                data-standing={waiting ? 'newOrder' : tab.state}
                aria-pressed={tab.id === selected}
                onClick={() => selectTab(tab.id)}
              >
                <span className="tile-name">
                  <IconShoppingBag size={24} stroke={1.8} aria-hidden />
                  {tab.orders[0] ? `#${tab.orders[0].number}` : ''}
                </span>
                <span className="tile-state">
                  <Icon size="1.25em" stroke={1.9} aria-hidden />
                  {waiting
                    ? t(($) => $.counter.floor.newOrder)
                    : paid
                      ? t(($) => $.counter.floor.paid)
                      : t(($) => $.counter.floor.inProgress)}
                </span>
                <span className="tile-foot">
                  <Age at={tab.openedAt} />
                  <Money value={tab.total} className="tile-total" />
                </span>
              </button>
            </div>
          );
        })}
        {may('tab', 'create') && (
          <Button
            className="tile-new"
            variant="default"
            size="md"
            leftSection={<IconPlus size={20} />}
            loading={isOpeningTakeAway}
            onClick={openTakeAway}
          >
            {t(($) => $.counter.floor.newTakeAway)}
          </Button>
        )}
      </div>
    </section>
  );
}
