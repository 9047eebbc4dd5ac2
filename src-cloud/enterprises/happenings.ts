import type { Registration } from '#shared/enterprises/registration.ts';
import type { Language } from '#shared/languages.ts';
import type { Tx } from '../store/service.ts';

/** What happens to an enterprise that somebody should be told. Times are UTC ms. */
export type Happening =
  | {
      readonly kind: 'registration_submitted';
      readonly registration: Registration;
      readonly code: string;
      readonly language: Language;
    }
  | {
      readonly kind: 'registration_approved' | 'registration_rejected' | 'registration_asked_again';
      readonly name: string;
      readonly code: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'device_enrolled' | 'device_revoked' | 'landing_silent' | 'backup_unverified';
      readonly name: string;
      readonly device: { readonly id: string; readonly name: string };
    };

/**
 * Tells whoever should know, in the transaction of the cause: both are so, or neither. `at` is since when it is so, and what
 * is told again with the same kind, device and `at` was told already.
 */
export type Tell = (tx: Tx, enterpriseId: string, at: number, happening: Happening) => Promise<void>;

/** Where nobody is told. */
export const tellNobody: Tell = async () => {};
