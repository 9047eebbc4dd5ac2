import { open, statfs } from 'node:fs/promises';
import { freemem, homedir, totalmem, uptime } from 'node:os';
import { basename, join } from 'node:path';
import { type AboutDetails, detailLines } from '#shared/desktop/about.ts';
import type { LandingState } from '#shared/desktop/contract.ts';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { DesktopSettings } from '#shared/desktop/settings.ts';
import type { Language } from '#shared/languages.ts';
import { redactLog, redactValue, removed } from './redact.ts';

/** The newest bytes of each log that go into a report: some ten thousand lines, which a mail still carries. */
const newestBytes = 2_000_000;

export interface ReportFacts {
  readonly details: AboutDetails;
  readonly settings: DesktopSettings;
  readonly state: LandingState;
  readonly status: LandingStatus | undefined;
  readonly language: Language;
  /** UTC milliseconds. */
  readonly now: number;
}

/** A setting as the report shows it: switches and short words of the program's own; texts a person gave are left out. */
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return /^[a-z_]{1,24}$/.test(value) ? value : removed;
  if (Array.isArray(value)) return value.map(harmless);
  if (value === null || typeof value !== 'object') return redactValue(value);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [redactValue(name), harmless(entry)]));
}

/** The newest whole lines of a log, made safe; how many bytes before them were left out. */
async function newestLines(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - newestBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      const text = buffer.toString('utf8', 0, bytesRead);
      // A line that begins before the part that is read would show its end alone, which nothing could judge.
      const whole =
        start === 0 ? text : `(${start} bytes before this were left out)\n${text.slice(text.indexOf('\n') + 1)}`;
      return redactLog(whole);
    } finally {
      await file.close();
    }
  } catch (error) {
    return `(${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`;
  }
}

async function freeDisk(folder: string): Promise<string> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    return `${megabytes(bavail * bsize)} free of ${megabytes(blocks * bsize)}`;
  } catch {
    return '—';
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;

/**
 * The report for support as one text that anybody can read before passing it on: what is in it and what is not, then
 * versions, state, settings and the newest lines of the logs. Everything that was not written right here has gone
 * through the redactor. The person's home folder is `~`, since its name is theirs.
 */
export async function writeReport(facts: ReportFacts): Promise<string> {
  const { details, language } = facts;
  const state = [
    `landing: ${JSON.stringify(redactValue(facts.state.phase === 'ready' ? { phase: 'ready' } : facts.state))}`,
    `shop: ${JSON.stringify(facts.status ?? null)}`,
    `disk of the data: ${await freeDisk(details.dataFolder)}`,
    `memory: ${megabytes(freemem())} free of ${megabytes(totalmem())}`,
    `computer up for: ${Math.round(uptime() / 60)} min`,
  ];
  const parts: [string, string][] = [
    ['', desktopSentence('reportAbout', language)],
    ['VERSIONS AND PLACES', detailLines(details)],
    ['STATE', state.join('\n')],
    ['SETTINGS', JSON.stringify(harmless(facts.settings), null, 2)],
  ];
  for (const folder of details.logFolders) {
    const name = folder === details.logFolders[0] ? 'landing.log' : 'desktop.log';
    for (const file of [`${name}.1`, name]) parts.push([file, await newestLines(join(folder, file))]);
  }
  const head = `Landing Desk ${details.version} · ${new Date(facts.now).toISOString()}`;
  const text = [head, ...parts.map(([title, body]) => (title ? `== ${title} ==\n${body}` : body))].join('\n\n');
  return `${hideHome(text)}\n`;
}

/** The name of the home folder is often the person's own. */
function hideHome(text: string): string {
  const home = homedir();
  if (basename(home).length < 2) return text;
  return text.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~');
}

/** What the report is called until the person chooses: sorted by time, without a character any system refuses. */
export function reportName(now: number): string {
  return `landing-desk-report-${new Date(now).toISOString().slice(0, 16).replaceAll(':', '-')}.txt`;
}
