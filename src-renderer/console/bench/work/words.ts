import type { BenchProblem, CollectionCard } from '#shared/bench/collection.ts';
import { errorMessage } from '#shared/errors.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { shortPort } from '../words.ts';

/** A refusal in its reader's words. `at` fills in what every card knows, where the refusal does not name it. */
export function refusalWords(problem: BenchProblem, at: { serial?: string; port?: string } = {}): string {
  const params = { ...at, ...problem.params };
  const port = 'port' in params ? { port: shortPort(String(params.port)) } : {};
  return errorMessage(problem.code, currentLanguage(), { ...params, ...port });
}

/** Nobody has to do anything: what waits is tried again by itself, and its state says so. */
export const isPatient = (problem: BenchProblem | null): boolean =>
  problem?.code === 'E_MTMS_DOWN' || problem?.code === 'E_KMS_PENDING';

/** Why a card stands still, unless it only waits. */
export const failureWords = ({ problem, serial, port, step }: CollectionCard): string | null =>
  problem && (step === 'failed' || !isPatient(problem)) ? refusalWords(problem, { serial, port }) : null;
