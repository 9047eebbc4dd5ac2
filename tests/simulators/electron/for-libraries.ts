import { registerHooks } from 'node:module';

/**
 * Libraries under node_modules ask for `electron` with `require`, past vitest's mocks. From now on they get what a test
 * gives here: the very stand-in that the desktop's own code runs over.
 */
export function giveLibraries(electron: object): void {
  const shared = globalThis as { [given]?: object };
  const isFirst = shared[given] === undefined;
  shared[given] = electron;
  if (!isFirst) return;
  registerHooks({
    resolve(specifier, context, next) {
      const asks = specifier === 'electron' && context.parentURL?.includes('/node_modules/');
      return asks ? { url: address, format: 'commonjs', shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      if (url !== address) return next(url, context);
      const source = `module.exports = new Proxy({}, { get: (_, name) => globalThis[Symbol.for('${given.description}')][name] });`;
      return { format: 'commonjs', source, shortCircuit: true };
    },
  });
}

const given: unique symbol = Symbol.for('landing-desk.electron');
const address = 'landing-desk-test:electron';
