declare module 'virtual:licences' {
  import type { Licences } from '#shared/desktop/licences.ts';

  /** What `scripts/licences.ts` collected when the screens were built. */
  const licences: Licences;
  export default licences;
}
