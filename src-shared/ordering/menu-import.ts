/** What an imported table would do to the menu, row by row, before anything is written. */
export interface ImportPlan {
  /** Names exactly this plan; applying asks for it, so that what is written is what was seen. */
  readonly fingerprint: string;
  /** How the file was read. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'gb18030';
  readonly rows: readonly ImportRow[];
  readonly counts: Readonly<Record<ImportRow['state'], number>>;
  /** Categories that would be made. */
  readonly newCategories: readonly string[];
  /** Columns of the file that mean nothing here. */
  readonly unknownColumns: readonly string[];
  /** Dishes of the menu that the file does not name; they stay. */
  readonly untouched: number;
}

/** One row of the file. `line` is the line of the file it begins on. */
export interface ImportRow {
  readonly line: number;
  readonly state: 'new' | 'changed' | 'unchanged' | 'error';
  readonly name: string;
  /** What would change, in the words of the table. */
  readonly changes: readonly { readonly column: string; readonly from: string; readonly to: string }[];
  readonly problems: readonly { readonly column: string; readonly reason: string }[];
}
