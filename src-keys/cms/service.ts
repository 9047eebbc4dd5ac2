/** What other rooms may use of the key messages. */
export {
  newTransmissionKey,
  openTransmissionKey,
  sealTransmissionKey,
  verifyTransmissionKey,
} from './transmission-key.ts';
