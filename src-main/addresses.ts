import { networkInterfaces } from 'node:os';
import type { LanAddress } from '#shared/reach/reach.ts';

/** Interfaces that lead to virtual machines and tunnels, not to the shop's Wi-Fi. */
const virtualInterface = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg|zt|tailscale|lo)/i;

function rank(name: string, address: string): number {
  if (virtualInterface.test(name)) return 9;
  if (address.startsWith('169.254.')) return 8;
  if (address.startsWith('192.168.')) return 0;
  if (address.startsWith('10.')) return 1;
  if (/^172\.(1[6-9]|2\d|3[01])\./.test(address)) return 2;
  return 3;
}

/** This computer's IPv4 addresses that a phone may reach, with their network cards, the likeliest first. */
export function lanCards(): LanAddress[] {
  return Object.entries(networkInterfaces())
    .flatMap(([name, addresses]) => (addresses ?? []).map((address) => ({ name, ...address })))
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .sort((a, b) => rank(a.name, a.address) - rank(b.name, b.address))
    .map(({ name, address }) => ({ address, card: name }));
}

/** The same without their cards. */
export function lanAddresses(): string[] {
  return lanCards().map(({ address }) => address);
}
