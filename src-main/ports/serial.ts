import { platform } from 'node:os';
import { type Line, LineError, type LineFailure } from './line.ts';
import { listLinuxPorts } from './linux.ts';
import type { SerialLister } from './port-info.ts';
import { StreamLine } from './stream-line.ts';

/** A native library that most shops never need; the first question about ports loads it. */
const loadSerialPort = async () => (await import('serialport')).SerialPort;

const ids = (id: string | undefined) => id?.toLowerCase().padStart(4, '0') ?? null;

/** Asks the system, on Linux its device tree. Pseudo-terminals are never listed; they can be opened by path all the same. */
export const listSystemPorts: SerialLister = async () => {
  if (platform() === 'linux') return listLinuxPorts();
  try {
    const ports = await (await loadSerialPort()).list();
    return ports.map(({ path, manufacturer, serialNumber, vendorId, productId }) => ({
      path,
      manufacturer: manufacturer ?? null,
      serialNumber: serialNumber ?? null,
      vendorId: ids(vendorId),
      productId: ids(productId),
    }));
  } catch {
    return null;
  }
};

/** The binding says what happened in words only. */
function failureOf(error: unknown): LineFailure {
  const text = error instanceof Error ? error.message : String(error);
  if (/no such (file|device)|file not found|unknown error code 3\b|cannot find/i.test(text)) return 'no_such_port';
  if (/permission denied|operation not permitted/i.test(text)) return 'permission_denied';
  // On Windows a port that another program holds answers "Access denied".
  if (/cannot lock|resource busy|access denied|temporarily unavailable/i.test(text)) return 'port_busy';
  if (/inappropriate ioctl|not a (tty|typewriter)|invalid argument/i.test(text)) return 'not_a_port';
  return 'reset';
}

/** Opens a serial line, 8 data bits, no parity. Throws LineError no_such_port, permission_denied, port_busy, not_a_port or timed_out. */
export async function openSerialLine(path: string, baudRate: number, timeoutMs: number): Promise<Line> {
  const SerialPort = await loadSerialPort();
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  const call = (act: (done: (error: Error | null | undefined) => void) => void) =>
    new Promise<void>((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
  const close = async () => {
    if (!port.isOpen) return;
    // A port whose other end is gone may never report that it closed; what is still unsent is given up first.
    await call((done) => port.flush(done)).catch(() => {});
    await call((done) => port.close(done)).catch(() => {});
  };
  return new Promise<Line>((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new LineError('timed_out', false));
    }, timeoutMs);
    port.open((error) => {
      clearTimeout(timer);
      // Nobody waits for it any more; left open, it would be busy for every later attempt.
      if (late) {
        void close();
        return;
      }
      if (error) {
        reject(new LineError(failureOf(error), false, { cause: error }));
        return;
      }
      const drained = () => call((done) => port.drain(done));
      resolve(new StreamLine(port, { failureOf, drained, finish: async () => true, close }));
    });
  });
}
