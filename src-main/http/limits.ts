/** Requests allowed per minute, by what they are counted against. */
export interface RequestLimits {
  readonly sessionsPerTable: number;
  readonly sessionsPerAddress: number;
  readonly wrongCodesPerTable: number;
  readonly wrongTokensPerAddress: number;
  readonly ordersPerSession: number;
  readonly ordersPerTable: number;
  readonly callsPerSession: number;
  readonly readsPerSession: number;
  readonly streamsPerSession: number;
}

/**
 * A house full of phones shares one address, so what a phone does is counted against its session and its table; the
 * address only bounds what comes without a session.
 */
export const defaultLimits: RequestLimits = {
  sessionsPerTable: 300,
  sessionsPerAddress: 3000,
  wrongCodesPerTable: 10,
  wrongTokensPerAddress: 30,
  ordersPerSession: 120,
  ordersPerTable: 400,
  callsPerSession: 20,
  readsPerSession: 240,
  streamsPerSession: 60,
};

/** How patient the listeners are, and how many connections they hold. */
export interface ConnectionLimits {
  /** A request's headers must be here within this time. */
  readonly headersMs: number;
  /** A whole request, body included, must be here within this time. */
  readonly requestMs: number;
  /** A connection without a request is kept this long. */
  readonly idleMs: number;
  /** A connection on which nothing moves is given up after this long; a live stream has a heartbeat. */
  readonly silentMs: number;
  /** How often late requests are looked for; Node's own default is 30 s. */
  readonly checkEveryMs: number;
  /** Connections open at once: a full house, each phone with a stream and a browser's five more. */
  readonly connections: number;
  /** How often a live stream shows that it is alive, and its reader that it reads. */
  readonly heartbeatMs: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 65_000,
  silentMs: 90_000,
  checkEveryMs: 2_000,
  connections: 1_500,
  heartbeatMs: 15_000,
};
