/** One piece of software of others that ships with the product. */
export interface LicencedComponent {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Where its licence stands among the texts. */
  readonly text: number;
}

/** Everything that ships, by name; many share a text, so each text is there once. */
export interface Licences {
  readonly version: string;
  readonly components: readonly LicencedComponent[];
  readonly texts: readonly string[];
}
