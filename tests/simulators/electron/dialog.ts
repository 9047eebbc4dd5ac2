import { control } from './control.ts';
import { BrowserWindow } from './window.ts';

type Options = Readonly<Record<string, unknown>>;

/** The answer to a dialog over a window; only that form is modelled. */
async function ask(window: unknown, options: Options): Promise<number | readonly string[] | 'cancel'> {
  if (!(window instanceof BrowserWindow)) throw new Error('The stand-in models dialogs over a window only.');
  control.asked.push(options);
  const answer = control.answers.shift();
  if (answer === undefined)
    throw new Error(`Nobody answers the dialog "${String(options['message'] ?? options['title'])}".`);
  return answer;
}

export const dialog = {
  async showMessageBox(window: unknown, options: Options): Promise<{ response: number; checkboxChecked: boolean }> {
    const answer = await ask(window, options);
    return {
      response: answer === 'cancel' ? Number(options['cancelId'] ?? 0) : Number(answer),
      checkboxChecked: false,
    };
  },

  async showOpenDialog(
    window: unknown,
    options: Options,
  ): Promise<{ canceled: boolean; filePaths: readonly string[] }> {
    const answer = await ask(window, options);
    return Array.isArray(answer) ? { canceled: false, filePaths: answer } : { canceled: true, filePaths: [] };
  },

  async showSaveDialog(window: unknown, options: Options): Promise<{ canceled: boolean; filePath: string }> {
    const answer = await ask(window, options);
    return Array.isArray(answer) ? { canceled: false, filePath: answer[0] } : { canceled: true, filePath: '' };
  },
};
