import { registerHooks } from 'node:module';

/** Puts the stand-in in the place of `electron` for a whole Node program, with Electron's way of ending on a signal. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('./index.ts', import.meta.url).href, shortCircuit: true };
  },
});

const { app } = await import('./app.ts');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
