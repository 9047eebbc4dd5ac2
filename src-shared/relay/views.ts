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
