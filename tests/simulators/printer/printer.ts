import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { freePort } from '../../support/free-port.ts';
import { renderPaper, toPng } from './paper.ts';
import { EscPosParser, type Operation } from './parser.ts';

/** How a simulated printer behaves. Any of it may change while it runs. */
export interface Behaviour {
  paperOut: boolean;
  coverOpen: boolean;
  /** Takes connections and never reads. */
  halfOpen: boolean;
  /** Answers no status request. */
  mute: boolean;
  /** Answers real-time requests but never confirms. */
  noConfirmation: boolean;
  /** Waits this long before it takes the next piece of data. */
  slowMs: number;
  /** Breaks the connection after this many bytes of a job; 0 never. */
  resetAfterBytes: number;
  /** Runs out of paper after this many lines or pictures; 0 never. */
  paperForOperations: number;
}

/** One piece of paper: what was printed up to a cut. */
export interface Sheet {
  readonly operations: readonly Operation[];
  /** The letters the printer set itself, line by line. */
  readonly text: string;
  png(): Buffer;
}

/**
 * An ESC/POS printer on TCP, or on any stream (a serial line's far end). It prints in its order: while it is out of
 * paper or open it keeps data and answers real-time requests only, as real ones do.
 */
export class PrinterSimulator {
  readonly behaviour: Behaviour = {
    paperOut: false,
    coverOpen: false,
    halfOpen: false,
    mute: false,
    noConfirmation: false,
    slowMs: 0,
    resetAfterBytes: 0,
    paperForOperations: 0,
  };
  readonly sheets: Sheet[] = [];
  readonly drawerKicks: number[] = [];
  readonly unknown: Extract<Operation, { kind: 'unknown' }>[] = [];
  beeps = 0;
  connections = 0;
  readonly #width: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<() => void>();
  #port = 0;
  #current: Operation[] = [];
  #waiting: { operation: Operation; answer: (bytes: Uint8Array) => void }[] = [];
  #bytes = 0;

  constructor(options: { width?: number } = {}) {
    this.#width = options.width ?? 576;
    this.#server = createServer((socket) => this.#connect(socket));
  }

  /** Listens on loopback; gives the port. The same port again after `refuse`, which nobody is given meanwhile. */
  async listen(port?: number): Promise<number> {
    this.#server.listen(port ?? (this.#port === 0 ? await freePort() : this.#port), '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.#port;
  }

  get port(): number {
    return this.#port;
  }

  /** Takes no more connections, as a printer that is switched off; `listen` switches it on again. */
  async refuse(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  close(): Promise<void> {
    return this.#server.listening ? this.refuse() : Promise.resolve();
  }

  /** Puts paper in and closes the cover: what it kept comes out. */
  mend(): void {
    Object.assign(this.behaviour, { paperOut: false, coverOpen: false, paperForOperations: 0 });
    this.#work();
  }

  /** All the letters it set so far. */
  get text(): string {
    return this.sheets.map((sheet) => sheet.text).join('\n');
  }

  /** Resolves as soon as `done` holds; looked at after each thing that happens. */
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => {
      const listener = () => {
        if (!done()) return;
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  /** Takes a stream as its line. */
  serve(stream: Duplex): void {
    this.connections += 1;
    const answer = (bytes: Uint8Array) => {
      if (!stream.destroyed) stream.write(bytes);
    };
    const parser = new EscPosParser((operation) => this.#take(operation, answer));
    stream.on('error', () => stream.destroy());
    stream.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      const { resetAfterBytes, slowMs } = this.behaviour;
      if (resetAfterBytes > 0 && this.#bytes > resetAfterBytes) {
        if ('resetAndDestroy' in stream) (stream as Socket).resetAndDestroy();
        else stream.destroy();
        return;
      }
      parser.feed(bytes);
      if (slowMs > 0) {
        stream.pause();
        setTimeout(() => stream.resume(), slowMs);
      }
      this.#changed();
    });
  }

  #connect(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#bytes = 0;
    if (this.behaviour.halfOpen) {
      this.connections += 1;
      socket.on('error', () => {});
      socket.pause();
      this.#changed();
      return;
    }
    this.serve(socket);
    this.#changed();
  }

  #take(operation: Operation, answer: (bytes: Uint8Array) => void): void {
    if (operation.kind === 'status' && operation.request === 'real_time') {
      if (!this.behaviour.mute) answer(Uint8Array.of(this.#realTime(operation.n)));
      return;
    }
    this.#waiting.push({ operation, answer });
    this.#work();
  }

  /** ESC/POS, DLE EOT n: bits 1 and 4 are always on. */
  #realTime(n: number): number {
    const { paperOut, coverOpen } = this.behaviour;
    const offline = paperOut || coverOpen;
    if (n === 1) return 0x12 | (offline ? 0x08 : 0);
    if (n === 2) return 0x12 | (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0);
    if (n === 4) return 0x12 | (paperOut ? 0x60 : 0);
    return 0x12;
  }

  #work(): void {
    const { behaviour } = this;
    while (this.#waiting.length > 0 && !behaviour.paperOut && !behaviour.coverOpen) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#print(next.operation, next.answer);
      const printed = this.#current.filter(({ kind }) => kind === 'line' || kind === 'picture').length;
      if (behaviour.paperForOperations > 0 && printed >= behaviour.paperForOperations) behaviour.paperOut = true;
    }
    this.#changed();
  }

  #print(operation: Operation, answer: (bytes: Uint8Array) => void): void {
    switch (operation.kind) {
      case 'status':
        if (!this.behaviour.mute && !this.behaviour.noConfirmation) answer(Uint8Array.of(0));
        break;
      case 'drawer':
        this.drawerKicks.push(operation.pin);
        break;
      case 'beep':
        this.beeps += 1;
        break;
      case 'unknown':
        this.unknown.push(operation);
        break;
      case 'initialize':
        break;
      case 'line':
      case 'picture':
        this.#current.push(operation);
        break;
      case 'cut': {
        const operations = [...this.#current, operation];
        this.#current = [];
        const text = operations.flatMap((each) => (each.kind === 'line' ? [each.text] : [])).join('\n');
        this.sheets.push({ operations, text, png: () => toPng(renderPaper(operations, this.#width)) });
        break;
      }
    }
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
