import { Button } from '@mantine/core';
import { IconPlug, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { Page } from '../../ui/Page.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { useMay } from '../session.ts';
import { LineSheet } from './LineSheet.tsx';
import { Notices } from './Notices.tsx';
import { PortCard } from './PortCard.tsx';
import { PortEvents } from './PortEvents.tsx';
import { useBench } from './useBench.ts';
import './bench.css';

/** The repair bench: the terminals that are plugged in, live, each port with what is wrong with it. */
export default function BenchPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { view, live } = useBench();
  const [adding, setAdding] = useState(false);
  const mayAdd = may('terminal_key', 'create');
  usePageKeys({ n: () => mayAdd && setAdding(true) });
  const addButton = mayAdd && (
    <Button size="md" variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
      {t(($) => $.bench.add)}
    </Button>
  );
  return (
    <Page title={t(($) => $.bench.title)} actions={view && view.ports.length > 0 && addButton}>
      <div className="page-body">
        <div className="bench">
          {!view && (
            <div role="status" aria-label={t(($) => $.bench.loading)}>
              <ListSkeleton rows={3} height={140} />
            </div>
          )}
          {view && <Notices view={view} live={live} />}
          {view?.ports.length === 0 && (
            <Empty icon={IconPlug} title={t(($) => $.bench.empty)} detail={t(($) => $.bench.emptyDetail)}>
              {addButton}
            </Empty>
          )}
          {view && view.ports.length > 0 && (
            <div className="bench-columns">
              <section aria-label={t(($) => $.bench.ports)}>
                <ul className="bench-ports">
                  {view.ports.map((port) => (
                    <PortCard key={port.id} port={port} profiles={view.profiles} given={view.lines.includes(port.id)} />
                  ))}
                </ul>
              </section>
              <PortEvents events={view.events} />
            </div>
          )}
        </div>
      </div>
      {adding && <LineSheet onClose={() => setAdding(false)} />}
    </Page>
  );
}
