import { createHash, randomBytes } from 'node:crypto';
import { codeSigns, type EnrolmentCode, signsOfBytes } from '#shared/bench/enrolment-code.ts';

/** Bytes for so many signs: five bits each, and all lengths of a code are multiples of eight signs or four. */
const newSigns = (count: number): string => signsOfBytes(randomBytes(Math.ceil((count * 5) / 40) * 5)).slice(0, count);

/**
 * The sign by which a bench knows the root certificate at its first contact: 80 bits of SHA-256. Number and secret are
 * hashed too, so that nobody can look for a fitting root before the code is out.
 */
function markOf(number: string, secret: string, rootDer: Uint8Array): string {
  const hash = createHash('sha256').update(`landing-desk:enrolment-root:1\n${number}${secret}\n`).update(rootDer);
  return signsOfBytes(hash.digest().subarray(0, (codeSigns.mark * 5) / 8));
}

/** A new code for benches that are to trust this root. */
export function newEnrolmentCode(rootDer: Uint8Array): EnrolmentCode {
  const [number, secret] = [newSigns(codeSigns.number), newSigns(codeSigns.secret)];
  return { number, secret, mark: markOf(number, secret, rootDer) };
}

/** Whether a code was made for this root certificate. */
export const isCodeOf = ({ number, secret, mark }: EnrolmentCode, rootDer: Uint8Array): boolean =>
  markOf(number, secret, rootDer) === mark;

/** What a bench shows of a code: SHA-256 in lower-case hexadecimal, so that the code itself is never on the line. */
export function proofOf({ number, secret, mark }: EnrolmentCode): string {
  return createHash('sha256').update(`landing-desk:enrolment:1\n${number}${secret}${mark}`).digest('hex');
}
