import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import type { TerminalProfile } from '#shared/bench/profile.ts';
import { AppError } from '#shared/errors.ts';
import { shownKcv } from '../../src-keys/crypto/service.ts';
import { readTerminal } from '../../src-keys/pos/identity.ts';
import { downloadMasterKey } from '../../src-keys/pos/master-key.ts';
import type { KeyRequest, SealedKey } from '../../src-keys/pos/pin-pad.ts';
import { PosSimulator } from '../../src-keys/pos/simulator.ts';
import { SoftPinPad, type SoftPinPadOptions } from '../../src-keys/pos/soft-pin-pad.ts';

export interface DemoTerminal {
  readonly serial: string;
  readonly model: string;
  readonly folder: string;
  readonly profile: TerminalProfile;
  /** The TCP port of loopback its cable ends at. */
  readonly port: number;
  /** Where its customer's KMS answers. */
  readonly kms: string;
}

/** How often a terminal asks for its master key while the KMS has no transmission key of it. */
const askEveryMs = 2_000;

/** A PIN pad that tells when it made a key: then its terminal goes and fetches a master key. */
class AskingPinPad extends SoftPinPad {
  readonly #made: () => void;

  constructor(options: SoftPinPadOptions, made: () => void) {
    super(options);
    this.#made = made;
  }

  override async generateKey(request: KeyRequest): Promise<SealedKey> {
    const sealed = await super.generateKey(request);
    this.#made();
    return sealed;
  }
}

/**
 * Plugs a terminal in. Once its PIN pad made a transmission key it asks the KMS, over its own connection, until it has its
 * master key. Gives what unplugs it. Rejects when the port is taken.
 */
export async function plugIn(
  { serial, model, folder, profile, port, kms }: DemoTerminal,
  tell: (words: string) => void,
): Promise<() => Promise<void>> {
  const credentials = CredentialFiles.open({ folder, profile: 'pos' });
  const client = new MutualClient({ credentials, roles: ['kms'], unreachable: 'E_KMS_PENDING' });
  let asking: NodeJS.Timeout | undefined;
  let ended = false;
  const ask = async () => {
    try {
      tell(`${serial} took its master key, KCV ${shownKcv(await downloadMasterKey(pinPad, client, kms))}`);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'E_KMS_PENDING')
        tell(`${serial}: ${(error as Error).message}`);
      if (!ended) later();
    }
  };
  const later = () => {
    clearTimeout(asking);
    asking = setTimeout(ask, askEveryMs);
  };
  const pinPad = new AskingPinPad({ ...readTerminal(folder), keys: profile.keys }, later);
  const simulator = new PosSimulator({ identity: { serial, model, firmware: '1.0.0' }, profile, pinPad });
  await simulator.plugIntoTcp(port);
  return async () => {
    ended = true;
    clearTimeout(asking);
    await simulator.unplug();
    client.close();
  };
}
