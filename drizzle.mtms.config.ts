import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src-keys/mtms/tables.ts'],
  out: './migrations/mtms',
});
