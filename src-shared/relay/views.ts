/** How ordering over the internet stands, as the console shows it. */
export interface RelayView {
  /** The cloud's address; null while this landing is not connected to one. */
  readonly cloud: string | null;
  /** This landing's device id. */
  readonly thisLanding: string;
  /** Which landing takes the orders. */
  readonly serves: 'nobody' | 'this' | 'another';
  readonly connected: boolean;
  /** UTC ms. */
  readonly since: number | null;
  /** Why there is no connection: a refusal's code, or `network`. */
  readonly problem: string | null;
}

/** Another landing of the house, as the console shows it. */
export interface CounterView {
  /** Its device id. */
  readonly id: string;
  /** Empty where the cloud never said. */
  readonly name: string;
  readonly connected: boolean;
  /** Its last sign of life at the cloud, UTC ms; null while the cloud cannot be asked. */
  readonly seenAt: number | null;
  readonly openTabs: number;
  /** Orders and calls there that wait for a person. */
  readonly waiting: number;
}

export interface CountersView {
  /** Why the cloud could not be asked: a refusal's code; null when it could. */
  readonly cloud: string | null;
  readonly counters: readonly CounterView[];
}
