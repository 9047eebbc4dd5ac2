import { Button, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconCircleDashed, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeError } from '../notices.tsx';
import type { Reach } from './AddressSection.tsx';
import { PinSteps } from './PinSteps.tsx';
import { type CheckStep, checkSteps, checksDone, isChecked, scanners } from './steps.ts';
import { TestPanel } from './TestPanel.tsx';
import { useReach, useRefreshStickers } from './useStickers.ts';
import './stickers.css';

/** What to look at before the first sheet is printed, each step with its test. */
export function ChecksPage() {
  const { t } = useTranslation();
  const reach = useReach();
  const [testing, setTesting] = useState<CheckStep | null>(null);
  return (
    <Page
      title={t(($) => $.stickers.checks.title)}
      actions={
        <Button component={Link} href="/stickers" variant="default" size="md" leftSection={<IconArrowLeft size={18} />}>
          {t(($) => $.stickers.title)}
        </Button>
      }
    >
      {reach.isError && !reach.data ? (
        <LoadFailed reason={describeError(reach.error)} onRetry={() => void reach.refetch()} />
      ) : (
        <div className="page-body">
          <div className="page-narrow">
            <Text size="md" mb="md">
              {t(($) => $.stickers.checks.intro)}
            </Text>
            {!reach.data && <ListSkeleton rows={5} height={110} />}
            {reach.data && (
              <>
                <Text className="hint" mb="xs" role="status">
                  {t(($) => $.stickers.checks.progress, {
                    done: checksDone(reach.data.checks),
                    all: checkSteps.length,
                  })}
                </Text>
                <ol className="check-list">
                  {checkSteps.map((step) => (
                    <Step
                      key={step}
                      step={step}
                      reach={reach.data}
                      testing={testing === step}
                      onTest={() => setTesting(step)}
                    />
                  ))}
                </ol>
              </>
            )}
          </div>
        </div>
      )}
    </Page>
  );
}

interface StepProps {
  readonly step: CheckStep;
  readonly reach: Reach;
  readonly testing: boolean;
  readonly onTest: () => void;
}

function Step({ step, reach, testing, onTest }: StepProps) {
  const { t } = useTranslation();
  const done = isChecked(step, reach.checks);
  return (
    <li className="panel check-step" data-done={done ? true : undefined}>
      <div className="check-head">
        <h2 className="section-title">{t(($) => $.stickers.checks[step].title)}</h2>
        <StateChip state={done ? 'ready' : 'new'} icon={done ? IconCheck : IconCircleDashed}>
          {done ? t(($) => $.stickers.checks.done) : t(($) => $.stickers.checks.todo)}
        </StateChip>
      </div>
      <Text size="md" c="dimmed">
        {t(($) => $.stickers.checks[step].why)}
      </Text>
      {step === 'scanners' && (
        <Group gap="xs" mt="xs">
          {scanners.map((scanner) => {
            const seen = reach.checks[scanner] !== undefined;
            return (
              <StateChip key={scanner} state={seen ? 'ready' : 'done'} icon={seen ? IconCheck : IconCircleDashed}>
                {`${t(($) => $.stickers.checks.scanners[scanner])} · ${seen ? t(($) => $.stickers.checks.done) : t(($) => $.stickers.checks.todo)}`}
              </StateChip>
            );
          })}
        </Group>
      )}
      {step === 'reserved' ? (
        <Reserved reach={reach} />
      ) : testing ? (
        <TestPanel step={step} reach={reach} />
      ) : (
        <Button
          mt="sm"
          size="md"
          variant={done ? 'default' : 'filled'}
          leftSection={<IconDeviceMobile size={18} />}
          onClick={onTest}
        >
          {done ? t(($) => $.stickers.checks.again) : t(($) => $.stickers.checks.test)}
        </Button>
      )}
    </li>
  );
}

/** Only a person knows what the router was told. */
function Reserved({ reach }: { reach: Reach }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const confirm = useMutation(trpc.reach.confirmStep.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const done = reach.checks.reserved !== undefined;
  return (
    <>
      <PinSteps origin={reach.origin} platform={reach.platform} />
      <Button
        size="md"
        variant={done ? 'default' : 'filled'}
        loading={confirm.isPending}
        onClick={() => confirm.mutate({ step: 'reserved', done: !done })}
      >
        {done ? t(($) => $.common.undo) : t(($) => $.stickers.checks.confirm)}
      </Button>
    </>
  );
}
