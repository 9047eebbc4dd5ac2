import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sendEmail } from '#cloud/notices/email.ts';
import { type Credentials, issueLeaf, makeRoot } from '#main/lan/authority.ts';
import type { EmailSettings } from '#shared/notices/settings.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

const login = { user: 'notices', password: 'a password that nobody overhears' };
const message = { id: 'one', to: ['owner@example.com'], subject: 'The backup is late', text: 'Please look.' };

describe('a mail server that is spoken to under TLS', () => {
  const before = getCACertificates('default');
  let root: Credentials;
  let leaf: Credentials;
  let sink: SmtpSink | undefined;

  beforeAll(async () => {
    const now = Date.now();
    root = await makeRoot('mail.test', now);
    leaf = await issueLeaf(root, { host: 'mail.test', addresses: ['127.0.0.1'] }, now);
  });
  afterEach(async () => {
    setDefaultCACertificates(before);
    await sink?.stop();
  });
  afterAll(() => setDefaultCACertificates(before));

  /** As an operator whose servers trust the authority of this one (NODE_EXTRA_CA_CERTS). */
  const trust = () => setDefaultCACertificates([...before, root.certificate]);
  const serve = async (from?: 'first byte' | 'starttls', credentials = leaf) => {
    const secure = from && { from, cert: credentials.certificate, key: credentials.key };
    sink = await SmtpSink.start({ login, ...(secure ? { secure } : {}) });
    return sink;
  };
  const send = (security: EmailSettings['security']) =>
    sendEmail(
      {
        settings: {
          ...{ enabled: true, host: '127.0.0.1', port: sink?.port ?? 0, security, user: login.user },
          ...{ from: 'cloud@example.com', fromName: 'Landing Desk', replyTo: '' },
        },
        secret: login.password,
        isLost: false,
      },
      message,
    );

  it.each([
    ['tls', 'first byte'],
    ['starttls', 'starttls'],
  ] as const)('takes a message by %s when its certificate is trusted', async (security, from) => {
    trust();
    const server = await serve(from);
    expect(await send(security)).toMatchObject({ code: 'sent', next: 'done' });
    expect(server.mails).toMatchObject([{ to: message.to, text: expect.stringContaining(message.text) }]);
    expect([server.secured, server.connections]).toEqual([1, 1]);
  });

  it.each([
    ['tls', 'first byte'],
    ['starttls', 'starttls'],
  ] as const)('is told nothing by %s when its certificate is of nobody known', async (security, from) => {
    const server = await serve(from);
    expect(await send(security)).toMatchObject({ code: 'certificate', next: 'provider' });
    expect([server.mails, server.wrongLogins]).toEqual([[], []]);
  });

  it('is told nothing when its certificate is another server’s', async () => {
    trust();
    const other = await issueLeaf(root, { host: 'mail.test', addresses: ['192.168.7.7'] }, Date.now());
    const server = await serve('first byte', other);
    expect(await send('tls')).toMatchObject({ code: 'certificate', next: 'provider' });
    expect(server.mails).toEqual([]);
  });

  it('is told no password when somebody on the way takes STARTTLS away', async () => {
    const server = await serve();
    expect(await send('starttls')).toMatchObject({ code: 'certificate', next: 'provider' });
    expect([server.mails, server.wrongLogins, server.secured]).toEqual([[], [], 0]);
  });
});
