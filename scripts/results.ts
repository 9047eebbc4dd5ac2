import { readFileSync } from 'node:fs';

/** What a test runner counted, and each test that failed with the first lines of why. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: string[];
}

/** The first lines of an error, without the colours of a terminal. */
const shortened = (message: string | undefined) =>
  (message ?? '')
    .replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g'), '')
    .split('\n')
    .slice(0, 12)
    .join('\n    ');

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Reads vitest's JSON report. */
export function readVitest(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${name}\n    ${shortened(message)}`];
    return failed.map((test) => `${name} › ${test.fullName}\n    ${shortened(test.failureMessages?.[0])}`);
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly file: string;
    readonly line: number;
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
}

function failedIn(suite: PlaywrightSuite): string[] {
  const own = (suite.specs ?? [])
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const error = tests.flatMap(({ results }) => results).find((result) => result.error)?.error;
      return `${file}:${line} › ${title}\n    ${shortened(error?.message)}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap(failedIn)];
}

/** Reads Playwright's JSON report. */
export function readPlaywright(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightSuite & { stats: Record<string, number> };
  const { stats } = report;
  return {
    passed: (stats['expected'] ?? 0) + (stats['flaky'] ?? 0),
    failed: stats['unexpected'] ?? 0,
    skipped: stats['skipped'] ?? 0,
    failures: failedIn(report),
  };
}
