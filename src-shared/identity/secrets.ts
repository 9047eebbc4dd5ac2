import { AppError } from '../errors.ts';

/** NIST SP 800-63B asks for at least 8 characters and no composition rules. */
export const minPasswordLength = 8;
const maxPasswordLength = 256;

/** Stems of the passwords that leaked most often; a stem with digits or signs around it is refused too. */
const commonStems = new Set(
  (
    'password passw0rd p@ssword p@ssw0rd qwerty qwertyui qwertyuiop qwer asdf asdfgh asdfghjkl zxcvbnm zxcvbn qazwsx qazwsxedc ' +
    'qweasd qweasdzxc iloveyou woaini woaini1314 admin administrator root welcome letmein monkey dragon master sunshine princess football ' +
    'baseball superman batman trustno1 shadow michael jordan hunter ranger buster soccer hockey killer george andrew charlie ' +
    'thomas login abc abcd abcdef abcdefg abcdefgh aaaaaa test tester guest user default changeme secret google facebook ' +
    'starwars whatever freedom computer internet samsung pokemon naruto cheese summer winter flower lovely hello helloworld ' +
    'taobao alipay wechat weixin zhifubao xiaoming wang zhang china beijing shanghai woaiwojia caonima mima mimamima'
  ).split(' '),
);

/** True for one repeated character, or a straight run up or down ("abcdefgh", "98765432"). */
function isSimpleRow(text: string): boolean {
  const codes = [...text].map((c) => c.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return steps.length > 0 && [0, 1, -1].some((step) => steps.every((s) => s === step));
}

/** Two runs or repeats put together, such as 11223344, 12341234 or 20202020. */
function isRepeatedPiece(text: string): boolean {
  return /^(.{1,4})\1+$/u.test(text) || /^(?:(.)\1){3,}$/u.test(text);
}

/**
 * Refuses a password that is too short or among the most common ones, or that only repeats a name it belongs to.
 * Throws AppError password_too_short or password_too_common.
 */
export function checkPassword(password: string, names: readonly string[]): void {
  const length = [...password].length;
  if (length < minPasswordLength) throw new AppError('password_too_short', { min: minPasswordLength });
  const lower = password.toLowerCase();
  const stem = lower.replace(/^[\d\W_]+|[\d\W_]+$/g, '');
  const tooCommon =
    length > maxPasswordLength ||
    commonStems.has(lower) ||
    commonStems.has(stem) ||
    (stem === '' &&
      /^\d+$/.test(lower) &&
      lower.length < 10 &&
      (isRepeatedPiece(lower) || /^(19|20)\d{6}$/.test(lower))) ||
    isSimpleRow(lower) ||
    isSimpleRow(lower.slice(0, -1)) ||
    isRepeatedPiece(lower) ||
    /^(?:1234|0123)\d*$/.test(lower) ||
    names.some((name) => name.length >= 3 && (lower === name.toLowerCase() || stem === name.toLowerCase()));
  if (tooCommon) throw new AppError('password_too_common');
}

/** Refuses a PIN that is not 4–8 digits or is a plain row. Throws AppError pin_too_simple. */
export function checkPin(pin: string): void {
  if (!/^\d{4,8}$/.test(pin) || isSimpleRow(pin) || isRepeatedPiece(pin)) throw new AppError('pin_too_simple');
}
