import { obeyStopMessage } from './stop-message.ts';

/** The landing as Electron's utility process. */
obeyStopMessage();
await import('../cli.ts');
