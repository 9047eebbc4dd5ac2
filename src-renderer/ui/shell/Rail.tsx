import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { More } from './More.tsx';
import { RoomLink } from './RoomLink.tsx';
import type { RailRoom } from './rooms.ts';

/** How many rooms a phone's bar holds beside "More"; each stays wide enough for a thumb at 360 px. */
const onPhoneBar = 4;

interface RailProps {
  readonly label: string;
  readonly rooms: readonly RailRoom[];
  /** What stands below the rooms: how things are, and the person. */
  readonly foot: ReactNode;
  /** The same under a phone's "More". */
  readonly more: (close: () => void) => ReactNode;
}

/** The slim rail: the rooms, and what stands at its foot. On a phone a bar at the bottom, the rest under "More". */
export function Rail({ label, rooms, foot, more }: RailProps) {
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const shown = isPhone ? rooms.slice(0, onPhoneBar) : rooms;
  return (
    <div className="rail">
      <nav className="rail-rooms" aria-label={label}>
        {shown.map((room) => (
          <RoomLink key={room.path} room={room} />
        ))}
        {isPhone && <More rooms={rooms.slice(onPhoneBar)}>{more}</More>}
      </nav>
      {!isPhone && foot}
    </div>
  );
}
