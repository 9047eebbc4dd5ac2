import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { UpdateProblem } from './problem.ts';

/**
 * Reads YAML the way electron-updater reads it, with its own parser (no custom tags, so nothing in a file can run).
 * Bytes that are no UTF-8 and text that is no YAML throw UpdateProblem `unreadable`.
 */
export function parseYaml(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return parseUpdateInfo(text, 'release file', new URL('release:file'));
  } catch (cause) {
    throw new UpdateProblem('unreadable', 'The file is no YAML.', { cause });
  }
}
