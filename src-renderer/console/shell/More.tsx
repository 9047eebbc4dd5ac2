import { Drawer, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { SheetHead } from '../../ui/SheetHead.tsx';
import { SyncLight } from '../cloud/SyncLight.tsx';
import { SwitchUser } from '../identity/SwitchUser.tsx';
import type { Room } from '../rooms.ts';
import { ConnectionLight } from './ConnectionLight.tsx';
import { UserPanel } from './UserMenu.tsx';

/** What does not fit on a phone's bar: further rooms, the connection light, the person. */
export function More({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const [opened, setOpened] = useState(false);
  const [switching, setSwitching] = useState(false);
  const title = t(($) => $.common.rooms.more);
  const close = () => setOpened(false);
  const isHere = rooms.some((room) => path.startsWith(room.path));
  return (
    <>
      <UnstyledButton
        className="rail-item"
        aria-haspopup="dialog"
        aria-expanded={opened}
        data-current={isHere || undefined}
        onClick={() => setOpened(true)}
      >
        <IconDots size={26} stroke={1.6} />
        <span className="rail-name">{title}</span>
        {rooms.map((room) => room.badge && <room.badge key={room.path} />)}
      </UnstyledButton>
      <Drawer.Root opened={opened} onClose={close} position="bottom" size="auto">
        <Drawer.Overlay />
        <Drawer.Content aria-label={title} className="more">
          <SheetHead title={title} onClose={close} />
          {rooms.length > 0 && (
            <nav className="more-rooms" aria-label={title}>
              {rooms.map((room) => (
                <Link
                  key={room.path}
                  href={room.path}
                  className="rail-item"
                  aria-current={path.startsWith(room.path) ? 'page' : undefined}
                  onClick={close}
                >
                  <room.icon size={26} stroke={1.6} />
                  <span className="rail-name">{room.name(t)}</span>
                </Link>
              ))}
            </nav>
          )}
          <ConnectionLight />
          <SyncLight onOpen={close} />
          <UserPanel
            onLeave={close}
            onSwitch={() => {
              close();
              setSwitching(true);
            }}
          />
        </Drawer.Content>
      </Drawer.Root>
      <SwitchUser opened={switching} onClose={() => setSwitching(false)} />
    </>
  );
}
