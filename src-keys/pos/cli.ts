import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { type TerminalProfile, terminalProfileSchema } from '#shared/bench/profile.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { serialSchema } from '#shared/bench/statements.ts';
import { shownKcv } from '../crypto/service.ts';
import { KeyRefusal, readArguments, runProgram } from '../refusal.ts';
import { faultNames } from './faults.ts';
import { makeStranger, readTerminal } from './identity.ts';
import { downloadMasterKey } from './master-key.ts';
import { PosSimulator } from './simulator.ts';
import { SoftPinPad } from './soft-pin-pad.ts';

const usage = `npm run pos-simulator -- --tcp PORT | --pty PATH [--serial SN] [--model M] [--profile ID|FILE.json] [--json]
                         [--credentials FOLDER] [--fault NAME[=NUMBER]]…

A POS terminal with a PIN pad in software, on a TCP port of this computer or on a pseudo-terminal (needs socat).
FOLDER holds pos.key, pos.pem and root.pem, as npm run ca -- issue --profile pos lays them down. Without it the terminal
is a stranger's: recognised, but no real ticket is good for it.
Profiles: ${shippedProfiles.map(({ id }) => id).join(', ')}. Faults: ${faultNames.join(', ')}.
Lines on its input: unplug · plug [PORT|PATH] · serial SN · fault NAME[=NUMBER] · keys · download KMS-URL · quit
`;

const wrong = (problem: string) => new KeyRefusal('bad_arguments', { problem });

function profileOf(name: string): TerminalProfile {
  const shipped = shippedProfiles.find(({ id }) => id === name);
  if (shipped) return shipped;
  try {
    return terminalProfileSchema.parse(JSON.parse(readFileSync(name, 'utf8')));
  } catch (error) {
    throw wrong(`${name} is no profile: ${(error as Error).message}`);
  }
}

async function main(): Promise<number> {
  const { values } = readArguments(usage, () =>
    parseArgs({
      options: {
        tcp: { type: 'string' },
        pty: { type: 'string' },
        serial: { type: 'string' },
        model: { type: 'string', default: 'T-800' },
        profile: { type: 'string', default: 'standard' },
        credentials: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const place = values.tcp ?? values.pty;
  if (place === undefined || (values.tcp !== undefined && values.pty !== undefined)) {
    throw wrong(`Where is it plugged in? Give --tcp PORT or --pty PATH.\n\n${usage}`);
  }
  const tell = (event: Record<string, unknown>, words: string) =>
    process.stdout.write(`${values.json ? JSON.stringify(event) : words}\n`);

  const profile = profileOf(values.profile);
  const made = values.credentials
    ? readTerminal(values.credentials)
    : await makeStranger(values.serial ?? 'SIM-0001', Date.now());
  const serial = values.serial ?? made.serial;
  if (!serialSchema.safeParse(serial).success) throw wrong(`${serial} is no serial number.`);
  const pinPad = new SoftPinPad({ ...made, serial, keys: profile.keys });
  const simulator = new PosSimulator({
    identity: { serial, model: values.model, firmware: '1.0.0' },
    profile,
    pinPad,
    unplugged: () => tell({ event: 'unplugged' }, 'The cable is out.'),
  });
  readArguments(usage, () => {
    for (const fault of values.fault) simulator.faults.add(fault);
  });

  const plug = async (where: string) => {
    if (values.tcp !== undefined) {
      const port = await simulator.plugIntoTcp(Number(where));
      tell({ event: 'plugged', tcp: port, serial }, `Terminal ${serial} (${profile.id}) on 127.0.0.1:${port}`);
    } else {
      const device = await simulator.plugIntoPty(where);
      tell(
        { event: 'plugged', pty: where, device, serial },
        `Terminal ${serial} (${profile.id}) on ${where} (${device})`,
      );
    }
  };
  const commands: Readonly<Record<string, (argument: string) => unknown>> = {
    unplug: () => simulator.unplug(),
    plug: (where) => plug(where || place),
    fault: (text) => simulator.faults.add(text),
    serial: (text) => {
      simulator.terminal.identity = { ...simulator.terminal.identity, serial: serialSchema.parse(text) };
    },
    keys: () => {
      const { transmissionKeyKcv, masterKeyKcv } = pinPad.held;
      const shown = (kcv: Uint8Array | null) => kcv && shownKcv(kcv);
      const keys = { transmissionKey: shown(transmissionKeyKcv), masterKey: shown(masterKeyKcv) };
      tell({ event: 'keys', ...keys }, `KCV of TK ${keys.transmissionKey ?? '—'}, of TMK ${keys.masterKey ?? '—'}`);
    },
    download: async (url) => {
      if (values.credentials === undefined) throw wrong('A stranger has nothing to fetch a master key with.');
      const credentials = CredentialFiles.open({ folder: values.credentials, profile: 'pos' });
      const client = new MutualClient({ credentials, roles: ['kms'], unreachable: 'E_KMS_PENDING' });
      try {
        const kcv = shownKcv(await downloadMasterKey(pinPad, client, url));
        tell({ event: 'downloaded', kcv }, `Master key taken, KCV ${kcv}`);
      } finally {
        client.close();
      }
    },
    quit: () => end(),
  };
  const ended = Promise.withResolvers<number>();
  const end = () => simulator.unplug().then(() => ended.resolve(0), ended.reject);
  process.on('SIGINT', () => void end());
  process.on('SIGTERM', () => void end());
  await plug(place);
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const [name = '', ...rest] = line.trim().split(/\s+/);
    try {
      const command = commands[name];
      if (command === undefined) throw new Error(`There is no ${name}: ${Object.keys(commands).join(', ')}`);
      await command(rest.join(' '));
      tell({ event: 'done', command: name }, `${name}: done`);
    } catch (error) {
      tell({ event: 'refused', command: name, reason: (error as Error).message }, (error as Error).message);
    }
  });
  return ended.promise;
}

runProgram(main);
