/** What other rooms may use of the key messages. */
export {
  type KeyStatement,
  newTransmissionKey,
  openTransmissionKey,
  sealTransmissionKey,
  type TransmissionKeyMessage,
  transmissionKeyHeaders,
  verifyTransmissionKey,
} from './transmission-key.ts';
