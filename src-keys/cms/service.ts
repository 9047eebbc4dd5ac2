/** What other rooms may use of the key messages. */
export {
  newTransmissionKey,
  openTransmissionKey,
  sealTransmissionKey,
  type TransmissionKeyMessage,
  verifyTransmissionKey,
} from './transmission-key.ts';
