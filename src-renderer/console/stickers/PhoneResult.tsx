import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { stayingSeconds, type TestedPhone } from '#shared/reach/reach.ts';

const slowMs = 300;

/** What one phone can do, in words, with advice for what it cannot. */
export function PhoneResult({ phone }: { phone: TestedPhone }) {
  const { t } = useTranslation();
  const { latencyMs, stream, connected, seconds } = phone;
  const slow = latencyMs !== null && latencyMs >= slowMs;
  const left = !connected && seconds > 0 && seconds < stayingSeconds;
  const system = t(($) => $.stickers.test.system[phone.system]);
  return (
    <div className="sheet-record">
      <Text fw={600} size="md">
        {t(($) => $.stickers.test.phone[phone.app])}
        {` · ${system}`}
        {phone.family === 6 && ' · IPv6'}
      </Text>
      <ul className="phone-facts">
        <Fact state="good">{t(($) => $.stickers.test.reaches)}</Fact>
        <Fact state={latencyMs === null ? 'waiting' : slow ? 'bad' : 'good'}>
          {latencyMs === null
            ? t(($) => $.stickers.test.latencyWaiting)
            : slow
              ? t(($) => $.stickers.test.latencySlow, { ms: latencyMs })
              : t(($) => $.stickers.test.latency, { ms: latencyMs })}
        </Fact>
        <Fact state={stream === null ? 'waiting' : stream ? 'good' : 'bad'}>
          {stream === null
            ? t(($) => $.stickers.test.liveWaiting)
            : stream
              ? t(($) => $.stickers.test.live)
              : t(($) => $.stickers.test.liveFailed)}
        </Fact>
        <Fact state={left ? 'bad' : seconds === 0 ? 'waiting' : 'good'}>
          {connected || seconds === 0
            ? t(($) => $.stickers.test.connected, { count: seconds })
            : t(($) => $.stickers.test.left, { count: seconds })}
        </Fact>
      </ul>
      {slow && <Advice>{t(($) => $.stickers.test.adviceSlow)}</Advice>}
      {stream === false && <Advice>{t(($) => $.stickers.test.adviceLive)}</Advice>}
      {left && <Advice>{t(($) => $.stickers.test.adviceLeft)}</Advice>}
    </div>
  );
}

function Fact({ state, children }: { state: 'waiting' | 'good' | 'bad'; children: string }) {
  const Icon = { waiting: IconCircleDashed, good: IconCheck, bad: IconAlertTriangle }[state];
  return (
    <li data-state={state}>
      <Icon size={18} aria-hidden /> {children}
    </li>
  );
}

function Advice({ children }: { children: string }) {
  return (
    <Alert color="new" variant="light" icon={<IconAlertTriangle />} mt="xs">
      {children}
    </Alert>
  );
}
