import { Button, Text } from '@mantine/core';
import {
  IconCheck,
  IconCircleOff,
  IconClock,
  IconKey,
  IconUserCheck,
  IconUserOff,
  IconUserPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApproverView } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { call } from '../api.ts';
import { useChange } from '../queries.ts';
import { When } from '../when.tsx';
import { AnnounceSheet } from './AnnounceSheet.tsx';

/** The second persons: who may approve a change of customer, each with a credential of their own. */
export function ApproversPage() {
  const { t } = useTranslation();
  const [announcing, setAnnouncing] = useState<ApproverView | 'new' | null>(null);
  const approvers = useQuery({
    queryKey: ['approvers'],
    queryFn: ({ signal }) => call<{ approvers: ApproverView[] }>('GET', '/views/approvers', { signal }),
    refetchInterval: 5_000,
  });
  const add = (
    <Button size="md" leftSection={<IconUserPlus size={20} />} onClick={() => setAnnouncing('new')}>
      {t(($) => $.mtms.approvers.add)}
    </Button>
  );
  return (
    <Page title={t(($) => $.mtms.rooms.approvers)} actions={add}>
      <PageBody query={approvers}>
        {({ approvers: list }) =>
          list.length === 0 ? (
            <Empty
              icon={IconUserCheck}
              title={t(($) => $.mtms.approvers.none)}
              detail={t(($) => $.mtms.approvers.noneHint)}
            />
          ) : (
            <div className="cards">
              {list.map((one) => (
                <ApproverCard key={one.id} one={one} onAgain={() => setAnnouncing(one)} />
              ))}
            </div>
          )
        }
      </PageBody>
      {announcing && (
        <AnnounceSheet person={announcing === 'new' ? undefined : announcing} onClose={() => setAnnouncing(null)} />
      )}
    </Page>
  );
}

const looks = {
  enrolled: ['ready', IconCheck],
  announced: ['new', IconClock],
  code_expired: ['done', IconClock],
  disabled: ['done', IconCircleOff],
} as const;

function ApproverCard({ one, onAgain }: { one: ApproverView; onAgain: () => void }) {
  const { t } = useTranslation();
  const disable = useChange(() => call('DELETE', `/approvers/${encodeURIComponent(one.id)}`));
  const [look, icon] = looks[one.state];
  const isIn = one.state === 'enrolled' || one.state === 'announced';
  return (
    <article className="panel card" aria-label={one.name}>
      <div className="card-head">
        <h2 className="card-title">{one.name}</h2>
        <span className="hint code">{one.id}</span>
        <StateChip state={look} icon={icon}>
          {t(($) => $.mtms.approvers.states[one.state])}
        </StateChip>
      </div>
      {one.state === 'announced' && (
        <Text className="hint">
          {t(($) => $.mtms.approvers.codeUntil)} <When at={one.codeExpiresAt} />
        </Text>
      )}
      <div className="card-head card-actions">
        <Button variant="default" size="md" leftSection={<IconKey size={18} />} onClick={onAgain}>
          {t(($) => $.mtms.approvers.newCode)}
        </Button>
        {isIn && (
          <TwoStepButton
            label={t(($) => $.mtms.approvers.disable)}
            icon={<IconUserOff size={18} />}
            explanation={t(($) => $.mtms.approvers.disableHint, { name: one.name })}
            confirm={t(($) => $.mtms.approvers.disable)}
            pending={disable.isPending}
            onConfirm={() =>
              disable.mutate(undefined, {
                onSuccess: () => noticeDone(t(($) => $.mtms.approvers.disabled, { name: one.name })),
              })
            }
          />
        )}
      </div>
    </article>
  );
}
