/**
 * A phone number as people write it, in E.164 (`+8613800138000`), or undefined where it cannot be told what country it is
 * of. Eleven digits that begin with 1 are a mobile phone of China in a registration from there.
 */
export function phoneNumberOf(typed: string, country: string): string | undefined {
  const digits = typed.replace(/[\s().\-–/]/g, '').replace(/^00/, '+');
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  if (country === 'CN' && /^1[3-9]\d{9}$/.test(digits)) return `+86${digits}`;
  return undefined;
}
