import { currentLanguage } from '#renderer/ui/i18n/i18n.ts';
import type { Problem } from '#shared/errors.ts';
import { UploadRefused } from '../api.ts';

/** Sends a picture as the stickers' logo. Throws UploadRefused with the landing's own sentence. */
export async function uploadLogo(file: File): Promise<void> {
  const answer = await fetch('/stickers/logo', {
    method: 'POST',
    headers: { 'content-type': file.type, 'accept-language': currentLanguage() },
    body: file,
  });
  if (!answer.ok) throw new UploadRefused((await answer.json()) as Problem);
}
