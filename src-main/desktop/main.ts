import { join } from 'node:path';
import { startDesktop } from './desktop.ts';

startDesktop({
  landingScript: join(import.meta.dirname, 'landing.js'),
  preload: join(import.meta.dirname, '../preload/preload.cjs'),
});
