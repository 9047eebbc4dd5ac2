import { join } from 'node:path';
import { startDesktop } from './desktop.ts';

startDesktop({
  landingScript: join(import.meta.dirname, 'landing.js'),
  rescueScript: join(import.meta.dirname, 'rescue.js'),
  preload: join(import.meta.dirname, '../preload/preload.cjs'),
});
