/** Crockford's base32 in small letters, without those people misread. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const groups = 5;
const groupLength = 4;

/** A passphrase of 100 random bits, in groups that can be read aloud: "7k3q-d9xm-…". */
export function newPassphrase(): string {
  // 256 is a multiple of 32, so every letter is as likely as another.
  const bytes = crypto.getRandomValues(new Uint8Array(groups * groupLength));
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
  return (letters.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');
}
