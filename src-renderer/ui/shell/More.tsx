import { Drawer, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { SheetHead } from '../SheetHead.tsx';
import { Count, RoomLink } from './RoomLink.tsx';
import { type RailRoom, waitingIn } from './rooms.ts';

interface MoreProps {
  readonly rooms: readonly RailRoom[];
  /** What stands below the rooms. */
  readonly children: (close: () => void) => ReactNode;
}

/** What does not fit on a phone's bar: further rooms, and what stands at the rail's foot elsewhere. */
export function More({ rooms, children }: MoreProps) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const [opened, setOpened] = useState(false);
  const title = t(($) => $.common.rooms.more);
  const close = () => setOpened(false);
  const waiting = waitingIn(rooms);
  return (
    <>
      <UnstyledButton
        className="rail-item"
        aria-haspopup="dialog"
        aria-expanded={opened}
        data-current={rooms.some((room) => path.startsWith(room.path)) || undefined}
        onClick={() => setOpened(true)}
      >
        <IconDots size={26} stroke={1.6} />
        <span className="rail-name">{title}</span>
        {rooms.map(({ path: of, badge: Badge }) => Badge && <Badge key={of} />)}
        {waiting > 0 && <Count>{waiting}</Count>}
      </UnstyledButton>
      <Drawer.Root opened={opened} onClose={close} position="bottom" size="auto">
        <Drawer.Overlay />
        <Drawer.Content aria-label={title} className="more">
          <SheetHead title={title} onClose={close} />
          {rooms.length > 0 && (
            <nav className="more-rooms" aria-label={title}>
              {rooms.map((room) => (
                <RoomLink key={room.path} room={room} onOpen={close} />
              ))}
            </nav>
          )}
          {children(close)}
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}
