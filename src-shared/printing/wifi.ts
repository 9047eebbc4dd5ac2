import { AppError } from '../errors.ts';
import { utf8Bytes } from '../text.ts';

/**
 * How a Wi-Fi is protected. `wpa` stands for WPA, WPA2 and mixed WPA2/WPA3 networks, which every phone joins; `sae` for
 * networks that take nothing but WPA3.
 */
export const wifiSecurities = ['wpa', 'sae', 'wep', 'open'] as const;
export type WifiSecurity = (typeof wifiSecurities)[number];

/** A Wi-Fi that guests may join. */
export interface WifiNetwork {
  readonly ssid: string;
  readonly security: WifiSecurity;
  /** Empty for an open network. */
  readonly password: string;
  readonly hidden: boolean;
}

const typeOf: Readonly<Record<WifiSecurity, string>> = { wpa: 'WPA', sae: 'SAE', wep: 'WEP', open: 'nopass' };

function escapeField(text: string): string {
  return text.replace(/[\\;,:"]/g, '\\$&');
}

/**
 * What a Wi-Fi code says: `WIFI:T:…;S:…;P:…;H:true;;` as ZXing defined it and phones read it ("Barcode Contents", Wi-Fi
 * network config), with `\ ; , : "` escaped by a backslash.
 */
export function wifiCode({ ssid, security, password, hidden }: WifiNetwork): string {
  const fields = [`T:${typeOf[security]}`, `S:${escapeField(ssid)}`];
  if (security !== 'open') fields.push(`P:${escapeField(password)}`);
  if (hidden) fields.push('H:true');
  return `WIFI:${fields.join(';')};;`;
}

/** Reads a Wi-Fi code the way a phone does: fields in any order, unknown ones skipped. Undefined when it is none. */
export function parseWifiCode(text: string): WifiNetwork | undefined {
  if (!text.startsWith('WIFI:')) return undefined;
  const fields = new Map<string, string>();
  // A field is a letter, a colon and characters of which each special one stands behind a backslash.
  for (const [, name = '', value = ''] of text.slice(5).matchAll(/([A-Z]):((?:\\[\s\S]|[^\\;])*);/gy)) {
    fields.set(name, value.replace(/\\([\s\S])/g, '$1'));
  }
  const ssid = fields.get('S');
  if (!ssid) return undefined;
  const type = fields.get('T') ?? 'nopass';
  const security = wifiSecurities.find((candidate) => typeOf[candidate].toLowerCase() === type.toLowerCase());
  if (!security) return undefined;
  return { ssid, security, password: fields.get('P') ?? '', hidden: fields.get('H') === 'true' };
}

/** Why a Wi-Fi cannot be as it was typed. */
export type WifiProblem = 'ssid_length' | 'control_character' | 'wpa_length' | 'sae_length' | 'wep_length';

/** A line break or tab in a password is always a copying mistake. */
const controlCharacter = /\p{Cc}/u;

/**
 * Finds what no access point would take: a name of 1 to 32 bytes (IEEE 802.11 §9.4.2.2), a WPA passphrase of 8 to 63
 * bytes or 64 hexadecimal digits (Annex J.4), a WEP key of 40, 104, 128 or 232 bits. Undefined when all is well.
 */
export function wifiProblem({ ssid, security, password }: WifiNetwork): WifiProblem | undefined {
  const nameBytes = utf8Bytes(ssid).length;
  if (nameBytes < 1 || nameBytes > 32) return 'ssid_length';
  if (controlCharacter.test(ssid) || controlCharacter.test(password)) return 'control_character';
  const { length } = utf8Bytes(password);
  switch (security) {
    case 'wpa':
      return (length >= 8 && length <= 63) || /^[0-9a-f]{64}$/i.test(password) ? undefined : 'wpa_length';
    case 'sae':
      return length >= 1 && length <= 128 ? undefined : 'sae_length';
    case 'wep': {
      const hex = /^[0-9a-f]+$/i.test(password) && [10, 26, 32, 58].includes(length);
      return hex || [5, 13, 16, 29].includes(length) ? undefined : 'wep_length';
    }
    case 'open':
      return undefined;
  }
}

/** Refuses a Wi-Fi that cannot be. Throws AppError wifi_ssid_length, wifi_control_character, wifi_wpa_length, … */
export function checkWifi(network: WifiNetwork): void {
  const problem = wifiProblem(network);
  if (problem) throw new AppError(`wifi_${problem}`);
}
