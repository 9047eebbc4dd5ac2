import { customType } from 'drizzle-orm/pg-core';

/** Bytes, as Node holds them, whatever the driver gives. */
export const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Buffer.from(value),
});
