/** A string store that never throws. */
export interface SafeStorage {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

/**
 * Wraps `localStorage` or `sessionStorage`. Private windows and in-app browsers may refuse either, or be full; then
 * the page keeps the value in memory for as long as it lives.
 */
export function safeStorage(open: () => Storage): SafeStorage {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(open());
    } catch {
      return undefined;
    }
  };
  return {
    get: (name) => memory.get(name) ?? attempt((storage) => storage.getItem(name)) ?? null,
    set(name, value) {
      const written = attempt((storage) => {
        storage.setItem(name, value);
        return true;
      });
      if (written) memory.delete(name);
      else memory.set(name, value);
    },
    remove(name) {
      memory.delete(name);
      attempt((storage) => storage.removeItem(name));
    },
  };
}

export const persistent = safeStorage(() => localStorage);
export const perBrowserTab = safeStorage(() => sessionStorage);

/** Reads a stored JSON value; null when there is none or it is not what `isValid` expects (an older page wrote it). */
export function readJson<T>(storage: SafeStorage, name: string, isValid: (value: unknown) => value is T): T | null {
  const text = storage.get(name);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : null;
  } catch {
    return null;
  }
}
