import type { ParentChannel } from './parent-channel.ts';
import { type KeySupervisor, readKey } from './secrets/service.ts';

/** The desktop as the keeper of the key, over the landing's line to its supervisor. */
export function keySupervisor(channel: ParentChannel): KeySupervisor {
  return {
    ask: (keyId) => channel.tell({ type: 'keyWanted', ...(keyId !== undefined && { keyId }) }),
    onAnswer: (listener) =>
      channel.onKey((message) => {
        if (message.type === 'keyWithheld') return listener({ withheld: message.reason });
        const key = readKey(message.key);
        if (key) listener({ key, replaces: message.replaces });
      }),
  };
}
