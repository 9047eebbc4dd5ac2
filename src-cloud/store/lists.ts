import { type SQL, sql } from 'drizzle-orm';

/** Types of columns, by what a value of them is. */
type ColumnType = 'uuid' | 'text' | 'bigint' | 'integer' | 'boolean';

/** PostgreSQL's numbers of the types (pg_type.oid). */
const typeIds: Readonly<Record<ColumnType, number>> = { boolean: 16, bigint: 20, integer: 23, text: 25, uuid: 2950 };
/** What a value takes at most; of a text by its length in UTF-16. */
const widths = { boolean: 1, bigint: 8, integer: 4, uuid: 16 } as const;
const utf8Width = 3;
const headerBytes = 20;
const lengthBytes = 4;

const uuidLength = 36;
const dash = '-'.charCodeAt(0);
const notHex = 255;
/** By its code what a hexadecimal digit is worth. */
const hexValues = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? notHex : digit;
});

/** Writes one value at a place; gives how many bytes it took. */
const writers: Readonly<Record<ColumnType, (into: Buffer, at: number, value: never) => number>> = {
  boolean: (into, at, value: boolean) => into.writeUInt8(value ? 1 : 0, at) - at,
  integer: (into, at, value: number) => into.writeInt32BE(value, at) - at,
  bigint(into, at, value: number) {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
    const high = Math.floor(value / 2 ** 32);
    into.writeInt32BE(high, at);
    into.writeUInt32BE(value - high * 2 ** 32, at + 4);
    return widths.bigint;
  },
  uuid(into, at, value: string) {
    if (value.length !== uuidLength) throw new RangeError(`${value} is no UUID`);
    let written = 0;
    for (let index = 0; index < uuidLength; index += 2, written += 1) {
      if (value.charCodeAt(index) === dash) index += 1;
      const high = hexValues[value.charCodeAt(index)] ?? notHex;
      const low = hexValues[value.charCodeAt(index + 1)] ?? notHex;
      if ((high | low) > 15) throw new RangeError(`${value} is no UUID`);
      if (written < widths.uuid) into[at + written] = (high << 4) | low;
    }
    if (written !== widths.uuid) throw new RangeError(`${value} is no UUID`);
    return written;
  },
  text: (into, at, value: string) => into.write(value, at),
};

/** Where lists are put together; what is given is a copy of the right size, because a text's is known only afterwards. */
let sheet = Buffer.allocUnsafe(256 * 1024);

/**
 * A list as PostgreSQL sends arrays itself (`array_recv`): as text every quote of every JSON would be escaped on one side
 * and read again on the other.
 */
export function encodeList(type: ColumnType, values: readonly unknown[]): Buffer {
  let room = headerBytes;
  let hasNull = false;
  for (const value of values) {
    room += lengthBytes;
    if (value === null) hasNull = true;
    else room += type === 'text' ? (value as string).length * utf8Width : widths[type];
  }
  if (room > sheet.length) sheet = Buffer.allocUnsafe(room);
  const write = writers[type];
  // One dimension, of so many, counted from 1; whether there are nulls.
  sheet.writeInt32BE(1, 0);
  sheet.writeInt32BE(hasNull ? 1 : 0, 4);
  sheet.writeInt32BE(typeIds[type], 8);
  sheet.writeInt32BE(values.length, 12);
  sheet.writeInt32BE(1, 16);
  let at = headerBytes;
  for (const value of values) {
    const length = value === null ? -1 : write(sheet, at + lengthBytes, value as never);
    sheet.writeInt32BE(length, at);
    at += lengthBytes + Math.max(0, length);
  }
  return Buffer.from(sheet.subarray(0, at));
}

/** Many rows as parameters of one statement, one list for each column: its text is the same for any number of rows. */
export class Lists<Row> {
  readonly #name: string;
  readonly #columns: readonly (readonly [ColumnType, (row: Row) => unknown])[];

  /** `name` tells them from other lists of the same statement. */
  constructor(name: string, columns: readonly (readonly [ColumnType, (row: Row) => unknown])[]) {
    this.#name = name;
    this.#columns = columns;
  }

  /**
   * Them as a table, for the text of a `Prepared`; its columns are named by who uses it. In the list of a `select` they are
   * unnested row by row: in `from` PostgreSQL would first write down each list by itself.
   */
  get table(): SQL {
    const lists = this.#columns.map(
      ([type], index) => sql`unnest(${sql.placeholder(`${this.#name}${index}`)}::${sql.raw(type)}[])`,
    );
    return sql`(select ${sql.join(lists, sql`, `)})`;
  }

  /** The values of these rows. */
  of(rows: readonly Row[]): Record<string, Buffer> {
    return Object.fromEntries(
      this.#columns.map(([type, of], index) => [`${this.#name}${index}`, encodeList(type, rows.map(of))]),
    );
  }
}
