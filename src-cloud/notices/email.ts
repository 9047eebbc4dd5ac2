import { createTransport } from 'nodemailer';
import type { EmailSettings } from '#shared/notices/settings.ts';
import { type Message, type Outcome, tellable } from './outcome.ts';
import type { Provider } from './settings.ts';

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, dnsTimeout: 10_000, socketTimeout: 20_000 };
/** Of TLS: the other side is not who it should be, or speaks none that is safe. */
const certificateCodes = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|ETLS|EREQUIRETLS)/;

interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly cause?: unknown;
}

/** Sends one message by SMTP (RFC 5321, submission RFC 6409). Never throws: how it ended is the answer. */
export async function sendEmail(provider: Provider<EmailSettings>, message: Message): Promise<Outcome> {
  const { settings, secret, isLost } = provider;
  if (isLost) return { code: 'secret_lost', answer: '', next: 'provider' };
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: secret } }),
    tls: { minVersion: 'TLSv1.2' },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  });
  try {
    const sent = await transport.sendMail({
      from: { name: settings.fromName, address: settings.from },
      to: [...message.to],
      ...(settings.replyTo === '' ? {} : { replyTo: settings.replyTo }),
      subject: message.subject,
      text: message.text,
      messageId: `<${message.id}@${settings.from.split('@')[1]}>`,
      // RFC 3834: nobody's holiday answers a machine.
      headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
    });
    return { code: 'sent', answer: tellable(sent.response, [secret]), next: 'done' };
  } catch (error) {
    return outcomeOf(error as SmtpError, secret);
  } finally {
    transport.close();
  }
}

/** What an error of nodemailer means: whether it is about the server, or about this message alone. */
function outcomeOf(error: SmtpError, secret: string): Outcome {
  const { code = '', command = '', responseCode = 0, response } = error;
  const answer = tellable(response ?? error.message, [secret]);
  const inner = (error.cause as { code?: string } | undefined)?.code ?? '';
  if (certificateCodes.test(code) || certificateCodes.test(inner) || /certificate|STARTTLS/i.test(error.message))
    return { code: 'certificate', answer, next: 'provider' };
  if (code === 'EAUTH' || code === 'ENOAUTH') return { code: 'credentials', answer, next: 'provider' };
  // RFC 5321 §4.2.1: 4yz is worth another attempt, 5yz is not.
  const isFinal = responseCode >= 500;
  if (command === 'RCPT TO')
    return isFinal ? { code: 'recipient_refused', answer, next: 'failed' } : { code: 'later', answer, next: 'later' };
  if (command === 'MAIL FROM') return { code: 'sender_refused', answer, next: 'provider' };
  if (command === 'DATA')
    return isFinal ? { code: 'refused', answer, next: 'failed' } : { code: 'later', answer, next: 'later' };
  if (responseCode > 0) return { code: 'provider_refused', answer, next: 'provider' };
  return { code: 'unreachable', answer, next: 'provider' };
}
