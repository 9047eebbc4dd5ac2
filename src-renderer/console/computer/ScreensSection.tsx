import { Button, Group, Text } from '@mantine/core';
import { IconChefHat, IconDeviceDesktop, IconDeviceLaptop, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { type DisplayInfo, type ScreenKind, type ScreensState, screenKinds } from '#shared/desktop/windows.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { resultOf } from '../desktop.ts';
import { describeError, noticeError } from '../notices.tsx';
import { useScreens } from './useScreens.ts';
import './screens.css';

const icons = { kitchen: IconChefHat, customer: IconUsersGroup } as const;

/** The displays of this computer, and which of them show the kitchen's tickets or the customer's bill. */
export function ScreensSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const { screens, act } = useScreens(bridge);
  const { data } = screens;
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.screens.title)}>
      <div className="panel-section">
        <div className="screens-head">
          <div className="screens-title">
            <h2 className="section-title">{t(($) => $.computer.screens.title)}</h2>
            <Text className="hint">{t(($) => $.computer.screens.hint)}</Text>
          </div>
          {data && data.displays.length > 1 && (
            <Button
              variant="default"
              size="md"
              onClick={() => void resultOf(bridge.identifyDisplays()).catch(noticeError)}
            >
              {t(($) => $.computer.screens.identify)}
            </Button>
          )}
        </div>
        {data ? (
          <ul className="displays">
            {data.displays.map((display) => (
              <DisplayRow
                key={display.id}
                display={display}
                state={data}
                onShow={(kind) => act.mutate(() => bridge.showScreen(kind, display.id))}
                onClose={(kind) => act.mutate(() => bridge.closeScreen(kind))}
              />
            ))}
          </ul>
        ) : screens.isError ? (
          <LoadFailed reason={describeError(screens.error)} onRetry={() => void screens.refetch()} />
        ) : (
          <ListSkeleton rows={2} height={72} />
        )}
        {data && data.displays.length === 1 && (
          <Text className="hint" mt="sm">
            {t(($) => $.computer.screens.single)}
          </Text>
        )}
      </div>
    </section>
  );
}

interface DisplayRowProps {
  readonly display: DisplayInfo;
  readonly state: ScreensState;
  readonly onShow: (kind: ScreenKind) => void;
  readonly onClose: (kind: ScreenKind) => void;
}

function DisplayRow({ display, state, onShow, onClose }: DisplayRowProps) {
  const { t } = useTranslation();
  const { number, width, height, main, builtIn } = display;
  const plain = t(($) => (builtIn ? $.computer.screens.builtIn : $.computer.screens.display), { number });
  const name = display.name || plain;
  const Icon = builtIn ? IconDeviceLaptop : IconDeviceDesktop;
  const waiting = screenKinds.filter((kind) => state[kind]?.waiting && state[kind]?.displayId === display.id);
  return (
    <li className="display-row">
      <span className="display-number" aria-hidden>
        {number}
      </span>
      <div className="display-facts">
        <p className="display-name">
          <Icon size={20} aria-hidden />
          {name}
          {main && <StateChip state="done">{t(($) => $.computer.screens.main)}</StateChip>}
        </p>
        <p className="hint">{t(($) => $.computer.screens.size, { width, height })}</p>
        {waiting.map((kind) => (
          <div key={kind} className="display-waiting">
            <p role="status">{t(($) => $.computer.screens.waiting[kind])}</p>
            <Button
              size="md"
              variant="subtle"
              leftSection={<IconX size={18} />}
              aria-label={t(($) => $.computer.screens.closeOn[kind], { display: name })}
              onClick={() => onClose(kind)}
            >
              {t(($) => $.computer.screens.close[kind])}
            </Button>
          </div>
        ))}
      </div>
      <Group gap="xs" className="display-actions">
        {screenKinds.map((kind) => {
          const ScreenIcon = icons[kind];
          const isHere = state[kind]?.displayId === display.id && !state[kind]?.waiting;
          return isHere ? (
            <Button
              key={kind}
              size="md"
              variant="light"
              leftSection={<IconX size={18} />}
              aria-label={t(($) => $.computer.screens.closeOn[kind], { display: name })}
              onClick={() => onClose(kind)}
            >
              {t(($) => $.computer.screens.close[kind])}
            </Button>
          ) : (
            <Button
              key={kind}
              size="md"
              variant="default"
              leftSection={<ScreenIcon size={18} />}
              aria-label={t(($) => $.computer.screens.showOn[kind], { display: name })}
              onClick={() => onShow(kind)}
            >
              {t(($) => $.computer.screens.show[kind])}
            </Button>
          );
        })}
      </Group>
    </li>
  );
}
