import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { SyncLight } from '../cloud/SyncLight.tsx';
import { useWaitingCount } from '../counter/waiting.ts';
import type { Room } from '../rooms.ts';
import { ConnectionLight } from './ConnectionLight.tsx';
import { More } from './More.tsx';
import { UserMenu } from './UserMenu.tsx';

/** How many rooms a phone's bar holds beside "More"; each stays wide enough for a thumb at 360 px. */
const onPhoneBar = 4;

/** The slim rail: the rooms, the connection light, the person. On a phone a bar at the bottom, the rest under "More". */
export function Rail({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const shown = isPhone ? rooms.slice(0, onPhoneBar) : rooms;
  return (
    <div className="rail">
      <nav className="rail-rooms" aria-label={t(($) => $.common.rooms.label)}>
        {shown.map((room) => (
          <RoomLink key={room.path} room={room} />
        ))}
        {isPhone && <More rooms={rooms.slice(onPhoneBar)} />}
      </nav>
      {!isPhone && <ConnectionLight />}
      {!isPhone && <SyncLight />}
      {!isPhone && <UserMenu />}
    </div>
  );
}

function RoomLink({ room }: { room: Room }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const waiting = useWaitingCount();
  return (
    <Link href={room.path} className="rail-item" aria-current={path.startsWith(room.path) ? 'page' : undefined}>
      <room.icon size={26} stroke={1.6} />
      <span className="rail-name">{room.name(t)}</span>
      {room.badge && <room.badge />}
      {room.countsWaiting && waiting > 0 && (
        <span className="rail-badge" aria-hidden>
          {waiting}
        </span>
      )}
      {room.countsWaiting && waiting > 0 && (
        <span className="visually-hidden">{t(($) => $.common.rooms.waiting, { count: waiting })}</span>
      )}
    </Link>
  );
}
