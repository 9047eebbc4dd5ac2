import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { app } from './app.ts';
import { control } from './control.ts';

const keyOf = (password: string) => createHash('sha256').update(password).digest();

/**
 * A key store in this process: real encryption, under a password of its own and with the tag Chromium puts before it on
 * Linux. Without a keyring Electron still encrypts, with a password everybody knows and the tag `v10`; so does this.
 */
export const safeStorage = {
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return app.isReady() && control.keyring.available;
  },

  async encryptStringAsync(text: string): Promise<Buffer> {
    const { password, tag } = control.keyring;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyOf(password), nonce);
    return Buffer.concat([Buffer.from(tag), nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },

  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const { password, shouldReEncrypt } = control.keyring;
    const decipher = createDecipheriv('aes-256-gcm', keyOf(password), encrypted.subarray(3, 15), { authTagLength: 16 });
    decipher.setAuthTag(encrypted.subarray(-16));
    const text = Buffer.concat([decipher.update(encrypted.subarray(15, -16)), decipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt };
  },

  getSelectedStorageBackend(): string {
    return app.isReady() ? control.keyring.backend : 'unknown';
  },
};
