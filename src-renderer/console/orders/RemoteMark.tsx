import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Marks an order of somebody whom nobody has seen in the room. */
export function RemoteMark({ kind }: { kind: 'order' | 'pre_order' }) {
  const { t } = useTranslation();
  return (
    <span className="remote-mark">
      <IconWorld size={16} aria-hidden />
      {kind === 'pre_order' ? t(($) => $.counter.queue.preOrder) : t(($) => $.counter.queue.remote)}
    </span>
  );
}
