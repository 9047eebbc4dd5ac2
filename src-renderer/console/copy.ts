import i18next from 'i18next';
import { noticeDone, noticeInfo } from './notices.tsx';

/** Puts a text on the clipboard and says so; a page that is not a secure context has none and says that. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    noticeDone(done);
  } catch {
    noticeInfo(i18next.t(($) => $.office.copyFailed));
  }
}
