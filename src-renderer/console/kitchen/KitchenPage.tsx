import { Button, Skeleton, Switch } from '@mantine/core';
import { IconArrowBackUp, IconListNumbers, IconMaximize, IconMinimize, IconMoodSmile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultOrderingSettings } from '#shared/ordering/entities.ts';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { PauseBanner } from '../service/PauseBanner.tsx';
import { ServiceControls } from '../service/ServiceControls.tsx';
import { usePreferences, useWindow } from '../window.ts';
import { AllDay } from './AllDay.tsx';
import { allDay, ticketsAt } from './board.ts';
import { useKitchenDevice } from './device.ts';
import { Recall } from './Recall.tsx';
import { StaleNotice } from './StaleNotice.tsx';
import { StationPicker } from './StationPicker.tsx';
import { TicketCard } from './TicketCard.tsx';
import { useBoardKeys } from './useBoardKeys.ts';
import { useKitchenSounds } from './useKitchenSounds.ts';
import { useFullScreen, useWakeLock } from './useScreen.ts';
import { useStations } from './useStations.ts';
import './kitchen.css';
import './ticket.css';

/** Places of the grid while the tickets are on the way. */
const places = ['first', 'second', 'third', 'fourth'] as const;

/** The kitchen's display: the tickets of this screen's stations, oldest first. */
export default function KitchenPage() {
  const trpc = useTRPC();
  // Live changes make this stale at once; the slow poll only covers a clock that slept.
  const tickets = useQuery(trpc.ordering.tickets.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const { stations, choose } = useStations();
  const device = useKitchenDevice();
  const lost = useWindow((state) => state.connection === 'lost');
  const [recalling, setRecalling] = useState(false);
  const [chosenDish, setChosenDish] = useState<string | null>(null);
  useWakeLock();
  useKitchenSounds(tickets.data, stations, device.voidsSeen);

  const shown = useMemo(
    () => ticketsAt(tickets.data ?? [], stations, device.voidsSeen),
    [tickets.data, stations, device.voidsSeen],
  );
  const dishes = useMemo(() => allDay(shown, stations), [shown, stations]);
  const openRecall = useCallback(() => setRecalling(true), []);
  const selectedId = useBoardKeys(shown, stations, openRecall);

  const chosen = (device.allDay && dishes.find(({ key }) => key === chosenDish)) || null;
  if (tickets.isError && !tickets.data) {
    return <LoadFailed reason={describeError(tickets.error)} onRetry={() => void tickets.refetch()} />;
  }
  return (
    <div className="kitchen" data-stale={lost || undefined}>
      {lost && <StaleNotice />}
      <PauseBanner />
      <Head count={shown.length} stations={stations} onStations={choose} onRecall={openRecall} />
      <div className="kitchen-room">
        {tickets.isPending && (
          <div className="board" aria-hidden>
            {places.map((place) => (
              <Skeleton key={place} h={260} mb={12} />
            ))}
          </div>
        )}
        {tickets.isSuccess && shown.length === 0 && <Quiet />}
        {shown.length > 0 && (
          <div className="board">
            {shown.map((ticket, index) => (
              <TicketCard
                key={ticket.id}
                ticket={ticket}
                stations={stations}
                timers={settings.data?.kitchenTimers ?? defaultOrderingSettings.kitchenTimers}
                hotkey={device.keys && index < 9 ? index + 1 : null}
                selected={ticket.id === selectedId}
                wantedItem={chosen?.ticketIds.includes(ticket.id) ? chosen.itemId : null}
                aside={chosen !== null && !chosen.ticketIds.includes(ticket.id)}
              />
            ))}
          </div>
        )}
        {device.allDay && <AllDay dishes={dishes} chosen={chosen?.key ?? null} onChoose={setChosenDish} />}
      </div>
      {recalling && <Recall tickets={tickets.data ?? []} stations={stations} onClose={() => setRecalling(false)} />}
    </div>
  );
}

function Quiet() {
  const { t } = useTranslation();
  return (
    <div className="kitchen-quiet">
      <IconMoodSmile size={64} stroke={1.2} aria-hidden />
      <p>{t(($) => $.kitchen.empty)}</p>
    </div>
  );
}

interface HeadProps {
  readonly count: number;
  readonly stations: readonly string[];
  readonly onStations: (stations: readonly string[]) => void;
  readonly onRecall: () => void;
}

function Head({ count, stations, onStations, onRecall }: HeadProps) {
  const { t } = useTranslation();
  const dark = usePreferences((state) => state.kitchenDark);
  const showsAllDay = useKitchenDevice((state) => state.allDay);
  const { isFull, toggle } = useFullScreen();
  const tool = { className: 'kitchen-tool', h: 48, fz: 16, variant: 'default' } as const;
  const fullScreen = isFull ? t(($) => $.kitchen.leaveFull) : t(($) => $.kitchen.full);
  return (
    <div className="kitchen-head">
      <h1>{t(($) => $.kitchen.title)}</h1>
      <output className="kitchen-count">{t(($) => $.kitchen.summary, { count })}</output>
      <StationPicker stations={stations} onChoose={onStations} />
      <Button
        {...tool}
        variant={showsAllDay ? 'light' : 'default'}
        aria-pressed={showsAllDay}
        leftSection={<IconListNumbers size={22} />}
        onClick={() => useKitchenDevice.setState({ allDay: !showsAllDay })}
      >
        {t(($) => $.kitchen.allDay)}
      </Button>
      <Button {...tool} leftSection={<IconArrowBackUp size={22} />} onClick={onRecall}>
        {t(($) => $.kitchen.recall.action)}
      </Button>
      <ServiceControls />
      <Switch
        className="touch-switch kitchen-dark"
        size="md"
        checked={dark}
        label={t(($) => $.kitchen.dark)}
        onChange={(event) => usePreferences.setState({ kitchenDark: event.currentTarget.checked })}
      />
      {toggle && (
        <Button {...tool} px={12} aria-label={fullScreen} title={fullScreen} onClick={toggle}>
          {isFull ? <IconMinimize size={24} /> : <IconMaximize size={24} />}
        </Button>
      )}
    </div>
  );
}
