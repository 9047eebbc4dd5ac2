import { Notification } from 'electron';
import { countSentence, ordersWait, printersFail, tablesCall } from '#shared/desktop/presence.ts';
import { desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import type { Notice, NoticeKind } from './notice-gatherer.ts';

/** The page of the console where each kind is dealt with; undefined for the window as it is. */
const pages: Readonly<Record<NoticeKind, string | undefined>> = {
  orders: '/counter',
  calls: '/counter',
  printers: '/printing',
  landing: undefined,
};

function wordsOf({ kind, count }: Notice, language: Language): { title: string; body: string } {
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  switch (kind) {
    case 'orders':
      return {
        title: capital(countSentence(count, language, ordersWait)),
        body: desktopSentence('noticeOrders', language),
      };
    case 'calls':
      return {
        title: capital(countSentence(count, language, tablesCall)),
        body: desktopSentence('noticeCalls', language),
      };
    case 'printers':
      return {
        title: capital(countSentence(count, language, printersFail)),
        body: desktopSentence('noticePrinters', language),
      };
    case 'landing':
      return {
        title: desktopSentence('crashLoopTitle', language),
        body: desktopSentence('noticeLanding', language),
      };
  }
}

/**
 * The operating system's notifications, one for each kind. They say how many wait and nothing about whom: they are also
 * shown on locked screens and kept by the system. Where the system shows none, nothing happens.
 */
export class Notifications {
  readonly #open: (page?: string) => void;
  readonly #language: () => Language;
  /** Kept, since a notification that is garbage-collected no longer answers to a click. */
  readonly #shown = new Map<NoticeKind | 'tray', Notification>();

  constructor(options: { open: (page?: string) => void; language: () => Language }) {
    this.#open = options.open;
    this.#language = options.language;
  }

  show(notice: Notice): void {
    this.#put(notice.kind, wordsOf(notice, this.#language()), pages[notice.kind]);
  }

  /** Explains that the closed window left ordering running. */
  tellStillRunning(): void {
    const say = (key: 'stillRunningTitle' | 'stillRunningText') => desktopSentence(key, this.#language());
    this.#put('tray', { title: say('stillRunningTitle'), body: say('stillRunningText') }, undefined);
  }

  withdraw(kind: NoticeKind): void {
    this.#shown.get(kind)?.close();
    this.#shown.delete(kind);
  }

  close(): void {
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }

  #put(kind: NoticeKind | 'tray', words: { title: string; body: string }, page: string | undefined): void {
    if (!Notification.isSupported()) return;
    this.#shown.get(kind)?.close();
    const notification = new Notification(words);
    notification.on('click', () => this.#open(page));
    this.#shown.set(kind, notification);
    notification.show();
  }
}
