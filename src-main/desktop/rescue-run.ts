import { fromLandingSchema, type ToLanding } from '#shared/desktop/landing-channel.ts';
import { parseRescueLine, type RescueAnswer, type RescueLine } from '#shared/desktop/rescue.ts';
import type { Language } from '#shared/languages.ts';
import type { SupervisedChild } from './supervisor.ts';

type ProgressLine = Extract<RescueLine, { progress: unknown }>['progress'];

/** How a run of the rescue program ended. */
export type RescueOutcome =
  | { readonly kind: 'answer'; readonly answer: RescueAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly said: string };

/** One run of the rescue program as it goes on. */
export interface RescueRun {
  readonly outcome: Promise<RescueOutcome>;
  /** Asks it to end; it cleans up behind itself first. */
  cancel(): void;
  /** Ends it now. What it was moving is ended by the next start. */
  kill(): void;
}

/** What a run may ask for over its line to the desktop. */
export interface RescueAnswers {
  /** The key of the landing's secrets, which the key of its backups is among. */
  readonly keyFor: (keyId: string | undefined) => Promise<ToLanding>;
  /** What a person typed to open a backup. */
  readonly passphrase?: string | undefined;
}

/** Follows a run of the rescue program to its end. It always resolves, whatever becomes of the program. */
export function followRescue(
  child: SupervisedChild,
  {
    language,
    answers,
    onProgress,
  }: {
    language: Language;
    answers: RescueAnswers;
    onProgress?: (progress: ProgressLine) => void;
  },
): RescueRun {
  let ended = false;
  child.onMessage((message) => {
    const asked = fromLandingSchema.safeParse(message).data;
    if (asked?.type === 'passphraseWanted') {
      child.send({ type: 'passphrase', passphrase: answers.passphrase ?? '' });
    }
    if (asked?.type === 'keyWanted') {
      const withheld: ToLanding = { type: 'keyWithheld', reason: 'locked' };
      void answers
        .keyFor(asked.keyId)
        .catch(() => withheld)
        .then((answer) => ended || child.send(answer));
    }
  });
  const words: string[] = [];
  let last: RescueOutcome | undefined;
  child.onLine((line) => {
    const told = parseRescueLine(line);
    if (!told) return;
    if ('progress' in told) onProgress?.(told.progress);
    else if ('answer' in told) last = { kind: 'answer', answer: told.answer };
    else if ('refused' in told) {
      last = { kind: 'refused', code: told.refused.code, text: told.refused.message[language] };
    } else last = { kind: 'cancelled' };
  });
  child.onErrorLine((line) => words.push(line));
  const outcome = new Promise<RescueOutcome>((resolve) => {
    child.onExit((code) => {
      ended = true;
      resolve(last ?? { kind: 'broken', said: `exit code ${code}\n${words.slice(-12).join('\n')}` });
    });
  });
  return { outcome, cancel: () => child.send({ type: 'stop' }), kill: () => child.kill() };
}
