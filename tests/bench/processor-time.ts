import { existsSync, readFileSync } from 'node:fs';

/** Clock ticks of proc(5) in a second (USER_HZ, 100 on every Linux that is met). */
const ticks = 100;

function secondsOf(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return 0;
  const text = readFileSync(path, 'utf8');
  // Behind the name, which may hold anything: fields 14 and 15 are the time in the program and in the system.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/**
 * Processor time that processes have used so far, in seconds; 0 where the system does not say. Beside other work it
 * tells more than the clock on the wall.
 */
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + secondsOf(pid), 0);
}
