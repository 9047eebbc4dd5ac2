import type { CommandResult, CommandStanding, StaffCommand } from '#shared/relay/commands.ts';
import { CommandRefused, client } from '../../api.ts';

/** How often the word on a command is asked for that its home has not given yet (ms). */
const askEveryMs = 2_500;

/** The other counter has not said, and nobody asks any more. It is done once or not at all; its orders show which. */
export class CommandUnknown extends Error {
  constructor() {
    super('the other counter has not answered');
    this.name = 'CommandUnknown';
  }
}

interface Following {
  /** Called once, when there is no word at first. */
  readonly onUnknown?: () => void;
  /** Ends the asking with CommandUnknown. */
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
}

/**
 * Asks another counter to do something on a tab of its own, and gives its word, however long that takes. It is sent once
 * under its id; after that only its word is asked for. Throws CommandRefused, CommandUnknown, or the landing's refusal
 * (`counter_away`: nothing was sent, and nothing will be).
 */
export async function askCounter(
  { id, home, command }: { id: string; home: string; command: StaffCommand },
  following: Following = {},
): Promise<CommandResult> {
  return settle(id, await client.relay.counters.send.mutate({ id, home, command }), following);
}

/** The word on a command that was sent before. Throws like `askCounter`. */
export async function followCommand(id: string, following: Following = {}): Promise<CommandResult> {
  return settle(id, await client.relay.counters.standing.mutate({ id }), following);
}

async function settle(id: string, first: CommandStanding, { onUnknown, signal, patienceMs }: Following) {
  let standing = first;
  const until = patienceMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + patienceMs;
  if (standing.state === 'unknown') onUnknown?.();
  while (standing.state === 'unknown') {
    if (signal?.aborted || Date.now() >= until) throw new CommandUnknown();
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    standing = await client.relay.counters.standing.mutate({ id });
  }
  if (standing.state === 'refused') throw new CommandRefused(standing.problem);
  // The landing says "not sent" as a refusal of its own.
  if (standing.state === 'not_sent') throw new CommandUnknown();
  return standing.result;
}
