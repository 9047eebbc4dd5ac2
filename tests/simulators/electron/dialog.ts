import { control } from './control.ts';

/** Native dialogs, answered by the test; without an answer the person presses Escape. */
export const dialog = {
  async showMessageBox(...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = args.at(-1) as { message: string; buttons?: string[]; cancelId?: number };
    control.asked.push(options.message);
    const response = options.buttons?.indexOf(control.press ?? '') ?? -1;
    return { response: response < 0 ? (options.cancelId ?? 0) : response, checkboxChecked: false };
  },
};
