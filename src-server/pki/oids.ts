/** Object identifiers of the standards that certificates and key messages follow. */
export const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  /** randomNonce, as TR-34 uses it. */
  randomNonce: '1.2.840.113549.1.9.25.3',
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha256: '2.16.840.1.101.3.4.2.1',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extKeyUsage: '2.5.29.37',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  authorityKeyIdentifier: '2.5.29.35',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/**
 * Our own arc, under the joint arc for UUIDs (ITU-T X.667 §6.5): it needs no registration and belongs to nobody else.
 * The UUID is 9fa7ee2e-95d9-48fc-a999-941ec242a1dd in decimal; docs/bench.md lists every identifier below it.
 */
const arc = '2.25.212219195809534032796814369104223969757';

export const ownOids = {
  attribute: {
    /** The 16-character X9.143 header of the key inside, PrintableString. */
    keyHeader: `${arc}.1.1`,
    /** The operation, a ULID, PrintableString. */
    opId: `${arc}.1.2`,
    /** The terminal's serial number, PrintableString. */
    serial: `${arc}.1.3`,
    /** The key check value as exchanged, OCTET STRING. */
    kcv: `${arc}.1.4`,
  },
  /** Extended key usages: what the holder is, and the one thing a KMS's second certificate is for. */
  usage: {
    bench: `${arc}.2.1`,
    mtms: `${arc}.2.2`,
    kms: `${arc}.2.3`,
    pos: `${arc}.2.4`,
    keyTransport: `${arc}.2.16`,
  },
  /** Content types of signed statements. */
  statement: {
    ticket: `${arc}.3.1`,
    receipt: `${arc}.3.2`,
    approval: `${arc}.3.3`,
    masterKey: `${arc}.3.4`,
    acknowledgement: `${arc}.3.5`,
    kmsAnswer: `${arc}.3.6`,
  },
} as const;
