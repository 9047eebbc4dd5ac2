import { Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { RescueStep } from '#shared/desktop/rescue.ts';

/** How far a long task is: bytes, or tables where `step` is `exporting`. A total of 0 stands for "not known". */
export interface Progress {
  readonly step: RescueStep;
  readonly done: number;
  readonly total: number;
}

/** What long tasks on files are given: whom to tell, and the wish to stop. */
export interface Task {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Says what comes next, lets that be heard before the work blocks this thread, and ends here when it is not wanted any more. */
export async function beginStep(task: Task, step: RescueStep, total = 0): Promise<void> {
  task.onProgress?.({ step, done: 0, total });
  await setImmediate();
  task.signal?.throwIfAborted();
}

/** A stream's stage that tells how many bytes have passed. */
export function counted(task: Task, step: RescueStep, total: number): Transform {
  let done = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      task.onProgress?.({ step, done, total });
      next(null, chunk);
    },
  });
}
