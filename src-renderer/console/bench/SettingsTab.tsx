import { Button, Kbd } from '@mantine/core';
import { IconPlug, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchView } from '#shared/bench/views.ts';
import { Empty } from '../../ui/Empty.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { useMay } from '../session.ts';
import { Approvers } from './approvers/Approvers.tsx';
import { MtmsCard } from './enrolment/MtmsCard.tsx';
import { LineSheet } from './LineSheet.tsx';
import { PortCard } from './PortCard.tsx';
import { PortEvents } from './PortEvents.tsx';
import { workKeys } from './work/useWorkKeys.ts';

/** What is set up once: the way to the MTMS, ports and lines with all that is known of them, who approves, the keys of the page. */
export function SettingsTab({ view }: { view: BenchView }) {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const mayAdd = may('terminal_key', 'create');
  usePageKeys({ n: () => mayAdd && setAdding(true) });
  const addButton = mayAdd && (
    <Button size="md" variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
      {t(($) => $.bench.add)}
    </Button>
  );
  return (
    <>
      <MtmsCard />
      {view.ports.length === 0 ? (
        <Empty icon={IconPlug} title={t(($) => $.bench.empty)} detail={t(($) => $.bench.emptyDetail)}>
          {addButton}
        </Empty>
      ) : (
        <div className="bench-columns">
          <section aria-labelledby="bench-lines">
            <div className="bench-section-head">
              <h2 className="section-title" id="bench-lines">
                {t(($) => $.collect.settings.ports)}
              </h2>
              {addButton}
            </div>
            <ul className="bench-ports">
              {view.ports.map((port) => (
                <PortCard key={port.id} port={port} profiles={view.profiles} given={view.lines.includes(port.id)} />
              ))}
            </ul>
          </section>
          <PortEvents events={view.events} />
        </div>
      )}
      <Approvers />
      <section className="panel panel-section" aria-labelledby="bench-page-keys">
        <h2 className="section-title" id="bench-page-keys">
          {t(($) => $.collect.settings.keys)}
        </h2>
        <p className="hint">{t(($) => $.collect.settings.keysHint)}</p>
        <dl className="bench-page-keys">
          {(Object.keys(workKeys) as (keyof typeof workKeys)[]).map((key) => (
            <div key={key}>
              <dt>{t(($) => $.collect.settings.keyNames[key])}</dt>
              <dd>
                <Kbd size="md">{workKeys[key]}</Kbd>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {adding && <LineSheet onClose={() => setAdding(false)} />}
    </>
  );
}
