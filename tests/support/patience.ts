/** For what happens by itself, in another program or a little later: how long a busy computer may take for it, ms. */
export const patience = { timeout: 60_000, interval: 50 };
