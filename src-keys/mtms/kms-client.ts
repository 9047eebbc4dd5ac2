import { MutualClient } from '#server/mutual-tls/client.ts';
import type { Credentials } from '#server/mutual-tls/credentials.ts';
import { benchError } from '#shared/bench/errors.ts';
import { kmsStatementSchema } from '#shared/bench/kms.ts';
import type { Transport } from './transports.ts';

const timeoutMs = 20_000;

/** HTTPS with mutual TLS to each KMS: POST /v1/keys. The server must show the certificate of that very KMS. */
export class KmsClients {
  readonly #credentials: Credentials;
  readonly #clients = new Map<string, MutualClient>();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  readonly transport: Transport = async ({ address, kmsId }, { opId, cms }) => {
    const body = { opId, cms: cms.toString('base64') };
    const { value } = await this.#client(kmsId).request('POST', new URL('/api/v1/deliveries', address).href, body);
    const answer = kmsStatementSchema.safeParse(value);
    if (!answer.success) throw benchError('E_KMS_PENDING', 'answer_not_understood');
    return Buffer.from(answer.data.statement, 'base64');
  };

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(id: string): MutualClient {
    const known = this.#clients.get(id);
    if (known) return known;
    const credentials = this.#credentials;
    const made = new MutualClient({ credentials, roles: ['kms'], id, unreachable: 'E_KMS_PENDING', timeoutMs });
    this.#clients.set(id, made);
    return made;
  }
}
