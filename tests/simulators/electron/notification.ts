import { EventEmitter } from 'node:events';
import { control } from './control.ts';

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;

  constructor(options: { title?: string; body?: string } = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }

  static isSupported(): boolean {
    return control.showsNotifications;
  }

  show(): void {
    const { title, body } = this;
    const record = { title, body, isShown: true, click: () => void this.emit('click', {}) };
    control.notifications.push(record);
    this.once('close', () => {
      record.isShown = false;
    });
  }

  close(): void {
    this.emit('close', {});
  }
}
