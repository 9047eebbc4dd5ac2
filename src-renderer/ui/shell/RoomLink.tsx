import { Link, useLocation } from 'wouter';
import type { RailRoom } from './rooms.ts';

/** A room on the rail or under "More". */
export function RoomLink({ room, onOpen }: { room: RailRoom; onOpen?: () => void }) {
  const [path] = useLocation();
  const { icon: Icon, badge: Badge, waiting } = room;
  return (
    <Link
      href={room.path}
      className="rail-item"
      aria-current={path.startsWith(room.path) ? 'page' : undefined}
      {...(onOpen && { onClick: onOpen })}
    >
      <Icon size={26} stroke={1.6} />
      <span className="rail-name">{room.name}</span>
      {Badge && <Badge />}
      {waiting && waiting.count > 0 && (
        <>
          <Count>{waiting.count}</Count>
          <span className="visually-hidden">{waiting.words}</span>
        </>
      )}
    </Link>
  );
}

/** A figure on a rail's corner; the words beside it say what it counts. */
export function Count({ children }: { children: number }) {
  return (
    <span className="rail-badge" aria-hidden>
      {children}
    </span>
  );
}
