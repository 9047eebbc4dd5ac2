import { createInterface } from 'node:readline';
import { renderQuestion } from './ask-page.ts';
import { serveUnderSecret } from './first-start.ts';
import type { Say } from './sentences.ts';
import type { AfterClosing } from './when-closed.ts';

/** What is asked, how, and what holds when nobody answers. */
export interface Question {
  readonly say: Say;
  readonly language: string;
  /** Orders wait or a shift is open: then ordering goes on unless a person says otherwise. */
  readonly busy: boolean;
  readonly seconds: number;
  /** Takes the question back: nobody needs to answer any more. */
  readonly signal: AbortSignal;
}

export const defaultAnswer = ({ busy }: Pick<Question, 'busy'>): AfterClosing => (busy ? 'keep' : 'stop');

const yes: ReadonlySet<string> = new Set(['y', 'yes', '是', '好', '继续']);
const no: ReadonlySet<string> = new Set(['n', 'no', '否', '不', '停止']);

/** What an answer typed in the terminal means; undefined for one that is neither yes nor no. */
export function readAnswer(text: string, question: Pick<Question, 'busy'>): AfterClosing | undefined {
  const word = text.trim().toLowerCase();
  if (word === '') return defaultAnswer(question);
  if (yes.has(word)) return 'keep';
  return no.has(word) ? 'stop' : undefined;
}

/** Asks in the terminal until the answer can be understood; the end of the input, and of the time, is the default answer. */
export async function askInTerminal(
  question: Question,
  terminal: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
): Promise<AfterClosing> {
  const { say, seconds, busy } = question;
  const answered = Promise.withResolvers<AfterClosing>();
  const fallBack = () => answered.resolve(defaultAnswer(question));
  const ask = () => terminal.output.write(`${say(busy ? 'keepRunningBusy' : 'keepRunning', { seconds })} `);
  const lines = createInterface({ input: terminal.input });
  lines.once('close', fallBack).on('line', (line) => {
    const answer = readAnswer(line, question);
    if (answer) answered.resolve(answer);
    else ask();
  });
  const timer = setTimeout(fallBack, seconds * 1000);
  question.signal.addEventListener('abort', fallBack, { once: true });
  ask();
  const answer = await answered.promise;
  clearTimeout(timer);
  lines.close();
  terminal.output.write('\n');
  return answer;
}

/** A small window with a page; `ended` resolves when a person closes it. */
export interface QuestionWindow {
  readonly ended: Promise<unknown>;
  close(): void;
}

/**
 * Asks in a small window, for who started the program without a terminal. Closing that one too is the default answer:
 * its buttons and its text name it.
 */
export async function askInWindow(
  question: Question,
  openWindow: (url: string) => QuestionWindow,
): Promise<AfterClosing> {
  const answered = Promise.withResolvers<AfterClosing>();
  const server = await serveUnderSecret((request, response) => {
    const page = renderQuestion(question);
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body = (body + chunk).slice(0, 100);
    });
    request.on('end', () => {
      const answer = body === 'answer=keep' ? 'keep' : body === 'answer=stop' ? 'stop' : defaultAnswer(question);
      // The page hears that it was heard before its server ends.
      response
        .once('close', () => answered.resolve(answer))
        .writeHead(204)
        .end();
    });
  });
  const fallBack = () => answered.resolve(defaultAnswer(question));
  const window = openWindow(server.url);
  const timer = setTimeout(fallBack, question.seconds * 1000);
  question.signal.addEventListener('abort', fallBack, { once: true });
  void window.ended.then(fallBack);
  const answer = await answered.promise;
  clearTimeout(timer);
  window.close();
  server.close();
  return answer;
}
