import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { freePort } from './free-port.ts';

/** A message as the server took it. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers by their names in small letters, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface SinkOptions {
  /** The only login that is let in; without one nobody needs to. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly port?: number;
  /** Who it is: from the first byte (RFC 8314), or after STARTTLS (RFC 3207). Without this it speaks in the clear. */
  readonly secure?: { readonly from: 'first byte' | 'starttls'; readonly cert: string; readonly key: string };
}

/** A mail server on loopback as RFC 5321 wants it, with AUTH PLAIN and LOGIN (RFC 4954). It keeps what it is sent. */
export class SmtpSink {
  readonly mails: SunkMail[] = [];
  /** Logins that were refused. */
  readonly wrongLogins: string[] = [];
  connections = 0;
  /** What it says to a recipient instead of 250, e.g. `550 5.1.1 no such user`. */
  refuse: (to: string) => string | undefined = () => undefined;
  /** What it says to the message itself instead of taking it. */
  refuseMessage: () => string | undefined = () => undefined;
  /** Called when a message is there and before that is said; it may never resolve. */
  beforeAnswer: () => Promise<void> = async () => {};
  password: string | undefined;
  port = 0;
  /** Connections that went on under TLS. */
  secured = 0;
  readonly #server: Server;
  readonly #secure: SinkOptions['secure'];
  readonly #user: string | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor({ login, secure }: SinkOptions) {
    this.#user = login?.user;
    this.password = login?.password;
    this.#secure = secure;
    this.#server =
      secure?.from === 'first byte'
        ? createTlsServer(secure, (socket) => {
            this.secured += 1;
            this.#serve(socket);
          })
        : createServer((socket) => this.#serve(socket));
    this.#server.on('tlsClientError', () => {});
  }

  static async start(options: SinkOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    // One that nobody is given while this server is away and another is to come back on it.
    sink.#server.listen(options.port ?? (await freePort()), '127.0.0.1');
    await once(sink.#server, 'listening');
    sink.port = (sink.#server.address() as AddressInfo).port;
    return sink;
  }

  /** Goes away as if it had died. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const offersTls = this.#secure?.from === 'starttls';
    this.#talk(socket, offersTls);
    socket.write('220 sink.test ESMTP\r\n');
  }

  #talk(socket: Socket, offersTls: boolean): void {
    socket.on('error', () => {});
    const say = (line: string) => void socket.write(`${line}\r\n`);
    const session = new Session(this, say, this.#user, offersTls);
    let rest = '';
    let turn = Promise.resolve();
    const hear = (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines)
        turn = turn.then(async () => {
          const heard = await session.hear(line);
          if (heard === 'bye') socket.end();
          if (heard === 'secure') {
            socket.off('data', hear);
            this.#goOnSecurely(socket);
          }
        });
    };
    socket.on('data', hear);
  }

  #goOnSecurely(socket: Socket): void {
    if (!this.#secure) throw new Error('there is no certificate');
    const { cert, key } = this.#secure;
    const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) });
    secured.once('secure', () => {
      this.secured += 1;
    });
    this.#talk(secured, false);
    socket.write('220 2.0.0 go on\r\n');
  }
}

/** One connection. */
class Session {
  readonly #sink: SmtpSink;
  readonly #say: (line: string) => void;
  readonly #user: string | undefined;
  #from = '';
  #to: string[] = [];
  #lines: string[] | undefined;
  #login: string[] | undefined;
  #isIn: boolean;
  readonly #offersTls: boolean;

  constructor(sink: SmtpSink, say: (line: string) => void, user: string | undefined, offersTls: boolean) {
    this.#offersTls = offersTls;
    this.#sink = sink;
    this.#say = say;
    this.#user = user;
    this.#isIn = user === undefined;
  }

  async hear(line: string): Promise<'bye' | 'secure' | undefined> {
    if (this.#lines) return this.#message(this.#lines, line);
    if (this.#login) return this.#answerLogin(this.#login, line);
    const [verb = '', ...words] = line.split(' ');
    const rest = words.join(' ');
    const address = /<([^>]*)>/.exec(rest)?.[1] ?? '';
    switch (verb.toUpperCase()) {
      case 'EHLO':
        this.#say('250-sink.test');
        if (this.#offersTls) this.#say('250-STARTTLS');
        if (this.#user !== undefined) this.#say('250-AUTH PLAIN LOGIN');
        this.#say('250 8BITMIME');
        return undefined;
      case 'STARTTLS':
        if (this.#offersTls) return 'secure';
        this.#say('502 5.5.1 not here');
        return undefined;
      case 'AUTH':
        return this.#auth(words);
      case 'MAIL':
        this.#from = address;
        this.#to = [];
        this.#say(this.#isIn ? '250 2.1.0 ok' : '530 5.7.0 Authentication required');
        return undefined;
      case 'RCPT': {
        const refused = this.#sink.refuse(address);
        if (refused === undefined) this.#to.push(address);
        this.#say(refused ?? '250 2.1.5 ok');
        return undefined;
      }
      case 'DATA':
        this.#lines = [];
        this.#say('354 go on');
        return undefined;
      case 'QUIT':
        this.#say('221 2.0.0 bye');
        return 'bye';
      default:
        this.#say('250 ok');
        return undefined;
    }
  }

  #auth([method = '', first]: string[]): undefined {
    if (method.toUpperCase() === 'PLAIN' && first !== undefined) {
      const [, user = '', password = ''] = Buffer.from(first, 'base64').toString('utf8').split('\0');
      this.#decide(user, password);
      return;
    }
    this.#login = first === undefined ? [] : [Buffer.from(first, 'base64').toString('utf8')];
    this.#say(`334 ${Buffer.from('Username:').toString('base64')}`);
  }

  #answerLogin(known: string[], line: string): undefined {
    known.push(Buffer.from(line, 'base64').toString('utf8'));
    const [user, password] = known;
    if (user !== undefined && password !== undefined) {
      this.#login = undefined;
      this.#decide(user, password);
    } else this.#say(`334 ${Buffer.from('Password:').toString('base64')}`);
  }

  #decide(user: string, password: string): void {
    this.#isIn = user === this.#user && password === this.#sink.password;
    if (!this.#isIn) this.#sink.wrongLogins.push(user);
    this.#say(this.#isIn ? '235 2.7.0 in' : '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6');
  }

  async #message(lines: string[], line: string): Promise<undefined> {
    if (line !== '.') {
      lines.push(line.startsWith('.') ? line.slice(1) : line);
      return;
    }
    this.#lines = undefined;
    const refused = this.#sink.refuseMessage();
    if (refused !== undefined) {
      this.#say(refused);
      return;
    }
    this.#sink.mails.push({ from: this.#from, to: [...this.#to], ...parse(lines) });
    await this.#sink.beforeAnswer();
    this.#say('250 2.0.0 queued as 4F2A');
  }
}

/** Headers (RFC 5322, encoded words of RFC 2047) and the text of a message of one part. */
function parse(lines: readonly string[]): Pick<SunkMail, 'headers' | 'text'> {
  const end = lines.indexOf('');
  const unfolded = lines
    .slice(0, end)
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const headers = Object.fromEntries(
    unfolded.map((header) => {
      const at = header.indexOf(':');
      return [header.slice(0, at).toLowerCase(), words(header.slice(at + 1).trim())];
    }),
  );
  const body = lines.slice(end + 1).join('\n');
  const encoding = headers['content-transfer-encoding'] ?? '7bit';
  if (encoding === 'base64') return { headers, text: Buffer.from(body, 'base64').toString('utf8').trim() };
  if (encoding === 'quoted-printable') return { headers, text: quoted(body.replaceAll('=\n', '')).trim() };
  return { headers, text: Buffer.from(body, 'latin1').toString('utf8').trim() };
}

function words(text: string): string {
  return text
    .replaceAll(/\?= =\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, kind: string, coded: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(coded, 'base64').toString('utf8') : quoted(coded.replaceAll('_', ' ')),
    );
}

function quoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
