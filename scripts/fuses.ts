import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/**
 * The fuses of the packaged program, by the names electron-builder uses. Every fuse this Electron has is decided here;
 * `electronFuses` in electron-builder.yml must say the same, which a test checks.
 */
export const fuses = {
  /** The program cannot be turned into a plain Node by an environment variable. The landing is a utility process, which needs none of it. */
  runAsNode: false,
  /** Cookies on disk are encrypted with the system's key store. Cannot be taken back once a profile is written. */
  enableCookieEncryption: true,
  /** NODE_OPTIONS and NODE_EXTRA_CA_CERTS are not heard. */
  enableNodeOptionsEnvironmentVariable: false,
  /** No debugger by --inspect. */
  enableNodeCliInspectArguments: false,
  /** The archive's hash is compared when it is read (macOS, Windows). */
  enableEmbeddedAsarIntegrityValidation: true,
  /** No folder put beside the archive is run in its place. */
  onlyLoadAppFromAsar: true,
  /** No snapshot of our own for the main process. */
  loadBrowserProcessSpecificV8Snapshot: false,
  /** No page comes from file:, so file: has no rights. */
  grantFileProtocolExtraPrivileges: false,
} as const;

/** The fuse electron-builder has no name for: it keeps Electron's own state, on. WebAssembly checks its bounds by the processor. */
const others = { [FuseV1Options.WasmTrapHandlers]: true } as const;

/** All fuses as `@electron/fuses` wants them; with `strictlyRequireAllFuses` an Electron with a fuse unknown here is refused. */
export const fuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: fuses.runAsNode,
  [FuseV1Options.EnableCookieEncryption]: fuses.enableCookieEncryption,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: fuses.enableNodeOptionsEnvironmentVariable,
  [FuseV1Options.EnableNodeCliInspectArguments]: fuses.enableNodeCliInspectArguments,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: fuses.enableEmbeddedAsarIntegrityValidation,
  [FuseV1Options.OnlyLoadAppFromAsar]: fuses.onlyLoadAppFromAsar,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: fuses.loadBrowserProcessSpecificV8Snapshot,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: fuses.grantFileProtocolExtraPrivileges,
  ...others,
} satisfies FuseConfig;

/** Sets every fuse in an Electron binary; before it is signed. Throws when the binary has a fuse that is not decided here. */
export function setFuses(binary: string): Promise<number> {
  return flipFuses(binary, fuseConfig);
}
