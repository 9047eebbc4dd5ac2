type Handler = (event: unknown, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`There is already a handler for '${channel}'.`);
    handlers.set(channel, handler);
  },
};

/** Gives a message to its handler; what comes back is copied, as it is between processes. */
export async function dispatchInvoke(event: unknown, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return structuredClone(await handler(event, ...structuredClone(args)));
}
