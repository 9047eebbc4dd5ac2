import { Tooltip } from '@mantine/core';
import { IconCloudOff, IconDeviceFloppy, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWindow } from '../window.ts';

/** Whether this window hears its landing: an icon, and the same in words. */
export function ConnectionLight() {
  const { t } = useTranslation();
  const connection = useWindow((state) => state.connection);
  const Icon = { live: IconDeviceFloppy, connecting: IconLoader2, lost: IconCloudOff }[connection];
  const word = t(($) => $.common.connection[connection]);
  const hint = connection === 'lost' ? t(($) => $.common.connection.lostHint) : t(($) => $.common.connection.liveHint);
  return (
    <Tooltip label={hint} multiline maw={280} position="right">
      <output className="connection" data-state={connection} aria-live="polite">
        <Icon size={20} stroke={1.7} aria-hidden />
        {word}
      </output>
    </Tooltip>
  );
}
