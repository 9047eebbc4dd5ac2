import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Rail as CommonRail } from '../../ui/shell/Rail.tsx';
import { UserMenu } from '../../ui/shell/UserMenu.tsx';
import { SyncLight } from '../cloud/SyncLight.tsx';
import { useWaitingCount } from '../counter/waiting.ts';
import { SwitchUser } from '../identity/SwitchUser.tsx';
import type { Room } from '../rooms.ts';
import { useMe } from '../session.ts';
import { ConnectionLight } from './ConnectionLight.tsx';
import { Person } from './Person.tsx';

/** The slim rail: the rooms, the lights of connection and cloud, the person. */
export function Rail({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const count = useWaitingCount();
  const [switching, setSwitching] = useState(false);
  const person = (close: () => void) => (
    <Person
      onLeave={close}
      onSwitch={() => {
        close();
        setSwitching(true);
      }}
    />
  );
  return (
    <>
      <CommonRail
        label={t(($) => $.common.rooms.label)}
        rooms={rooms.map(({ path, name, icon, badge, countsWaiting }) => ({
          ...{ path, icon, badge, name: name(t) },
          waiting: countsWaiting ? { count, words: t(($) => $.common.rooms.waiting, { count }) } : undefined,
        }))}
        foot={
          <>
            <ConnectionLight />
            <SyncLight />
            <UserMenu name={user.displayName}>{person}</UserMenu>
          </>
        }
        more={(close) => (
          <>
            <ConnectionLight />
            <SyncLight onOpen={close} />
            {person(close)}
          </>
        )}
      />
      <SwitchUser opened={switching} onClose={() => setSwitching(false)} />
    </>
  );
}
