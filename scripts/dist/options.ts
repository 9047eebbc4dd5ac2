import { parseArgs } from 'node:util';

export const usage = `Usage: npm run dist -- [--dir] [--stand-in] [--release] [--arch x64|arm64] [--out DIR]
  --dir       only the folder of the program, no installers
  --stand-in  the same around a stand-in for Electron: shows what would be packed, on a computer without the binary
  --release   refuses what must not be published: unsigned, not notarized, or without the address of its updates
  --arch ARCH for this processor instead of those in electron-builder.yml
  --out DIR   where packages go (default: dist)
`;

export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

export interface DistOptions {
  readonly dir: boolean;
  readonly standIn: boolean;
  readonly release: boolean;
  readonly arch: Architecture | undefined;
  readonly out: string;
}

/** Reads the arguments of `npm run dist`. @throws Error with a sentence for what it does not understand. */
export function readDistOptions(args: readonly string[]): DistOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'boolean', default: false },
      'stand-in': { type: 'boolean', default: false },
      release: { type: 'boolean', default: false },
      arch: { type: 'string' },
      out: { type: 'string', default: 'dist' },
    },
  });
  const arch = architectures.find((known) => known === values.arch);
  if (values.arch !== undefined && !arch) throw new Error(`--arch must be ${architectures.join(' or ')}.`);
  if (values.release && (values.dir || values['stand-in']))
    throw new Error('--release makes installers of real parts.');
  return {
    dir: values.dir || values['stand-in'],
    standIn: values['stand-in'],
    release: values.release,
    arch,
    out: values.out,
  };
}

/** What the surroundings of a release lack, a sentence each; empty when it may go ahead. */
export function missingForRelease(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  const missing = (names: readonly string[], what: string) => {
    const absent = names.filter((name) => !env[name]);
    return absent.length > 0 ? [`${what}: set ${absent.join(', ')}.`] : [];
  };
  const feed = env['LANDING_DESK_FEED'];
  return [
    ...missing(['LANDING_DESK_FEED'], 'Where its updates come from'),
    ...(feed && !feed.startsWith('https://') ? ['LANDING_DESK_FEED must be an https address.'] : []),
    ...(platform === 'win32' ? missing(['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'], 'The certificate that signs it') : []),
    ...(platform === 'darwin' ? missing(['CSC_LINK', 'CSC_KEY_PASSWORD'], 'The certificate that signs it') : []),
    ...(platform === 'darwin' ? missing(notaryVariables, 'The key for Apple’s notary') : []),
  ];
}

const notaryVariables = ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'] as const;

const platformFlags: Partial<Record<NodeJS.Platform, string>> = { win32: '--win', darwin: '--mac', linux: '--linux' };

/** The arguments of electron-builder for what was asked. @throws Error on a platform that has no packages. */
export function builderArguments(
  options: DistOptions,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  electronDist: string | undefined,
): string[] {
  const flag = platformFlags[platform];
  if (!flag) throw new Error(`There is no package for ${platform}.`);
  const feed = env['LANDING_DESK_FEED'];
  const notarize = platform === 'darwin' && notaryVariables.every((name) => env[name]);
  return [
    flag,
    ...(options.dir ? ['dir'] : []),
    ...(options.arch ? [`--${options.arch}`] : []),
    '--publish=never',
    `--config.directories.output=${options.out}`,
    ...(electronDist ? [`--config.electronDist=${electronDist}`] : []),
    ...(feed ? [`--config.publish.url=${feed}`] : []),
    ...(notarize ? ['--config.mac.notarize=true'] : []),
    ...(options.release ? ['--config.forceCodeSigning=true'] : []),
  ];
}
