import { parentPort } from 'node:worker_threads';
import type { PrintDocument } from '#shared/printing/document.ts';
import { encodeDocument } from './encode.ts';
import type { PrintProfile } from './profile.ts';

/** Drawing takes milliseconds that an order's answer should not wait for; it happens on a thread of its own. */
parentPort?.on('message', (job: { id: number; document: PrintDocument; profile: PrintProfile }) => {
  const { id, document, profile } = job;
  try {
    parentPort?.postMessage({ id, bytes: encodeDocument(document, profile) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
