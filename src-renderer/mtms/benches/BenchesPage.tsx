import { Button } from '@mantine/core';
import { IconPlus, IconTool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchView } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { call, describeError } from '../api.ts';
import { liveMs, useChange } from '../queries.ts';
import { ReasonSheet } from '../ReasonSheet.tsx';
import { AnnounceBench } from './AnnounceBench.tsx';
import { BenchCard, type BenchTask } from './BenchCard.tsx';

interface Task {
  readonly what: BenchTask;
  /** Undefined: a new one. */
  readonly bench: string | undefined;
}

/** Every bench: announced, at work, or shut out; one whose record went wrong waits until somebody has looked. */
export function BenchesPage() {
  const { t } = useTranslation();
  const [task, setTask] = useState<Task | null>(null);
  const done = () => setTask(null);
  const benches = useQuery({
    queryKey: ['benches'],
    queryFn: ({ signal }) => call<{ benches: BenchView[] }>('GET', '/views/benches', { signal }),
    refetchInterval: liveMs,
  });
  return (
    <Page
      title={t(($) => $.mtms.rooms.benches)}
      actions={
        <Button
          size="md"
          leftSection={<IconPlus size={20} />}
          onClick={() => setTask({ what: 'code', bench: undefined })}
        >
          {t(($) => $.mtms.benches.add)}
        </Button>
      }
    >
      <PageBody query={benches}>
        {({ benches: list }) =>
          list.length === 0 ? (
            <Empty icon={IconTool} title={t(($) => $.mtms.benches.none)} detail={t(($) => $.mtms.benches.noneHint)} />
          ) : (
            <div className="cards">
              {list.map((bench) => (
                <BenchCard key={bench.id} bench={bench} onTask={(what) => setTask({ what, bench: bench.id })} />
              ))}
            </div>
          )
        }
      </PageBody>
      {task?.what === 'code' && <AnnounceBench bench={task.bench} onClose={done} />}
      {task?.what === 'accept' && <AcceptSheet bench={task.bench ?? ''} onClose={done} />}
      {task?.what === 'close' && <CloseSheet bench={task.bench ?? ''} onClose={done} />}
    </Page>
  );
}

interface SheetProps {
  readonly bench: string;
  readonly onClose: () => void;
}

function AcceptSheet({ bench, onClose }: SheetProps) {
  const { t } = useTranslation();
  const accept = useDecision(bench, 'accept');
  return (
    <ReasonSheet
      title={t(($) => $.mtms.benches.acceptTitle, { bench })}
      explanation={t(($) => $.mtms.benches.acceptHint)}
      submitLabel={t(($) => $.mtms.benches.accept)}
      submitting={accept.isPending}
      failure={accept.isError ? describeError(accept.error) : undefined}
      onClose={onClose}
      onSend={(why) =>
        accept.mutate(why, {
          onSuccess: () => {
            noticeDone(t(($) => $.mtms.benches.accepted, { bench }));
            onClose();
          },
        })
      }
    />
  );
}

function CloseSheet({ bench, onClose }: SheetProps) {
  const { t } = useTranslation();
  const close = useDecision(bench, 'close');
  return (
    <ReasonSheet
      title={t(($) => $.mtms.benches.closeTitle, { bench })}
      explanation={t(($) => $.mtms.benches.closeHint)}
      submitLabel={t(($) => $.mtms.benches.close)}
      submitting={close.isPending}
      failure={close.isError ? describeError(close.error) : undefined}
      onClose={onClose}
      onSend={(why) =>
        close.mutate(why, {
          onSuccess: () => {
            noticeDone(t(($) => $.mtms.benches.closedDone, { bench }));
            onClose();
          },
        })
      }
    />
  );
}

const useDecision = (bench: string, what: 'accept' | 'close') =>
  useChange((why: string) => call('POST', `/benches/${encodeURIComponent(bench)}/${what}`, { body: { why } }), {
    quiet: true,
  });
