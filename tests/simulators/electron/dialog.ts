import { app } from './app.ts';
import { control } from './control.ts';

type Options = Readonly<Record<string, unknown>>;

/** Notes a dialog; native ones take their window first, or leave it out. The next queued answer is its. */
function ask(kind: 'message' | 'save' | 'open', args: readonly object[]) {
  if (!app.isReady()) throw new Error('dialog can only be used after the ready event.');
  const options: Options = { ...args.at(-1) };
  control.dialogs.push({ kind, options });
  return { options, answer: control.answers.shift() };
}

/** The button a person chooses, unless the app takes the question back before, which counts as its cancel button. */
function pressed(options: Options): Promise<number> {
  const { signal, cancelId } = options as { signal?: AbortSignal; cancelId?: number };
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => resolve(cancelId ?? 0), { once: true });
    Promise.resolve(control.answerMessage(options)).then(resolve, reject);
  });
}

export const dialog = {
  async showMessageBox(...args: object[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const { options, answer } = ask('message', args);
    const cancel = Number(options['cancelId'] ?? 0);
    const response = answer === undefined ? await pressed(options) : answer === 'cancel' ? cancel : Number(answer);
    return { response, checkboxChecked: false };
  },

  async showOpenDialog(...args: object[]): Promise<{ canceled: boolean; filePaths: readonly string[] }> {
    const { answer } = ask('open', args);
    return Array.isArray(answer) ? { canceled: false, filePaths: answer } : { canceled: true, filePaths: [] };
  },

  async showSaveDialog(...args: object[]): Promise<{ canceled: boolean; filePath: string }> {
    const { options, answer } = ask('save', args);
    const filePath = answer === undefined ? control.answerSave(options) : Array.isArray(answer) ? answer[0] : undefined;
    return { canceled: filePath === undefined, filePath: filePath ?? '' };
  },
};

export const clipboard = {
  async writeText(text: string): Promise<void> {
    control.clipboard = text;
  },
};
