import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { UpdatesOffReason } from '#shared/desktop/updates.ts';
import { parseYaml } from './yaml.ts';

/** What electron-builder writes into `app-update.yml` in the program's resources. */
const builtInSchema = z.object({
  provider: z.literal('generic'),
  url: z.string(),
  channel: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .default('latest'),
  publisherName: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
});

/** Where this copy of the program gets its updates. */
export interface Feed {
  /** The folder that holds the release files; ends with a slash. */
  readonly url: URL;
  readonly channel: string;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The address of a feed: https, on loopback http too where that is allowed, without a name, password or query in it. */
function feedUrl(text: string, allowLoopback: boolean): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (allowLoopback && url.protocol === 'http:' && loopback.has(url.hostname));
  if (!isSafe || url.username || url.password || url.search || url.hash) return undefined;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * Decides where updates come from: the feed built in, or the mirror in this computer's settings; or why from nowhere.
 * @param builtIn the path of `app-update.yml`
 * @param override the setting `updateFeed`: empty, `off` or an address
 */
export function chooseFeed(options: {
  builtIn: string;
  override: string;
  platform: NodeJS.Platform;
  keys: readonly string[];
  allowLoopback: boolean;
}): Feed | { off: UpdatesOffReason } {
  if (options.override === 'off') return { off: 'switchedOff' };
  let bytes: Buffer;
  try {
    bytes = readFileSync(options.builtIn);
  } catch {
    return { off: 'noFeed' };
  }
  let built: z.infer<typeof builtInSchema> | undefined;
  try {
    built = builtInSchema.safeParse(parseYaml(bytes)).data;
  } catch {
    return { off: 'noFeed' };
  }
  if (!built) return { off: 'noFeed' };
  // The library takes a missing name for "no check needed".
  if (options.platform === 'win32' && built.publisherName === undefined) return { off: 'noPublisher' };
  if (options.keys.length === 0) return { off: 'noKey' };
  const url = feedUrl(options.override || built.url, options.allowLoopback);
  if (!url) return { off: options.override ? 'badFeed' : 'noFeed' };
  return { url, channel: built.channel };
}
