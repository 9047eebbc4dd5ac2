/** A way to reach somebody, with what it is for. */
export interface CardValue {
  readonly value: string;
  /** What the card says it is for, in small letters: `home`, `work`, `cell`, `fax` … */
  readonly types: readonly string[];
  /** The card's own name for it, where it gives one. */
  readonly label: string | undefined;
  readonly preferred: boolean;
}

/** A postal address by its parts (RFC 6350 §6.3.1); lines of it in reading order are up to the reader. */
export interface CardAddress extends Omit<CardValue, 'value'> {
  readonly postBox: string;
  readonly extended: string;
  readonly street: string;
  readonly locality: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

/** Pictures a card may carry; anything else is not shown. */
export type CardPhotoType = 'image/jpeg' | 'image/png' | 'image/gif';

/** One person or organisation of a vCard file, as text. Nothing in it has been trusted, fetched or shown yet. */
export interface ContactCard {
  readonly version: string;
  /** What to call them: FN, else the name's parts, else the organisation, else the first way to reach them, else empty. */
  readonly name: string;
  readonly family: string;
  readonly given: string;
  readonly additional: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly nickname: string;
  /** The organisation and its units, the largest first. */
  readonly organisation: readonly string[];
  readonly title: string;
  readonly role: string;
  readonly phones: readonly CardValue[];
  readonly emails: readonly CardValue[];
  readonly urls: readonly CardValue[];
  readonly addresses: readonly CardAddress[];
  /** As the card writes it: a date, a part of one, or words. */
  readonly birthday: string;
  readonly note: string;
  /** An embedded picture, in base 64; one that would have to be fetched is left out. */
  readonly photo: { readonly type: CardPhotoType; readonly base64: string } | undefined;
}

/** A line that made no sense, with its number in the file, counted from 1. */
export interface SkippedLine {
  readonly line: number;
  readonly text: string;
}

export interface CardFile {
  readonly cards: readonly ContactCard[];
  readonly skipped: readonly SkippedLine[];
  /** How many further lines were skipped than are listed. */
  readonly moreSkipped: number;
}
