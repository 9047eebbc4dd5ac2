import { create } from 'zustand';
import type { CardFile } from '#shared/cards/contact-card.ts';
import { readVCards } from '#shared/cards/vcard.ts';
import { cardFileLimit, type FileTrouble } from '#shared/desktop/opening.ts';
import { decodeCardText } from './decode.ts';

/** A file that was opened, with its cards or the reason why there are none. */
export interface OpenedFile {
  readonly id: number;
  readonly fileName: string;
  readonly content: CardFile | { readonly trouble: FileTrouble };
}

/** More files than anybody keeps open; the oldest go. */
const mostFiles = 20;

/** The files of contact cards that are open in this window, the newest first. Nothing of them is kept. */
export const useCardFiles = create<{ files: readonly OpenedFile[] }>(() => ({ files: [] }));

let lastId = 0;

function add(fileName: string, content: OpenedFile['content']): void {
  lastId += 1;
  const opened = { id: lastId, fileName, content };
  useCardFiles.setState(({ files }) => ({ files: [opened, ...files].slice(0, mostFiles) }));
}

/** Opens the bytes of a file of cards. */
export function openCards(fileName: string, bytes: Uint8Array): void {
  add(fileName, readVCards(bytes, decodeCardText));
}

/** Opens a file the desktop handed over. */
export function openCardsBase64(fileName: string, base64: string): void {
  openCards(fileName, bytesOf(base64));
}

/** Opens a file a person chose or dropped here. */
export async function openChosenFile(file: File): Promise<void> {
  if (file.size > cardFileLimit) return add(file.name, { trouble: 'too_large' });
  try {
    openCards(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch {
    // A folder, or a file that went away meanwhile.
    add(file.name, { trouble: 'unreadable' });
  }
}

export function showCardTrouble(fileName: string, trouble: FileTrouble): void {
  add(fileName, { trouble });
}

export function closeFile(id: number): void {
  useCardFiles.setState(({ files }) => ({ files: files.filter((file) => file.id !== id) }));
}

/** The bytes that a text in base 64 stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
