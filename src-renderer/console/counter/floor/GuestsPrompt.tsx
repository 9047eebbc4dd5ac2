import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { chargeChangeOf } from '../charge-change.ts';
import type { TabDetail } from '../tab-detail.ts';
import { askFewer, askGuests } from './asked.ts';

const quick = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Asks how many guests sit at a table; one tap answers, and nothing waits for the answer. */
export function GuestsPrompt({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [many, setMany] = useState<number | null>(null);
  const key = trpc.ordering.tabs.get.queryKey({ tabId: tab.id });
  const change = useMutation(
    trpc.ordering.tabs.changeGuests.mutationOptions({
      // One after the other: on a bad Wi-Fi the first of two numbers may come last.
      scope: { id: `guests of ${tab.id}` },
      onMutate: async ({ guests }) => {
        askGuests(null);
        await queryClient.cancelQueries({ queryKey: key });
        // Fewer guests may make the bill smaller: the landing says so, and asks.
        queryClient.setQueryData(key, (known) =>
          known && (guests ?? 0) >= (known.guests ?? 0) ? { ...known, guests } : known,
        );
      },
      onError: (error, { tabId, guests }) => {
        const charges = chargeChangeOf(error);
        if (charges) askFewer({ tabId, guests, change: charges });
        else noticeError(error);
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: key });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
      },
    }),
  );
  const say = (guests: number | null) => change.mutate({ tabId: tab.id, guests });
  return (
    <section className="guests-prompt" aria-label={t(($) => $.floor.guests.ask)}>
      <div className="guests-ask">
        <strong>{t(($) => $.floor.guests.ask)}</strong>
        <Button variant="subtle" h={44} fz={16} px="sm" onClick={() => askGuests(null)}>
          {t(($) => $.floor.guests.skip)}
        </Button>
      </div>
      {many === null ? (
        <div className="guests-quick">
          {quick.map((count) => (
            <Button
              key={count}
              variant={count === tab.guests ? 'filled' : 'default'}
              h={52}
              px={0}
              fz={22}
              aria-pressed={count === tab.guests}
              onClick={() => say(count)}
            >
              {count}
            </Button>
          ))}
          <Button variant="default" h={52} px={0} fz={16} onClick={() => setMany(Math.max(9, tab.guests ?? 9))}>
            {t(($) => $.floor.guests.more)}
          </Button>
          {tab.guests !== null && (
            <Button variant="default" h={52} px={4} fz={14} className="guests-none" onClick={() => say(null)}>
              {t(($) => $.floor.guests.noCount)}
            </Button>
          )}
        </div>
      ) : (
        <form
          className="guests-many"
          onSubmit={(event) => {
            event.preventDefault();
            if (many >= 1) say(many);
          }}
        >
          <NumberInput
            size="lg"
            autoFocus
            aria-label={t(($) => $.floor.guests.howMany)}
            min={1}
            max={99}
            clampBehavior="strict"
            allowDecimal={false}
            value={many}
            onChange={(typed) => setMany(typeof typed === 'number' ? typed : 0)}
          />
          <Button type="submit" h={50} fz={18} disabled={many < 1}>
            {t(($) => $.common.save)}
          </Button>
        </form>
      )}
    </section>
  );
}
