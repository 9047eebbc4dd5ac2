import { useEffect } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import type { Formats } from '../format.ts';
import type { Messages } from '../messages.ts';
import type { Notice } from '../state.ts';
import { announce } from './announcer.tsx';
import { Icon, type IconName } from './icons.tsx';

interface Words {
  readonly colour: 'amber' | 'red';
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
}

/** The words for a submission that came back. */
export function wordsFor(t: Messages, format: Formats, notice: Notice): Words {
  switch (notice.kind) {
    case 'price':
      return {
        colour: 'amber',
        icon: 'receipt',
        title: t.priceChanged,
        text: t.priceChangedHint(format.money(notice.before), format.money(notice.after)),
      };
    case 'unconfirmed':
      return { colour: 'amber', icon: 'alert', title: t.sendWaiting, text: t.unconfirmed };
    case 'refused':
      return { colour: 'red', icon: 'alert', title: t.notSent, text: notice.error.detail || t.storageFailed };
  }
}

/** Why the order is in the cart again, and what to do. */
export function NoticePanel({ notice, blocked }: { notice: Notice | null; blocked: boolean }) {
  const { t, format } = useSpeech();
  const words = notice
    ? wordsFor(t, format, notice)
    : blocked
      ? ({ colour: 'red', icon: 'alert', title: t.blocked, text: '' } satisfies Words)
      : null;
  const spoken = words ? `${words.title} ${words.text}` : '';
  useEffect(() => {
    if (spoken) announce(spoken);
  }, [spoken]);
  if (!words) return null;
  return (
    <div class={`panel ${words.colour}`}>
      <Icon name={words.icon} size={24} />
      <div>
        <p class="panel-title">{words.title}</p>
        {words.text && <p>{words.text}</p>}
      </div>
    </div>
  );
}
