export const enrolment = {
  title: 'Connect to the MTMS',
  lead: 'The terminal maker’s management system (MTMS) lets this bench collect keys. Its operator announces the bench and gives you its address and a one-time code.',
  readOnly:
    'This bench is not connected to a terminal management system (MTMS) yet. Ask the owner or a manager to connect it.',
  address: 'Address of the MTMS',
  addressExample: 'mtms.example:8443',
  addressMissing: 'Please write the address.',
  code: 'One-time code',
  codeHint: 'Six groups of five. Good for 24 hours, and once.',
  codeSigns: 'There is a character that no code has: codes have no U and no punctuation.',
  codeShort: 'Something is missing: a code has 30 letters and digits.',
  codeLong: 'That is too much: a code has 30 letters and digits.',
  codeSlip: 'There is a slip in the code. Compare it with yours.',
  codeSlipIn: 'There is a slip in group {{group}}: {{text}}. Compare it with yours.',
  codeRight: 'Typed without a slip',
  connect: 'Connect',
  connecting:
    'Connecting: the server’s identity is checked, then this computer’s key is made and certified. This takes a few seconds.',
  noAnswer:
    'No MTMS answers at this address. Check address and port, and whether this computer is on the right network. Your code was not used.',
  done: 'Connected as {{bench}}',
  states: {
    none: 'Not connected',
    enrolling: 'Connecting …',
    enrolled: 'Connected to the MTMS',
    locked: 'The keys are locked',
    lost: 'The keys are not on this computer',
    expired: 'The certificate has run out',
    revoked: 'This bench was shut out',
  },
  todo: {
    locked:
      'This computer’s key store does not give out the key of the bench’s secrets. Unlock it, or sign in to this computer again; then it goes on by itself. Nothing is lost.',
    lost: 'The private key of this bench is not here, as when the data came from another computer or the secrets were begun anew. It cannot be copied. Connect again with a new code.',
    expired:
      'It was not renewed for 14 days, and a certificate that has run out cannot renew itself. Ask the operator of the MTMS for a new code and connect again; what waits to be sent stays and is sent then.',
    revoked:
      'The MTMS takes nothing from this bench any more. Speak to its operator; with a new code it can be connected again. What waits to be sent stays.',
  },
  trouble: {
    renewal:
      'The certificate could not be renewed since {{since}}. It is good until {{until}}, and this is tried again by itself.',
    lists: 'The revocation lists could not be fetched since {{since}}. It is tried again by itself.',
    next: 'Next try {{time}}.',
  },
  facts: {
    bench: 'This bench',
    mtms: 'MTMS',
    until: 'Certificate until',
    renewed: 'Last renewed',
    lists: 'Revocation lists',
    listsFetched: 'fetched {{at}}',
    listsUntil: 'good until {{until}}',
  },
  more: 'Details',
  retry: 'Try now',
  anew: 'Connect with a new code',
  disconnect: {
    label: 'Disconnect',
    explanation:
      'This bench collects no more keys until it is connected with a new code. Its key is erased; tickets fetched ahead are lost with it. What waits to be sent stays and is sent after connecting again.',
    confirm: 'Disconnect this bench',
    done: 'Disconnected',
  },
} as const;
