import { app } from './app.ts';
import { control } from './control.ts';

type Options = Readonly<Record<string, unknown>>;

/** Native dialogs take their window first, or leave it out. */
function optionsOf(args: readonly object[]): Options {
  if (!app.isReady()) throw new Error('dialog can only be used after the ready event.');
  return { ...args.at(-1) };
}

/** The button a person chooses, unless the app takes the question back before, which counts as its cancel button. */
function answerOf(options: Options): Promise<number> {
  const { signal, cancelId } = options as { signal?: AbortSignal; cancelId?: number };
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => resolve(cancelId ?? 0), { once: true });
    Promise.resolve(control.answerMessage(options)).then(resolve, reject);
  });
}

export const dialog = {
  async showMessageBox(...args: object[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = optionsOf(args);
    control.dialogs.push({ kind: 'message', options });
    return { response: await answerOf(options), checkboxChecked: false };
  },

  async showSaveDialog(...args: object[]): Promise<{ canceled: boolean; filePath: string }> {
    const options = optionsOf(args);
    control.dialogs.push({ kind: 'save', options });
    const filePath = control.answerSave(options);
    return { canceled: filePath === undefined, filePath: filePath ?? '' };
  },
};

export const clipboard = {
  async writeText(text: string): Promise<void> {
    control.clipboard = text;
  },
};
