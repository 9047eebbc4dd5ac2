import type { BenchCode } from '#shared/bench/codes.ts';

/** A test that provokes something: where it is, and its name as it stands there. */
export interface Proof {
  readonly file: string;
  readonly test: string;
}

const proofsIn =
  (file: string) =>
  (test: string): Proof => ({ file, test });

const protocol = proofsIn('tests/unit/bench/protocol.test.ts');
const framing = proofsIn('tests/unit/bench/framing.test.ts');
const chain = proofsIn('tests/unit/bench/audit-chain.test.ts');
const keyMessage = proofsIn('tests/unit/keys/key-message.test.ts');
const keyBlock = proofsIn('tests/unit/keys/key-block.test.ts');
const trust = proofsIn('tests/unit/keys/trust.test.ts');
const ports = proofsIn('tests/integration/bench/ports.test.ts');
const pos = proofsIn('tests/integration/bench/pos.test.ts');
const kms = proofsIn('tests/integration/keys/kms.test.ts');
const kmsProcess = proofsIn('tests/integration/keys/kms-process.test.ts');
const mutualTls = proofsIn('tests/integration/keys/mutual-tls.test.ts');
const refusals = proofsIn('tests/integration/mtms/refusals.test.ts');
const flow = proofsIn('tests/integration/mtms/flow.test.ts');
const deliveries = proofsIn('tests/integration/mtms/deliveries.test.ts');
const queue = proofsIn('tests/integration/bench/collection-queue.test.ts');
const offline = proofsIn('tests/integration/bench/collection-offline.test.ts');
const restart = proofsIn('tests/integration/bench/collection-restart.test.ts');
const killed = proofsIn('tests/integration/bench/killed.test.ts');
const atTerminal = proofsIn('tests/integration/bench/collection-terminal.test.ts');
const wholeFlow = proofsIn('tests/integration/bench/whole-flow.test.ts');
const keySearch = proofsIn('tests/integration/bench/key-search.test.ts');
const enrolment = proofsIn('tests/integration/bench/enrolment.test.ts');
const mtmsEnrolment = proofsIn('tests/integration/mtms/enrolment.test.ts');
const mtmsProcess = proofsIn('tests/integration/mtms/process.test.ts');

/** For every code of the bench, the tests that provoke it. Type checked: a code that is added without a test is missing here. */
export const provokedBy: Readonly<Record<BenchCode, readonly [Proof, ...Proof[]]>> = {
  E_FRAME: [
    protocol('gives up after three damaged answers, with EOT'),
    protocol('says what the terminal itself refuses'),
  ],
  E_LRC: [protocol('gives up after three damaged answers, with EOT')],
  E_TIMEOUT: [
    protocol('gives up after three ENQ of a second each'),
    ports('is silent, not broken, and the terminal is found once it is switched on'),
  ],
  E_UNPLUGGED: [
    protocol('ends when the cable is pulled in the middle of an answer'),
    ports('says that it was unplugged: at work, idle, and when asked afterwards'),
    atTerminal('unplugged while the key was made: read again it goes on with the same key, made once'),
  ],
  E_PORT_BUSY: [ports('that another program holds says so, and works once it is let go')],
  E_PORT_PERM: [ports('that may not be opened says so, and one that is not there')],
  E_SN_UNKNOWN: [
    refusals('E_SN_UNKNOWN for a serial number that is not registered, and records it'),
    atTerminal('a terminal that nobody registered gets no ticket'),
  ],
  E_SN_CHANGED: [
    ports('stops when another terminal is there than the ticket is for, and shows the other one'),
    refusals('E_SN_CHANGED for the certificate of another terminal'),
    keyMessage('counts only from the terminal whose serial number it states'),
    atTerminal('a terminal that was swapped after the customer was confirmed gets no key, and the operation is over'),
  ],
  E_CUST_UNKNOWN: [
    refusals(
      'E_CUST_UNKNOWN for a code nobody has, exact to the letter; and a name, nothing more, for one that is known',
    ),
  ],
  E_ASSOC_STALE: [
    refusals('E_ASSOC_STALE when the bench confirmed another customer or revision than the ticket’s'),
    flow('lets one of two re-associations at the same moment win'),
    queue('given to another customer in the meantime: refused for good, and read again it shows that customer'),
  ],
  E_APPROVAL: [
    refusals(
      'E_APPROVAL without a second person, by an unknown one, by the one who asked, with a wrong signature or an old one; E_CLOCK for one from the future',
    ),
    restart('nobody approves their own change: neither who confirmed it, nor under another name'),
  ],
  E_AUDIT: [
    refusals(
      'E_AUDIT for a record that was rewritten, cut off, or has a gap; the bench is closed until an operator has looked',
    ),
  ],
  E_NONCE_REPLAY: [
    refusals('E_NONCE_REPLAY for a message of another operation, used or not'),
    kms('is refused when operation or nonce were used for another key'),
    pos('travels sealed from a terminal of the $id family, and a master key comes back'),
  ],
  E_TICKET_EXPIRED: [
    refusals('E_TICKET_EXPIRED after ten minutes, and for an operation nobody began or another bench’s'),
    pos('for a ticket that is another’s, changed, expired or signed by anybody but the MTMS'),
    queue('a ticket that ran out before the key got there: it must be collected again'),
  ],
  E_RECIPIENT: [
    refusals('E_RECIPIENT for a key sealed for another customer’s KMS, and when the customer has none'),
    keyMessage('is opened by its recipient only'),
    keySearch('the KMS is killed, then has other keys than the one the message is sealed for: quarantine'),
  ],
  E_SIG: [
    refusals('E_SIG for a certificate of another root'),
    keyMessage('is refused when the envelope was changed under the signature'),
    trust('of another root is refused, with its own issuer enclosed too'),
    queue('a forged receipt, and one of another operation, purge nothing'),
  ],
  E_CMS: [
    refusals('E_CMS and E_SIG for a damaged message, wherever it is damaged'),
    keyMessage('is refused cut at any byte, and with a byte too many'),
  ],
  E_KEY_BLOCK: [keyBlock('never fails in another way than E_KEY_BLOCK, whatever it is given')],
  E_KCV: [
    refusals('E_KCV when the bench says another check value than the terminal signed'),
    deliveries('are quarantined when the KMS’s check value differs, and when it refuses the key for good'),
    queue('another check value at the KMS is trouble until somebody has seen to it'),
  ],
  E_CERT_EXPIRED: [
    mutualTls('answers everybody else with a precise code, and records them'),
    refusals('E_ROLE and E_CERT_EXPIRED for a terminal’s certificate of another kind, or one that ran out'),
  ],
  E_CERT_REVOKED: [
    trust('refuses the revoked at once, and nobody else'),
    mtmsProcess('turns away who has another role, and whose certificate was revoked meanwhile, each with a code'),
  ],
  E_CRL_STALE: [
    trust('without a current list lets nobody in'),
    mutualTls('lets nobody in when the revocation lists ran out'),
  ],
  E_ROLE: [
    trust('counts in its role and for its purpose only'),
    mtmsProcess('turns away who has another role, and whose certificate was revoked meanwhile, each with a code'),
  ],
  E_CLOCK: [
    trust('that is not yet valid means that a clock is wrong'),
    mutualTls('answers everybody else with a precise code, and records them'),
    offline('clocks that differ much stop the work and are named'),
  ],
  E_MTMS_DOWN: [
    mutualTls('says so when nobody is there'),
    flow('answers E_MTMS_DOWN and asks to come again; nothing is half done'),
    queue('the MTMS goes away before the key arrives: kept, said to be safe, and sent when it is back'),
  ],
  E_KMS_PENDING: [
    deliveries(
      'go on being tried while the KMS is down, and the old key stays valid until the new one is acknowledged',
    ),
    kms('waits for the transmission key'),
    queue('while the KMS is away the key waits there, which is no failure'),
  ],
  E_ROOT: [enrolment('shows nothing secret to a server of another root, even one that shows the right one')],
  E_CODE: [enrolment('is refused with a wrong code, a used one and one that ran out, each with its own words')],
  E_CODE_USED: [enrolment('is refused with a wrong code, a used one and one that ran out, each with its own words')],
  E_CODE_EXPIRED: [enrolment('is refused with a wrong code, a used one and one that ran out, each with its own words')],
  E_CODE_LOCKED: [enrolment('finds a code locked after five wrong tries')],
  E_ISSUER: [mtmsEnrolment('keeps the request; what was issued by hand is given at the next try')],
};

const faultOfTheLine = protocol('survives %s, and the key is made once');

/** What can go wrong between terminal, bench, MTMS and KMS, and the tests in which it does. */
export const situations: Readonly<Record<string, readonly [Proof, ...Proof[]]>> = {
  'corrupted LRC': [faultOfTheLine, framing('never turn into another one by a wrong byte')],
  'bad length': [faultOfTheLine, framing('names what is wrong')],
  'ETX in the payload': [framing('come back as they were, ETX and every other mark within them')],
  'split and merged chunks': [framing('are the same however the line cuts them, noise included'), faultOfTheLine],
  'duplicate frame: the key is made once': [
    faultOfTheLine,
    protocol('does nothing twice for the same sequence and bytes, and something for others'),
  ],
  'lost ACK': [faultOfTheLine, protocol('takes an answer for the acknowledgement that was lost before it')],
  noise: [
    faultOfTheLine,
    framing('are found again after noise without an STX, and after any noise once the line was silent'),
  ],
  'unplugged in the middle of a frame': [
    protocol('ends when the cable is pulled in the middle of an answer'),
    atTerminal('unplugged while the key was made: read again it goes on with the same key, made once'),
  ],
  'eight ports at once': [
    ports('serves eight ports at once, none waiting for another'),
    atTerminal('eight terminals at once, none waits for another'),
  ],
  'swapped terminal': [
    ports('stops when another terminal is there than the ticket is for, and shows the other one'),
    ports('notices a swap while nothing is asked of it'),
    atTerminal('a terminal that was swapped after the customer was confirmed gets no key, and the operation is over'),
  ],
  'wrong customer': [
    refusals('E_ASSOC_STALE when the bench confirmed another customer or revision than the ticket’s'),
    refusals('E_RECIPIENT for a key sealed for another customer’s KMS, and when the customer has none'),
    atTerminal('shows a customer of another name where the terminal belongs to another'),
  ],
  'customer changed after the key was wrapped': [
    flow('changes a customer with a second person’s approval, and voids what was captured before'),
  ],
  'concurrent re-association': [
    flow('lets one of two re-associations at the same moment win'),
    queue('given to another customer in the meantime: refused for good, and read again it shows that customer'),
  ],
  'replayed key message': [
    refusals('E_NONCE_REPLAY for a message of another operation, used or not'),
    kms('is refused when operation or nonce were used for another key'),
  ],
  'replayed nonce': [
    kms('is refused when operation or nonce were used for another key'),
    pos('is made once for each operation and nonce'),
  ],
  'replayed master key block': [pos('travels sealed from a terminal of the $id family, and a master key comes back')],
  'expired, not yet valid, revoked, wrong role, wrong root': [
    mutualTls('answers everybody else with a precise code, and records them'),
    mutualTls('verifies the server before a byte is sent'),
  ],
  'stale revocation list': [
    mutualTls('lets nobody in when the revocation lists ran out'),
    pos('for a recipient other than the ticket’s, revoked, of another purpose, or without current lists'),
  ],
  'clock skew': [
    trust('that is not yet valid means that a clock is wrong'),
    offline('clocks that differ much stop the work and are named'),
    offline('a clock that was set back lengthens no ticket, in this run or the next'),
  ],
  'check values differ': [
    deliveries('are quarantined when the KMS’s check value differs, and when it refuses the key for good'),
    kms('is given to the terminal it is for, and settled by its check value only'),
    queue('another check value at the KMS is trouble until somebody has seen to it'),
  ],
  'truncated key message': [keyMessage('is refused cut at any byte, and with a byte too many')],
  'KMS down': [
    deliveries(
      'go on being tried while the KMS is down, and the old key stays valid until the new one is acknowledged',
    ),
    queue('while the KMS is away the key waits there, which is no failure'),
  ],
  'killed: KMS': [kmsProcess('has what it answered for after being killed, and ends in order when told to')],
  'killed: MTMS': [
    mtmsProcess('takes a key over mutual TLS, lays it into the KMS’s folder, and remembers it through kill -9'),
    deliveries('are taken over by another process when one dies with a delivery in its hands'),
  ],
  'ticket expired': [
    refusals('E_TICKET_EXPIRED after ten minutes, and for an operation nobody began or another bench’s'),
    queue('a ticket that ran out before the key got there: it must be collected again'),
  ],
  'record edited, deleted from, reordered, truncated': [
    chain('shows an entry that was edited in any of its parts'),
    chain('shows an entry that was deleted, and entries that changed places'),
    chain('shows that its end was cut off or written anew, to who kept a head of it'),
    mtmsProcess('shows a record that was tampered with in its database'),
    proofsIn('tests/integration/bench/record-tampered.test.ts')(
      'an entry of the bench’s record that was edited, deleted, moved or cut off is named',
    ),
  ],
  'own change approved': [
    refusals(
      'E_APPROVAL without a second person, by an unknown one, by the one who asked, with a wrong signature or an old one; E_CLOCK for one from the future',
    ),
    restart('nobody approves their own change: neither who confirmed it, nor under another name'),
  ],
  'OpenSSL and our messages, both ways': [
    keyMessage('verifies and decrypts what we produce'),
    keyMessage('produces envelopes that we open'),
    keyMessage('signs what we verify: statements'),
    trust('verifies our chains and reads our lists'),
  ],
  'replayed or forged receipt': [queue('a forged receipt, and one of another operation, purge nothing')],
  'MTMS down before the commit': [
    queue('the MTMS goes away before the key arrives: kept, said to be safe, and sent when it is back'),
  ],
  'MTMS down after the commit': [queue('the receipt is lost on its way: the very same body again, and one key there')],
  'crash in every state': [
    restart('started anew in every state, the work goes on'),
    killed('goes on from what was shown, what waited for the MTMS and what waited for the KMS'),
    keySearch('the MTMS is killed, keys wait in the queue, the landing is killed with them, and both come back'),
  ],
  'ticket used a second time': [offline('a ticket fetched ahead makes one key without the MTMS, and no second one')],
  'the whole flow, with real processes': [
    wholeFlow('a terminal of the %s family ends with a master key that it can use'),
  ],
  'keys and addresses where they must not be': [
    keySearch('in no file of anybody, no log, no backup, nothing that was said over a line or over HTTP'),
    keySearch('in the memory of landing and MTMS at every step there was none, nor an address on the landing'),
    keySearch('and how a KMS is reached stands nowhere on bench and landing, as it does at the MTMS'),
  ],
};
