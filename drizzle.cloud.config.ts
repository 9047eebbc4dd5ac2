import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src-cloud/*/tables.ts'],
  out: './migrations/cloud',
});
