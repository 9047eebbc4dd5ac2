import { tempFolder } from './temp-folder.ts';

const variable = 'LANDING_TEST_RUN';

/** A folder that all processes of one run of tests share; undefined where a program outside of such a run asks. */
export const runFolder = (): string | undefined => process.env[variable];

/** Set-up of a whole run, for vitest and Playwright: makes the folder that its processes share; gives its clearing away. */
export default function setUpRun(): () => void {
  const folder = tempFolder();
  process.env[variable] = folder.path;
  return () => folder.remove();
}
