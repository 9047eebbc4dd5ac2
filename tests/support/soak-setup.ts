import fc from 'fast-check';
import { isSoak, runs } from './soak.ts';

// Properties that name no number of runs are long in a soak too.
if (isSoak) fc.configureGlobal(runs(100));
