/**
 * Published test vectors. Each key block opens only with its exact MAC, so a mistyped one cannot pass by luck.
 */
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The message that every CMAC example of RFC 4493 and of NIST is cut from. */
const message =
  '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710';

interface CmacVector {
  readonly source: string;
  readonly algorithm: 'aes' | 'tdes';
  readonly key: string;
  /** CMAC by how many bytes of the message it is of. */
  readonly macs: Readonly<Record<number, string>>;
}
export const cmacMessage = (bytes: number): Buffer => hex(message).subarray(0, bytes);
export const cmacVectors: readonly CmacVector[] = [
  {
    source: 'RFC 4493 §4 (AES-128)',
    algorithm: 'aes',
    key: '2b7e151628aed2a6abf7158809cf4f3c',
    macs: {
      0: 'bb1d6929e95937287fa37d129b756746',
      16: '070a16b46b4d4144f79bdd9dd04a287c',
      40: 'dfa66747de9ae63030ca32611497c827',
      64: '51f0bebf7e3b9d92fc49741779363cfe',
    },
  },
  {
    source: 'NIST SP 800-38B examples, AES-192',
    algorithm: 'aes',
    key: '8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b',
    macs: {
      0: 'd17ddf46adaacde531cac483de7a9367',
      16: '9e99a7bf31e710900662f65e617c5184',
      40: '8a1de5be2eb31aad089a82e6ee908b0e',
      64: 'a1d5df0eed790f794d77589659f39a11',
    },
  },
  {
    source: 'NIST SP 800-38B examples, AES-256',
    algorithm: 'aes',
    key: '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
    macs: {
      0: '028962f61b7bf89efc6b551f4667d983',
      16: '28a7023f452e8f82bd4bf28d8c37c35c',
      40: 'aaf3d8f1de5640c232f5b169b9c911e6',
      64: 'e1992190549f6ed5696a2c056c315410',
    },
  },
  {
    source: 'NIST SP 800-38B examples, three-key TDEA',
    algorithm: 'tdes',
    key: '8aa83bf8cbda1062 0bc1bf19fbb6cd58 bc313d4a371ca8b5',
    macs: { 0: 'b7a688e122ffaf95', 8: '8e8f293136283797', 20: '743ddbe0ce2dc2ed', 32: '33e6b1092400eae5' },
  },
  {
    source: 'NIST SP 800-38B examples, two-key TDEA',
    algorithm: 'tdes',
    key: '4cf15134a2850dd5 8a3d10ba80570d38',
    macs: { 0: 'bd2ebf9a3ba00361', 8: '4ff2ab813c53ce83', 20: '62dd1b471902bd4e', 32: '31b1e431dabc4eb8' },
  },
];

interface KeyBlockVector {
  readonly source: string;
  readonly kbpk: string;
  readonly block: string;
  readonly key: string;
  /** First three bytes of the key's check value, as the openemv/tr31 test suite states it. */
  readonly kcv: string;
}
/** TR-31:2018 annex A, as published in the test suite of openemv/tr31. */
export const keyBlockVectors: readonly KeyBlockVector[] = [
  {
    source: 'TR-31:2018 A.7.4 (version D)',
    kbpk: '88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6',
    block:
      'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34',
    key: '3F419E1CB7079442AA37474C2EFBF8B8',
    kcv: '08793E',
  },
  {
    source: 'TR-31:2018 A.7.2.2 (version B)',
    kbpk: 'DD7515F2BFC17F85CE48F3CA25CB21F6',
    block: 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E',
    key: '3F419E1CB7079442AA37474C2EFBF8B8',
    kcv: '57C409',
  },
  {
    source: 'TR-31:2018 A.7.3.2 (version B, key serial number as optional block)',
    kbpk: '1D22BF32387C600AD97F9B97A51311AC',
    block: 'B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52190E248719E24B433627',
    key: 'E8BC63E5479455E26577F715D587FE68',
    kcv: '9A4212',
  },
];

/** Blocks of the forbidden versions A and C (TR-31:2018 A.7.2.1, A.7.3.1). */
export const forbiddenBlocks = [
  {
    version: 'A',
    kbpk: '89E88CF7931444F334BD7547FC3F380C',
    block: 'A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701',
  },
  {
    version: 'C',
    kbpk: 'B8ED59E0A279A295E9F5ED7944FD06B9',
    block: 'C0096B0TX12S0100KS1800604B120F9292800000BFB9B689CB567E66FC3FEE5AD5F52161FC6545B9D60989015D02155C',
  },
] as const;
