import type { KeyObject } from 'node:crypto';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { Credentials } from '#server/mutual-tls/credentials.ts';
import { makeRequest } from '#server/pki/request.ts';
import type { AppError } from '#shared/errors.ts';
import type { BenchMember } from '../standing.ts';
import { type Certified, certifiedIn, fetchTrust } from './door.ts';
import type { EnrolmentRow } from './keeping.ts';

interface Keys {
  readonly key: KeyObject;
  readonly record: KeyObject;
}

const timeoutMs = 30_000;

/** The bench's certificate and keys at work: one client of its MTMS, whose certificate and lists are renewed while it runs. */
export class LiveMember implements BenchMember {
  readonly benchId: string;
  readonly recordKey: KeyObject;
  readonly #credentials: Credentials;
  readonly #client: MutualClient;
  readonly #address: string;
  readonly #now: () => number;
  readonly #onAnswer: (error: unknown) => void;
  #bundle: string;

  /**
   * Throws E_SIG when certificate, key and lists do not belong together.
   * @param onAnswer hears how each call ended; undefined when it was answered
   * @param onUnfit hears why the server at the address is not believed to be this bench's MTMS
   */
  constructor(
    row: EnrolmentRow,
    keys: Keys,
    now: () => number,
    on: { readonly answer: (error: unknown) => void; readonly unfit: (error: AppError) => void },
  ) {
    const key = keys.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.#credentials = new Credentials({ certificate: row.certificate, key }, { root: row.root, bundle: row.bundle });
    this.#client = new MutualClient({
      credentials: this.#credentials,
      ...{ roles: ['mtms'], id: row.mtmsId, unreachable: 'E_MTMS_DOWN' },
      ...{ now, timeoutMs, onUnfitServer: on.unfit },
    });
    this.#address = row.address;
    this.#bundle = row.bundle;
    this.#now = now;
    this.#onAnswer = on.answer;
    this.benchId = row.benchId;
    this.recordKey = keys.record;
  }

  get trust() {
    return this.#credentials.trust;
  }

  get bundle(): string {
    return this.#bundle;
  }

  /** When the certificate ends, UTC milliseconds. */
  get goodUntil(): number {
    return this.#credentials.signer.certificate.notAfter;
  }

  async request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    try {
      const { value } = await this.#client.request(method, `${this.#address}${path}`, body);
      this.#onAnswer(undefined);
      return value;
    } catch (error) {
      this.#onAnswer(error);
      throw error;
    }
  }

  /**
   * Throws E_CERT_REVOKED when the lists at hand name this bench, E_CERT_EXPIRED, E_CLOCK, E_CRL_STALE: nothing can be
   * had from the MTMS then.
   */
  check(): void {
    const wanted = { roles: ['bench'], purpose: 'tls-client', now: this.#now() } as const;
    this.trust.verify(this.#credentials.signer.certificate, wanted);
  }

  /** Fetches the lists. Gives them when they are others than before. Throws E_MTMS_DOWN, E_SIG, E_CRL_STALE. */
  async renewLists(): Promise<string | undefined> {
    const bundle = await fetchTrust(this.#address);
    if (bundle === this.#bundle) return undefined;
    this.trust.renew(bundle);
    this.#bundle = bundle;
    return bundle;
  }

  /** Renews the certificate for the same key, to which tickets are bound. Throws what the MTMS refuses with. */
  async renew(): Promise<Certified> {
    const { key } = this.#credentials.signer;
    const body = { certificateRequest: makeRequest(key).toString('base64') };
    const answer = await this.request('POST', '/v1/renewals', body);
    const certified = certifiedIn(answer, key, this.trust, this.#now());
    this.#bundle = certified.bundle;
    return certified;
  }

  /** Shows the renewed certificate from now on; call it once that is on disk. */
  take({ certificate }: Certified): void {
    const { key } = this.#credentials.signer;
    this.#credentials.take({ certificate, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() });
  }

  close(): void {
    this.#client.close();
  }
}
