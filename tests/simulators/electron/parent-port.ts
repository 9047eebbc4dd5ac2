import { EventEmitter } from 'node:events';

/** Gives a child process the `process.parentPort` that Electron gives its utility processes. */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message);
  }
}

const parentPort = new ParentPort();
process.on('message', (message) => parentPort.emit('message', message));
Object.defineProperty(process, 'parentPort', { value: parentPort });
