import { build, isBuilt } from '../../scripts/start/screens.ts';
import { electronBinary, packedProgram, root, whyNoElectron, whyNotPacked } from './binary.ts';

/** Says once, loudly, what will be skipped and why; else makes sure that what is tested is what the sources say. */
export default async function announce(): Promise<void> {
  if (!electronBinary) process.stdout.write(`SKIPPED, every test of the real window: ${whyNoElectron}.\n`);
  if (!packedProgram()) process.stdout.write(`SKIPPED, the tests of the packed program: ${whyNotPacked}.\n`);
  if (electronBinary && !isBuilt(root)) await build(root);
}
