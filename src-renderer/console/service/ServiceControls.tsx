import { Button, Menu } from '@mantine/core';
import { IconCheck, IconHourglass, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { delays, useServiceNotice } from './useServiceNotice.ts';

/**
 * Stops orders from phones with one tap, and tells diners how long dishes take. For the counter and the kitchen; put a
 * `PauseBanner` on the same screen. Shows nothing to whoever may not change it.
 */
export function ServiceControls() {
  const { t } = useTranslation();
  const { pausedAt, delayMinutes, isKnown, mayChange, pause, setDelay } = useServiceNotice();
  if (!isKnown || !mayChange) return null;
  const choices = [null, ...delays, ...(delayMinutes !== null && !isUsual(delayMinutes) ? [delayMinutes] : [])];
  return (
    <div className="service-controls">
      {pausedAt === null && (
        <Button variant="default" h={44} px="sm" fz={15} leftSection={<IconPlayerPause size={18} />} onClick={pause}>
          <span className="service-word">{t(($) => $.floor.service.pause)}</span>
        </Button>
      )}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            variant={delayMinutes === null ? 'default' : 'light'}
            color={delayMinutes === null ? 'accent' : 'new'}
            h={44}
            px="sm"
            fz={15}
            leftSection={<IconHourglass size={18} />}
          >
            {delayMinutes === null ? (
              <span className="service-word">{t(($) => $.floor.service.delay)}</span>
            ) : (
              t(($) => $.floor.service.delayed, { minutes: delayMinutes })
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label fz={14}>{t(($) => $.floor.service.delayHint)}</Menu.Label>
          {choices.map((minutes) => (
            <Menu.Item
              key={minutes ?? 'usual'}
              h={48}
              fz={16}
              aria-current={minutes === delayMinutes}
              rightSection={minutes === delayMinutes ? <IconCheck size={18} aria-hidden /> : null}
              onClick={() => setDelay(minutes)}
            >
              {minutes === null ? t(($) => $.floor.service.usual) : t(($) => $.floor.service.about, { minutes })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function isUsual(minutes: number): boolean {
  return delays.some((delay) => delay === minutes);
}
