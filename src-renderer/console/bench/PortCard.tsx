import { Button, Code, Group } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconLoader2,
  IconPlugConnectedX,
  IconQuestionMark,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchView, PortPhase, PortView } from '#shared/bench/views.ts';
import { Age } from '../../ui/Age.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import type { StateName } from '../../ui/theme.ts';
import { useMay } from '../session.ts';
import { useRemoveLine, useTryNow } from './useBench.ts';
import { problemWords, shortPort } from './words.ts';

const looks = {
  opening: { state: 'progress', icon: IconLoader2 },
  searching: { state: 'progress', icon: IconLoader2 },
  // A terminal that is off needs nobody.
  silent: { state: 'done', icon: IconQuestionMark },
  ready: { state: 'ready', icon: IconCircleCheck },
  working: { state: 'progress', icon: IconLoader2 },
  failed: { state: 'trouble', icon: IconAlertTriangle },
  gone: { state: 'done', icon: IconPlugConnectedX },
} as const satisfies Record<PortPhase, { state: StateName; icon: typeof IconLoader2 }>;

interface PortCardProps {
  readonly port: PortView;
  readonly profiles: BenchView['profiles'];
  /** A person gave it, and may take it back. */
  readonly given: boolean;
}

/** One port: which terminal is on it, how it is in colour, icon and words, and what a person can do. */
export function PortCard({ port, profiles, given }: PortCardProps) {
  const { t } = useTranslation();
  const may = useMay();
  const tryNow = useTryNow();
  const remove = useRemoveLine();
  const { phase, problem, terminal } = port;
  const look = looks[phase];
  const name = shortPort(port.id);
  const family = profiles.find(({ id }) => id === terminal?.profile)?.name[currentLanguage()];
  const isStuck = phase === 'failed' || phase === 'silent' || phase === 'gone';
  const state = phase === 'gone' && problem?.reason === 'while_working' ? 'trouble' : look.state;
  return (
    <li className="bench-port" data-state={state} aria-label={name}>
      <div className="bench-port-head">
        <span className="bench-port-name">{name}</span>
        <StateChip state={state} icon={look.icon}>
          {t(($) => $.bench.phases[phase])}
        </StateChip>
      </div>
      {terminal && <p className="bench-serial">{terminal.serial}</p>}
      {problem && (
        <div className="bench-problem" data-state={state} role="status">
          {problemWords(t, problem)} · <Age at={port.since} />
          {problem.reason === 'permission_denied' && <Code block>{t(($) => $.bench.dialout)}</Code>}
        </div>
      )}
      <dl className="bench-facts">
        {terminal && (
          <>
            <Fact name={t(($) => $.bench.facts.model)}>{terminal.model}</Fact>
            {terminal.firmware && <Fact name={t(($) => $.bench.facts.firmware)}>{terminal.firmware}</Fact>}
            {family && <Fact name={t(($) => $.bench.facts.family)}>{family}</Fact>}
          </>
        )}
        {port.cable && <Fact name={t(($) => $.bench.facts.cable)}>{port.cable}</Fact>}
      </dl>
      {may('terminal_key', 'create') && (isStuck || given) && (
        <Group gap="xs" className="bench-port-acts">
          {isStuck && (
            <Button
              variant="default"
              size="md"
              leftSection={<IconRefresh size={18} />}
              loading={tryNow.isPending}
              onClick={() => tryNow.mutate({ port: port.id })}
            >
              {t(($) => $.bench.tryNow)}
            </Button>
          )}
          {given && (
            <Button
              variant="subtle"
              size="md"
              leftSection={<IconTrash size={18} />}
              loading={remove.isPending}
              onClick={() => remove.mutate({ port: port.id })}
            >
              {t(($) => $.bench.remove)}
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
