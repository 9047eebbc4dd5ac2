import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Line } from '#shared/enterprises/switches.ts';
import type { Language } from '#shared/languages.ts';
import { readTableNames, type TableNames } from '../tables/names.ts';

/** A group of tables while it is typed. */
export interface AreaDraft {
  readonly key: string;
  readonly area: string;
  readonly names: string;
  readonly seats: number;
}

/** What set-up has been told so far. */
export interface SetUpDraft {
  readonly step: number;
  /** This computer joins an enterprise that exists. */
  readonly joins: boolean;
  /** What the house does. */
  readonly work: readonly Line[];
  readonly name: string;
  /** Null while the suggested one stands. */
  readonly code: string | null;
  readonly suffix: string;
  readonly displayName: string;
  readonly username: string;
  /** Null while the guess stands. */
  readonly currency: string | null;
  readonly timeZone: string | null;
  readonly cutoverHour: number;
  readonly opening: 'staff' | 'scan';
  readonly areas: readonly AreaDraft[];
  readonly taxMode: 'inclusive' | 'exclusive';
  /** Parts per million; NaN while unreadable. */
  readonly taxPpm: number;
  /** The enterprise exists; what follows can be tried again and again. */
  readonly made: boolean;
  readonly floorDone: boolean;
  readonly codeWritten: boolean;
  /** Never leaves the memory of this window. */
  readonly password: string;
  readonly recoveryCode: string | null;
}

const empty: SetUpDraft = {
  step: 0,
  joins: false,
  work: ['landing_ordering'],
  name: '',
  code: null,
  suffix: '',
  displayName: '',
  username: 'owner',
  currency: null,
  timeZone: null,
  cutoverHour: 4,
  opening: 'staff',
  areas: [{ key: 'first', area: '', names: '1-8', seats: 4 }],
  taxMode: 'inclusive',
  taxPpm: 0,
  made: false,
  floorDone: false,
  codeWritten: false,
  password: '',
  recoveryCode: null,
};

/** What was typed survives a reload of this window; secrets do not. */
export const useSetUp = create<SetUpDraft>()(
  persist(() => empty, {
    name: 'landing-desk.set-up',
    storage: createJSONStorage(() => sessionStorage),
    partialize: ({ password: _, recoveryCode: __, ...kept }) => kept,
  }),
);

/** Forgets everything about set-up: it is done, or begins anew. */
export function forgetSetUp(): void {
  useSetUp.setState(empty);
  sessionStorage.removeItem('landing-desk.set-up');
}

/** The tables of each area as they will be called; a name in two areas is a problem of the second. */
export function readAreas(areas: readonly AreaDraft[]): readonly TableNames[] {
  const taken = new Set<string>();
  return areas.map(({ names }) => {
    const read = readTableNames(names, taken);
    for (const name of read.names) taken.add(name);
    return read;
  });
}

/** Everything set-up needs, with suggestions and guesses in place of what was left alone. */
export interface Resolved {
  readonly language: Language;
  readonly code: string;
  readonly currency: string;
  readonly timeZone: string;
}
