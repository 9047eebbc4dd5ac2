/**
 * The cloud's code link of a table: `https://cloud/q/<door>.<table token>`. The door is the enterprise's id in base 36: it
 * names nobody and lasts as long as the enterprise, whatever its code or name become, so printed stickers stay good.
 */
export interface TableLink {
  readonly enterpriseId: string;
  readonly tableToken: string;
}

const doorLength = 25;
const shape = /^([0-9a-z]{25})\.([\w-]{16,64})$/;

/** What stands after `/q/` in the link of a table. */
export function linkCode({ enterpriseId, tableToken }: TableLink): string {
  const door = BigInt(`0x${enterpriseId.replaceAll('-', '')}`)
    .toString(36)
    .padStart(doorLength, '0');
  return `${door}.${tableToken}`;
}

/** The address a table's sticker opens at a cloud (its origin, with or without a path). */
export function remoteLink(cloud: string, link: TableLink): string {
  return `${cloud.replace(/\/+$/, '')}/q/${linkCode(link)}`;
}

/** Reads what stands after `/q/`; undefined when it cannot be a table's. */
export function parseLinkCode(code: string): TableLink | undefined {
  const [, door, tableToken] = shape.exec(code) ?? [];
  if (door === undefined || tableToken === undefined) return undefined;
  const number = [...door].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  const hex = number.toString(16).padStart(32, '0');
  if (hex.length > 32) return undefined;
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { enterpriseId: groups.join('-'), tableToken };
}
