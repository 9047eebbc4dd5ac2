/** Crockford's base32, lower case: no letter that is misread on a screen. */
export const codeAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Characters of the pairing code that is typed. */
export const typedCodeLength = 8;

/** A pairing code as people type it, in the form it is compared in: any case, spaces and dashes, O for 0, I and L for 1. */
export function normalizeTypedCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
}

/** The typed pairing code in two groups, as it is shown: `7K3Q-D9TX`. */
export function showTypedCode(code: string): string {
  return code.toUpperCase().replace(/^(.{4})/, '$1-');
}
