import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useWaitingCount } from '../counter/waiting.ts';
import type { Room } from '../rooms.ts';
import { ConnectionLight } from './ConnectionLight.tsx';
import { UserMenu } from './UserMenu.tsx';

/** The slim rail: the rooms, the connection light, the person. */
export function Rail({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const waiting = useWaitingCount();
  return (
    <div className="rail">
      <nav className="rail-rooms" aria-label={t(($) => $.common.rooms.label)}>
        {rooms.map((room) => (
          <Link
            key={room.path}
            href={room.path}
            className="rail-item"
            aria-current={path.startsWith(room.path) ? 'page' : undefined}
          >
            <room.icon size={26} stroke={1.6} />
            {room.name(t)}
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
        ))}
      </nav>
      <ConnectionLight />
      <UserMenu />
    </div>
  );
}
