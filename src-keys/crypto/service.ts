/** What other rooms may use of the cryptography: keys, check values, CMAC and key blocks. */
export { cmac } from './cmac.ts';
export { kcvBytes, keyCheckValue, sameKcv, shownKcv } from './kcv.ts';
export { type KeyAlgorithm, SecretKey, wiped } from './secret-key.ts';
export { type KeyBlockHeader, parseLoneHeader } from './tr31/header.ts';
export { type Expected, unwrapKey, wrapKey } from './tr31/key-block.ts';
