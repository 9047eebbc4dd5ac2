import { Button } from '@mantine/core';
import {
  IconBellRinging,
  IconCheck,
  IconChecks,
  IconEye,
  IconFlame,
  IconPlus,
  IconShoppingBag,
} from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatElapsed, minutesSince, useNow, useSeconds } from '../../ui/time.ts';
import { useMay } from '../session.ts';
import { clockOf, coursesOf, linesAt, standingOf, toBump, unseenVoids } from './board.ts';
import { acknowledgeVoids, useKitchenDevice } from './device.ts';
import { TicketLine } from './TicketLine.tsx';
import { type KitchenTimers, urgencyOf } from './urgency.ts';
import { type TicketLine as Line, type Ticket, useSteps } from './useSteps.ts';
import { useSwipeBack } from './useSwipeBack.ts';

interface TicketCardProps {
  readonly ticket: Ticket;
  readonly stations: readonly string[];
  readonly timers: KitchenTimers;
  /** The key of a bump bar that selects it, 1 to 9. */
  readonly hotkey: number | null;
  readonly selected: boolean;
  /** The dish the all-day counts were asked about, where this ticket has it. */
  readonly wantedItem: string | null;
  /** Another ticket has that dish. */
  readonly aside: boolean;
}

/** One ticket: table, dishes by course, how long it waits; taps move its dishes on. */
export const TicketCard = memo(function TicketCard(props: TicketCardProps) {
  const { ticket, stations, timers, hotkey, selected, wantedItem, aside } = props;
  const { t } = useTranslation();
  const now = useNow();
  const steps = useSteps();
  const lines = linesAt(ticket, stations);
  const clock = clockOf(ticket, lines);
  const urgency = clock?.kind === 'cooking' ? urgencyOf(minutesSince(clock.since, now), timers) : 'calm';
  const isUrged = ticket.urgedAt !== null && toBump(ticket, lines).length > 0;
  const swipe = useSwipeBack(() => {
    void steps.undo(ticket.id);
  });
  return (
    <article
      className="ticket"
      tabIndex={-1}
      data-ticket={ticket.id}
      data-urgency={urgency}
      data-ready={clock?.kind === 'waiting' || undefined}
      data-selected={selected || undefined}
      data-aside={aside || undefined}
      aria-label={t(($) => $.kitchen.order, { number: ticket.number })}
    >
      <div className="ticket-head" {...swipe}>
        {hotkey !== null && <kbd className="ticket-key">{hotkey}</kbd>}
        <span className="ticket-table">
          {ticket.table ?? <IconShoppingBag size={30} aria-label={t(($) => $.kitchen.takeAway)} />}
        </span>
        <span className="ticket-number">#{ticket.number}</span>
        {clock && <Clock since={clock.since} />}
      </div>
      {ticket.addOn && (
        <p className="ticket-add-on">
          <IconPlus size={18} stroke={2.4} aria-hidden />
          {t(($) => $.kitchen.addOn)}
        </p>
      )}
      {isUrged && (
        <p className="ticket-urged">
          <IconBellRinging size={22} aria-hidden />
          {t(($) => $.kitchen.urged)}
        </p>
      )}
      <div className="ticket-body">
        {ticket.note && <p className="ticket-note">{ticket.note}</p>}
        <Courses ticket={ticket} lines={lines} wantedItem={wantedItem} />
      </div>
      <Foot ticket={ticket} lines={lines} expediter={stations.length === 0} />
    </article>
  );
});

function Clock({ since }: { since: number }) {
  const now = useSeconds();
  return (
    <time className="ticket-age number" dateTime={new Date(since).toISOString()}>
      {formatElapsed(since, now)}
    </time>
  );
}

interface CoursesProps {
  readonly ticket: Ticket;
  readonly lines: readonly Line[];
  readonly wantedItem: string | null;
}

/** The dishes under their courses; what a later course holds is there to read, quietly. */
function Courses({ ticket, lines, wantedItem }: CoursesProps) {
  const { t } = useTranslation();
  const steps = useSteps();
  const mayUpdate = useMay()('ticket', 'update');
  const seen = useKitchenDevice((state) => state.voidsSeen);
  const shown = lines.filter((line) => line.quantity > 0 || unseenVoids([line], seen).length > 0);
  function tap(line: Line): (() => void) | undefined {
    if (!mayUpdate || line.quantity === 0 || line.held || line.state === 'served') return undefined;
    if (line.state !== 'ready') return () => void steps.move(ticket, [line], 'ready');
    return () => void steps.recall(ticket, [line], 'cooking');
  }
  return coursesOf(shown).map(({ course, lines: dishes }) => {
    const held = dishes.filter((line) => line.held && line.quantity > 0);
    const voids = unseenVoids(dishes, seen);
    return (
      <section key={course} className="course">
        {course > 0 && <h2>{t(($) => $.kitchen.course, { number: course })}</h2>}
        <ul>
          {dishes.map((line) => (
            <li key={line.id}>
              <TicketLine
                line={line}
                standing={standingOf(ticket, line)}
                wanted={line.itemId === wantedItem}
                onTap={tap(line)}
              />
            </li>
          ))}
        </ul>
        {voids.length > 0 && (
          <Button
            className="course-button"
            variant="default"
            h={48}
            fz={17}
            fullWidth
            leftSection={<IconEye size={20} />}
            onClick={() => acknowledgeVoids(voids)}
          >
            {t(($) => $.kitchen.seen)}
          </Button>
        )}
        {held.length > 0 && mayUpdate && (
          <Button
            className="course-button"
            variant="default"
            h={48}
            fz={17}
            fullWidth
            leftSection={<IconFlame size={20} />}
            onClick={() => void steps.fire(ticket, held)}
          >
            {t(($) => $.kitchen.fire)}
          </Button>
        )}
      </section>
    );
  });
}

/** What the whole ticket can do next, large, in the same place every time. */
function Foot({ ticket, lines, expediter }: { ticket: Ticket; lines: readonly Line[]; expediter: boolean }) {
  const { t } = useTranslation();
  const steps = useSteps();
  const mayUpdate = useMay()('ticket', 'update');
  if (!mayUpdate) return null;
  const bump = toBump(ticket, lines);
  const ready = expediter ? lines.filter((line) => standingOf(ticket, line) === 'ready') : [];
  const waiting = bump.filter((line) => line.state === 'queued');
  const canStart = bump.length > 0 && waiting.length === bump.length && ready.length === 0;
  const look = { className: 'ticket-move', h: 56, fz: 18 } as const;
  return (
    <div className="ticket-foot">
      {ready.length > 0 && (
        <Button
          {...look}
          variant={bump.length > 0 ? 'default' : 'filled'}
          leftSection={<IconChecks size={22} />}
          onClick={() => void steps.move(ticket, ready, 'served')}
        >
          {t(($) => $.kitchen.serve)}
        </Button>
      )}
      {canStart && (
        <Button
          {...look}
          variant="default"
          leftSection={<IconFlame size={22} />}
          onClick={() => void steps.move(ticket, waiting, 'cooking')}
        >
          {t(($) => $.kitchen.start)}
        </Button>
      )}
      {bump.length > 0 && (
        <Button {...look} leftSection={<IconCheck size={22} />} onClick={() => void steps.move(ticket, bump, 'ready')}>
          {t(($) => $.kitchen.done)}
        </Button>
      )}
    </div>
  );
}
