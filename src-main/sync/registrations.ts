import type { z } from 'zod';
import type { EnrolAnswer } from '#shared/enterprises/devices.ts';
import {
  type DocumentKind,
  type DocumentType,
  documentLimit,
  type Registration,
  type RegistrationStatus,
} from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { syncInputs } from '#shared/sync/inputs.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Connection } from './connection.ts';
import type { EnterpriseClient } from './enterprise-client.ts';
import type { SyncTime } from './time.ts';

type Entered = z.infer<typeof syncInputs.changeRegistration>;

/** How a registration stands, and whether that is from this moment or from when the cloud was last heard of. */
export interface RegistrationView {
  readonly address: string;
  readonly status: RegistrationStatus;
  readonly isCurrent: boolean;
}

export interface RegistrationsOptions {
  readonly identity: IdentityService;
  readonly connection: Connection;
  readonly time: SyncTime;
  /** The API of the cloud at an address. */
  readonly cloudAt: (address: string) => EnterpriseClient;
  readonly device: () => string;
  /** The enterprise is approved, and this landing its first device. */
  readonly approved: (address: string, answer: EnrolAnswer) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** How often an undecided registration is asked about (ms). */
const askEveryMs = 2 * 60_000;

/** What a file is, by its first bytes (PDF: ISO 32000; JPEG: ITU-T T.81; PNG: ISO/IEC 15948); undefined for others. */
export function documentTypeOf(bytes: Uint8Array): DocumentType | undefined {
  const begins = (...wanted: number[]) => wanted.every((byte, index) => bytes[index] === byte);
  if (begins(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf';
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return undefined;
}

/** Registers this landing's enterprise at a cloud, and connects by itself once the operator has approved it. */
export class Registrations {
  readonly #options: RegistrationsOptions;
  #callOff = () => {};
  #ended = false;
  #asking: Promise<void> = Promise.resolve();

  constructor(options: RegistrationsOptions) {
    this.#options = options;
  }

  /** Asks about an undecided registration from now on. */
  watch(): void {
    this.#callOff();
    const { connection, time } = this.#options;
    const { registration, connected } = connection.get();
    if (this.#ended || connected || !registration || registration.state === 'rejected') return;
    const delay = Math.round(askEveryMs * (0.75 + 0.5 * time.random()));
    this.#callOff = time.after(delay, () => {
      this.#asking = this.#refresh('en')
        .then(() => {}, this.#options.onError)
        .finally(() => this.watch());
    });
  }

  async stop(): Promise<void> {
    this.#ended = true;
    this.#callOff();
    await this.#asking;
  }

  /** How the registration stands; null when there is none. */
  async view(language: Language): Promise<RegistrationView | null> {
    const { address, registration } = this.#options.connection.get();
    if (!registration) return null;
    try {
      const status = await this.#refresh(language);
      return status && { address, status, isCurrent: true };
    } catch (error) {
      // What was last known is better than nothing, and says that it is that.
      if (!(error instanceof AppError) || error.status < 500) throw error;
      return { address, status: registration, isCurrent: false };
    }
  }

  /** Begins a registration at a cloud, with this landing's enterprise. */
  async begin(address: string, entered: Entered, language: Language): Promise<RegistrationView> {
    const { connection } = this.#options;
    connection.requireSecrets();
    const cloud = this.#options.cloudAt(address);
    const { token } = await cloud.register(this.#whole(entered), language);
    await connection.keepRegistrationToken(token);
    const status = await cloud.registration(token, language);
    await connection.keepRegistration(address, status);
    this.watch();
    return { address, status, isCurrent: true };
  }

  change(entered: Entered, language: Language): Promise<RegistrationStatus> {
    return this.#keep((cloud, token) => cloud.changeRegistration(token, this.#whole(entered), language));
  }

  /** Sends it in: the first time, or again after the operator asked for more. */
  async submit(language: Language): Promise<RegistrationStatus> {
    const status = await this.#keep((cloud, token) => cloud.submit(token, language));
    this.watch();
    return status;
  }

  /** Adds a document. Throws AppError document_type_wrong when its content is of another kind, or body_too_large. */
  async addDocument(document: { kind: DocumentKind; name: string; bytes: Uint8Array }, language: Language) {
    const type = documentTypeOf(document.bytes);
    if (!type) throw new AppError('document_type_wrong');
    if (document.bytes.length > documentLimit.bytes) throw new AppError('body_too_large');
    const { cloud, token } = this.#current();
    const added = await cloud.addDocument(token, { ...document, type }, language);
    await this.#refresh(language);
    return added;
  }

  async removeDocument(id: string, language: Language): Promise<void> {
    const { cloud, token } = this.#current();
    await cloud.removeDocument(token, id, language);
    await this.#refresh(language);
  }

  #whole(entered: Entered): Registration {
    const { id, code, name } = this.#options.identity.enterprise();
    return { ...entered, enterpriseId: id, code, name };
  }

  #current(): { cloud: EnterpriseClient; token: string; address: string } {
    const { connection, cloudAt } = this.#options;
    const token = connection.registrationToken();
    const { address, registration } = connection.get();
    if (!token || !registration) throw new AppError('cloud_not_registered');
    return { cloud: cloudAt(address), token, address };
  }

  async #keep(ask: (cloud: EnterpriseClient, token: string) => Promise<RegistrationStatus>) {
    const { cloud, token, address } = this.#current();
    const status = await ask(cloud, token);
    await this.#options.connection.keepRegistration(address, status);
    return status;
  }

  /** Asks the cloud; connects when it has approved. */
  async #refresh(language: Language): Promise<RegistrationStatus | null> {
    const { connection, device, identity, approved } = this.#options;
    const { registration } = connection.get();
    if (!registration) return null;
    const status = await this.#keep((cloud, token) => cloud.registration(token, language));
    if (status.state === 'approved' && !connection.get().connected) {
      const { cloud, token, address } = this.#current();
      await approved(address, await cloud.enrolRegistered(token, device(), identity.enterprise().name.slice(0, 60)));
    }
    return status;
  }
}
