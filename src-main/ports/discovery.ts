import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connectTcp } from './tcp.ts';

/** An IPv4 subnet of this computer: its own address and the length of the prefix. */
export interface Subnet {
  readonly address: string;
  readonly prefix: number;
}

/** How far a search is: addresses tried, of how many, and those that answered so far. */
export interface DiscoveryProgress {
  readonly done: number;
  readonly total: number;
  readonly found: readonly string[];
}

/** Of a larger subnet only the 254 addresses around this computer are asked. */
const widestPrefix = 24;
const concurrency = 48;

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

/** True for an address of a private network (RFC 1918). */
function isPrivate(address: string): boolean {
  return isIPv4(address) && /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}

/** This computer's own private IPv4 subnets. */
export function ownSubnets(): Subnet[] {
  return Object.values(networkInterfaces())
    .flat()
    .filter((entry) => entry !== undefined && entry.family === 'IPv4' && !entry.internal && isPrivate(entry.address))
    .map((entry) => ({ address: entry?.address ?? '', prefix: Number(entry?.cidr?.split('/')[1] ?? widestPrefix) }));
}

/** The addresses of other hosts in a subnet, at most 254. */
export function hostsOf({ address, prefix }: Subnet): string[] {
  const bits = 32 - Math.max(prefix, widestPrefix);
  const size = 2 ** bits;
  const own = toNumber(address);
  const first = own - (own % size);
  return Array.from({ length: Math.max(0, size - 2) }, (_, index) => toAddress(first + index + 1)).filter(
    (host) => host !== address,
  );
}

/**
 * Looks for hosts that take connections on a port, in the given subnets only. Yields after each step and ends early
 * when `signal` aborts. No bytes are sent.
 */
export async function* discover(
  hosts: readonly string[],
  port: number,
  signal: AbortSignal,
  timeoutMs = 600,
): AsyncGenerator<DiscoveryProgress> {
  const found: string[] = [];
  for (let done = 0; done < hosts.length && !signal.aborted; ) {
    const batch = hosts.slice(done, done + concurrency);
    const answers = await Promise.all(batch.map((host) => takesConnections(host, port, timeoutMs, signal)));
    found.push(...batch.filter((_, index) => answers[index]));
    done += batch.length;
    yield { done, total: hosts.length, found: [...found] };
  }
}

async function takesConnections(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    const socket = await connectTcp(host, port, timeoutMs, signal);
    socket.on('error', () => {});
    socket.end();
    socket.destroySoon();
    return true;
  } catch {
    return false;
  }
}
