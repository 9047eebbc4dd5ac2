/** Requests of phones allowed per minute at one process, by what they are counted against. */
export interface RelayLimits {
  readonly visitsPerAddress: number;
  readonly visitsPerTable: number;
  readonly wrongLinksPerAddress: number;
  /** By the hour, of one table. */
  readonly wrongCodesPerAddress: number;
  readonly ordersPerVisit: number;
  readonly ordersPerTable: number;
  readonly ordersPerAddress: number;
  readonly callsPerVisit: number;
  readonly readsPerVisit: number;
  readonly streamsPerVisit: number;
  readonly picturesPerAddress: number;
  /** Staff commands for other landings, by the landing they come from. */
  readonly commandsPerDevice: number;
  /** What comes without a visit that is known. */
  readonly strangersPerAddress: number;
}

/**
 * A mobile network puts thousands of phones behind one address, so what a phone does is counted against its visit and its
 * table first; the address bounds what no honest crowd does.
 */
export const defaultRelayLimits: RelayLimits = {
  visitsPerAddress: 120,
  visitsPerTable: 60,
  wrongLinksPerAddress: 30,
  wrongCodesPerAddress: 10,
  ordersPerVisit: 60,
  ordersPerTable: 200,
  ordersPerAddress: 300,
  callsPerVisit: 10,
  readsPerVisit: 120,
  streamsPerVisit: 30,
  picturesPerAddress: 3_000,
  commandsPerDevice: 600,
  strangersPerAddress: 60,
};
