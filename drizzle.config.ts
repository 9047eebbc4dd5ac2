import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './src-main/store/tables.ts',
    './src-main/identity/tables.ts',
    './src-main/ordering/tables.ts',
    './src-main/lan/tables.ts',
    './src-main/printing/tables.ts',
    './src-main/reach/tables.ts',
    './src-main/printing/stickers/tables.ts',
    './src-main/reports/tables.ts',
    './src-main/sync/tables.ts',
    './src-main/relay/tables.ts',
    './src-main/bench/tables.ts',
    './src-main/repairs/tables.ts',
  ],
  out: './migrations/landing',
});
