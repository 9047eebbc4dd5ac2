import { z } from 'zod';
import { idSchema } from '../schemas.ts';

/** An address of this computer that phones may use, and the network card it belongs to. */
export interface LanAddress {
  readonly address: string;
  readonly card: string;
}

/** The origin of an address and a port, as it stands on stickers. */
export function originOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/**
 * Why printed stickers lead nowhere: this computer has another address, answers on another port, or is on no network at
 * all (then they work again when it is); or their codes for the mobile network lead to a cloud that is not the house's
 * any more (`cloud`).
 */
export type DriftCause = 'address' | 'port' | 'offline' | 'cloud';

/** Stickers that lead nowhere. */
export interface Drift {
  readonly cause: DriftCause;
  /** What the stickers say. */
  readonly old: string;
  /** What they would say now; null while the computer is on no network. */
  readonly now: string | null;
  readonly tableIds: readonly string[];
}

/** A sticker that hangs somewhere: the table and the link it was printed with. */
export interface PrintedSticker {
  readonly tableId: string;
  readonly link: string;
  /** The code for the mobile network, where it has one. */
  readonly remoteLink: string | null;
}

/**
 * Finds the stickers that lead nowhere, those for the Wi-Fi first. An address that another network card of this computer still has is none: the
 * landing answers on all of them.
 */
export function findDrift(
  printed: readonly PrintedSticker[],
  now: {
    readonly addresses: readonly string[];
    readonly port: number;
    readonly origin: string;
    /** The address of the house's cloud; undefined while none passes orders on, which the cloud itself tells phones. */
    readonly cloud?: string | undefined;
  },
): Drift | null {
  const lost = printed.filter(({ link }) => {
    const { hostname, port } = new URL(link);
    return portOf(port) !== now.port || !now.addresses.includes(bare(hostname));
  });
  const first = lost[0];
  if (!first) return cloudDrift(printed, now.cloud);
  const old = new URL(first.link);
  const tableIds = lost.map(({ tableId }) => tableId);
  const said = originOf(bare(old.hostname), portOf(old.port));
  if (now.addresses.length === 0) return { cause: 'offline', old: said, now: null, tableIds };
  const cause = now.addresses.includes(bare(old.hostname)) ? 'port' : 'address';
  return { cause, old: said, now: now.origin, tableIds };
}

function cloudDrift(printed: readonly PrintedSticker[], cloud: string | undefined): Drift | null {
  if (cloud === undefined) return null;
  const place = cloud.replace(/\/+$/, '');
  const lost = printed.filter(({ remoteLink }) => remoteLink !== null && !remoteLink.startsWith(`${place}/q/`));
  const [first] = lost;
  if (!first?.remoteLink) return null;
  const old = first.remoteLink.slice(0, first.remoteLink.lastIndexOf('/q/'));
  return { cause: 'cloud', old, now: place, tableIds: lost.map(({ tableId }) => tableId) };
}

/** URL leaves the standard port out. */
function portOf(port: string): number {
  return port === '' ? 80 : Number(port);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * What breaks shops, to be looked at before the first sheet is printed. All but `reserved` are found out by a phone that
 * opens the test page; the last three by which application opened it.
 */
export const reachSteps = ['firewall', 'reserved', 'isolation', 'staying', 'wechat', 'alipay', 'camera'] as const;
export type ReachStep = (typeof reachSteps)[number];

/** When each step was passed (UTC ms). */
export type ReachChecks = { readonly [S in ReachStep]?: number | undefined };

/** Which application opened the test page. */
export const phoneApps = ['wechat', 'alipay', 'safari', 'chrome', 'other'] as const;
export type PhoneApp = (typeof phoneApps)[number];

/** Tells the application by its User-Agent: WeChat and Alipay name themselves, iOS and Android browsers by their engine. */
export function appOf(userAgent: string): PhoneApp {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat';
  if (/AlipayClient/i.test(userAgent)) return 'alipay';
  if (/(CriOS|Chrome|EdgA?|SamsungBrowser)\//.test(userAgent)) return 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}

/** The phone's system by its User-Agent. */
export function systemOf(userAgent: string): 'ios' | 'android' | 'other' {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  return /Android|HarmonyOS/.test(userAgent) ? 'android' : 'other';
}

/** A phone that keeps its connection this long is not dropped by a Wi-Fi without internet. */
export const stayingSeconds = 30;

/** A phone on the test page, as the main computer shows it. */
export interface TestedPhone {
  readonly id: string;
  readonly app: PhoneApp;
  readonly system: ReturnType<typeof systemOf>;
  readonly family: 4 | 6;
  /** Median of several small requests there and back; null until measured. */
  readonly latencyMs: number | null;
  /** Whether live messages arrived one by one; null until tried. */
  readonly stream: boolean | null;
  readonly connected: boolean;
  /** How long it kept its connection. */
  readonly seconds: number;
}

/** What the console may ask about being reached. */
export const reachInputs = {
  useAddress: z.strictObject({ address: z.string().max(64) }),
  confirmStep: z.strictObject({ step: z.literal('reserved'), done: z.boolean() }),
  startTest: z.strictObject({ step: z.enum(reachSteps).exclude(['reserved']) }),
};

/** What the test page tells. */
export const selfTestReport = z.strictObject({
  latencyMs: z.number().min(0).max(60_000).optional(),
  stream: z.boolean().optional(),
});
export const selfTestPhone = z.object({ id: idSchema });
