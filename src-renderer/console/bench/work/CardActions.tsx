import { Button } from '@mantine/core';
import { IconCheck, IconKey, IconRefresh, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../session.ts';
import type { FrontCardProps } from './FrontCard.tsx';
import { canCollect, type Standing } from './steps.ts';
import { workKeys } from './useWorkKeys.ts';

type CardActionsProps = FrontCardProps & { readonly standing: Standing };

/** What can be done with the card in front: one large button, always in the same place, and its companions. */
export function CardActions(props: CardActionsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { station, standing, now, acts, mayCollect, onOther, onApprove } = props;
  const { card } = station;
  const guard = (act: () => void) => () => now.armed && act();
  const mayPutAway = card && mayCollect && ['confirm', 'done', 'failed', 'queued'].includes(standing);
  return (
    <div className="bench-card-acts">
      {standing === 'confirm' && card?.operation && mayCollect && (
        <Main
          armed={now.armed}
          icon={<IconCheck size={28} />}
          hint={workKeys.confirm}
          onPress={guard(() => acts.confirm(card))}
        >
          {t(($) => $.collect.card.confirm)}
        </Main>
      )}
      {standing === 'approve' && (
        <Main armed={now.armed} icon={<IconUsers size={28} />} hint={workKeys.confirm} onPress={guard(onApprove)}>
          {t(($) => $.collect.card.approveButton)}
        </Main>
      )}
      {(standing === 'ready' || standing === 'failed') && mayCollect && canCollect(station) && (
        <Main
          armed={now.armed}
          icon={standing === 'failed' ? <IconRefresh size={28} /> : <IconKey size={28} />}
          hint={workKeys.confirm}
          onPress={guard(() => acts.collect(station))}
        >
          {standing === 'failed' ? t(($) => $.collect.card.again) : t(($) => $.collect.card.collect)}
        </Main>
      )}
      <div className="bench-card-more">
        {standing === 'confirm' && card?.operation && may('terminal_key', 'assign') && (
          <Button variant="default" h={64} px="xs" fz={18} onClick={guard(onOther)}>
            {t(($) => $.collect.card.other)} <Hint>{workKeys.other}</Hint>
          </Button>
        )}
        {standing === 'approve' && card && mayCollect && (
          <Button variant="default" h={64} px="xs" fz={18} onClick={guard(() => acts.putAway(card.port))}>
            {t(($) => $.collect.card.cancelChange)}
          </Button>
        )}
        {mayPutAway && (
          <Button variant="default" h={64} px="xs" fz={18} onClick={guard(() => acts.putAway(station.port.id))}>
            {t(($) => $.collect.card.putAway)} <Hint>{workKeys.away}</Hint>
          </Button>
        )}
      </div>
    </div>
  );
}

interface MainProps {
  readonly armed: boolean;
  readonly icon: ReactNode;
  readonly hint: string | undefined;
  readonly onPress: () => void;
  readonly children: string;
}

/** The one thing to do. It fills while the card is too new to be pressed. */
function Main({ armed, icon, hint, onPress, children }: MainProps) {
  return (
    <Button
      className="bench-main"
      h={76}
      fz={26}
      fullWidth
      leftSection={icon}
      aria-disabled={!armed}
      data-arming={!armed || undefined}
      onClick={onPress}
    >
      {children} {hint && <Hint>{hint}</Hint>}
    </Button>
  );
}

/** The key that does the same. */
function Hint({ children }: { children: string }) {
  return (
    <kbd className="bench-hint" aria-hidden>
      {children}
    </kbd>
  );
}
