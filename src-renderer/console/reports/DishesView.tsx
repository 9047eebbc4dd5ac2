import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Span } from '#shared/reports/period.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { useMoney } from '../../ui/money.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { type Outputs, useTRPC } from '../api.ts';
import { Bars } from './Bars.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { formatShare } from './format.ts';
import { Loaded } from './Loaded.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';
import type { PeriodChoice } from './usePeriod.ts';

type Dish = Outputs['reports']['dishes']['dishes'][number];

const plotted = 10;
const listed = 50;

/** What sells, dish by dish and by category. */
export function DishesView({ period: { span } }: { period: PeriodChoice }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [by, setBy] = useState<'amount' | 'quantity'>('amount');
  const [all, setAll] = useState(false);
  const [dish, setDish] = useState<Dish | null>(null);
  const report = useQuery(trpc.reports.dishes.queryOptions(span, { placeholderData: keepPreviousData }));
  return (
    <>
      <Loaded query={report} isEmpty={({ dishes }) => dishes.length === 0}>
        {({ dishes, categories, currency }) => {
          const sorted = dishes.toSorted((a, b) => b[by] - a[by]);
          const whole = dishes.reduce((sum, { amount }) => sum + amount, 0);
          const category = categories[0];
          const offMenu = t(($) => $.reports.dishes.offMenu);
          return (
            <>
              <ReportCard
                title={t(($) => $.reports.dishes.title, { name: sorted[0]?.name ?? '' })}
                subtitle={t(($) => $.reports.dishes.subtitle)}
                plot={
                  <>
                    <SegmentedControl
                      size="md"
                      aria-label={t(($) => $.reports.dishes.order)}
                      value={by}
                      onChange={(value) => setBy(value === 'quantity' ? 'quantity' : 'amount')}
                      data={[
                        { value: 'amount', label: t(($) => $.reports.dishes.byAmount) },
                        { value: 'quantity', label: t(($) => $.reports.dishes.byQuantity) },
                      ]}
                    />
                    <Bars
                      lying
                      currency={currency}
                      counts={by === 'quantity'}
                      name={by === 'quantity' ? t(($) => $.reports.dishes.sold) : t(($) => $.reports.amount)}
                      bars={sorted.slice(0, plotted).map((one) => ({
                        key: one.itemId,
                        name: one.name,
                        amount: one[by],
                        open: () => setDish(one),
                      }))}
                    />
                  </>
                }
                table={
                  <>
                    <FiguresTable
                      label={t(($) => $.reports.views.dishes)}
                      currency={currency}
                      rows={all ? sorted : sorted.slice(0, listed)}
                      keyOf={({ itemId }) => itemId}
                      open={(one) => () => setDish(one)}
                      columns={[
                        { name: t(($) => $.reports.dishes.dish), kind: 'text', value: ({ name }) => name },
                        {
                          name: t(($) => $.reports.dishes.category),
                          kind: 'text',
                          value: (one) => one.category ?? offMenu,
                        },
                        { name: t(($) => $.reports.dishes.sold), kind: 'count', value: ({ quantity }) => quantity },
                        { name: t(($) => $.reports.amount), kind: 'amount', value: ({ amount }) => amount },
                        {
                          name: t(($) => $.reports.share),
                          kind: 'count',
                          value: ({ amount }) => formatShare(amount, whole, currentLanguage()),
                        },
                      ]}
                    />
                    {!all && sorted.length > listed && (
                      <Button size="md" variant="default" fullWidth onClick={() => setAll(true)}>
                        {t(($) => $.reports.dishes.showAll, { count: sorted.length })}
                      </Button>
                    )}
                  </>
                }
              />
              <ReportCard
                title={t(($) => $.reports.dishes.categories, { name: category?.category ?? offMenu })}
                subtitle={t(($) => $.reports.dishes.categoriesSubtitle)}
                plot={
                  <Bars
                    lying
                    currency={currency}
                    name={t(($) => $.reports.amount)}
                    bars={categories.map(({ key, category: name, amount }) => ({ key, name: name ?? offMenu, amount }))}
                  />
                }
                table={
                  <FiguresTable
                    label={t(($) => $.reports.dishes.categoriesSubtitle)}
                    currency={currency}
                    rows={categories}
                    keyOf={({ key }) => key}
                    columns={[
                      {
                        name: t(($) => $.reports.dishes.category),
                        kind: 'text',
                        value: (one) => one.category ?? offMenu,
                      },
                      { name: t(($) => $.reports.dishes.sold), kind: 'count', value: ({ quantity }) => quantity },
                      { name: t(($) => $.reports.amount), kind: 'amount', value: ({ amount }) => amount },
                      {
                        name: t(($) => $.reports.share),
                        kind: 'count',
                        value: ({ amount }) => formatShare(amount, whole, currentLanguage()),
                      },
                    ]}
                  />
                }
              />
            </>
          );
        }}
      </Loaded>
      {dish && <DishSheet dish={dish} span={span} onClose={() => setDish(null)} />}
    </>
  );
}

function DishSheet({ dish, span, onClose }: { dish: Dish; span: Span; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const show = useShowRecords(span);
  const detail = useQuery(trpc.reports.dish.queryOptions({ ...span, itemId: dish.itemId }));
  return (
    <Sheet
      title={dish.name}
      opened
      onClose={onClose}
      extra={
        <Button
          size="md"
          ml="auto"
          onClick={() => {
            onClose();
            show(dish.name, { kind: 'sales', itemId: dish.itemId });
          }}
        >
          {t(($) => $.reports.dishes.showTabs)}
        </Button>
      }
    >
      {detail.data ? (
        <>
          <p className="drawer-float">
            <span>
              {t(($) => $.reports.dishes.sold)}: {detail.data.quantity}
            </span>
            <strong className="number">{format(detail.data.amount, detail.data.currency)}</strong>
          </p>
          <h3 className="section-title">{t(($) => $.reports.dishes.options)}</h3>
          {detail.data.options.length === 0 ? (
            <p className="hint">{t(($) => $.reports.dishes.noOptions)}</p>
          ) : (
            <FiguresTable
              label={t(($) => $.reports.dishes.options)}
              currency={detail.data.currency}
              rows={detail.data.options}
              keyOf={({ key }) => key}
              columns={[
                { name: t(($) => $.reports.name), kind: 'text', value: ({ name }) => name },
                { name: t(($) => $.reports.dishes.sold), kind: 'count', value: ({ quantity }) => quantity },
              ]}
            />
          )}
        </>
      ) : (
        <ListSkeleton rows={4} height={32} />
      )}
    </Sheet>
  );
}
