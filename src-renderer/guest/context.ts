import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language } from '#shared/languages.ts';
import type { Formats } from './format.ts';
import type { Messages } from './messages.ts';
import type { Visit } from './visit.ts';

/** What every component speaks with. */
export interface Speech {
  readonly t: Messages;
  readonly format: Formats;
  readonly language: Language;
  readonly visit: Visit;
  /** Landing's clock minus the phone's, in ms. */
  readonly clockOffset: number;
}

export const SpeechContext = createContext<Speech | null>(null);

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('rendered outside the page');
  return speech;
}

/** The landing's time, renewed twice a minute. */
export function useNow(): number {
  const { clockOffset } = useSpeech();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now + clockOffset;
}
