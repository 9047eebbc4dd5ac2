import { useTranslation } from 'react-i18next';
import type { PortEvent } from '#shared/bench/views.ts';
import { Age } from '../../ui/Age.tsx';
import { eventWords } from './words.ts';

/** What happened on the ports, newest first. */
export function PortEvents({ events }: { events: readonly PortEvent[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel bench-events" aria-labelledby="bench-events">
      <h2 className="section-title" id="bench-events">
        {t(($) => $.bench.events.title)}
      </h2>
      {events.length === 0 ? (
        <p className="hint">{t(($) => $.bench.events.none)}</p>
      ) : (
        <div role="log" aria-labelledby="bench-events">
          <ol>
            {events.toReversed().map((event) => (
              <li key={event.id} data-kind={event.kind === 'unplugged' && event.working ? 'trouble' : event.kind}>
                {eventWords(t, event)} · <Age at={event.at} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
