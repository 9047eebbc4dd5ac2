import { EventEmitter } from 'node:events';

/** Gives a child process the `process.parentPort` that Electron gives its utility processes. */
const parentPort = new EventEmitter();
process.on('message', (message) => parentPort.emit('message', message));
Object.defineProperty(process, 'parentPort', { value: parentPort });
