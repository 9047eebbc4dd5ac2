import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReadyLine } from '#shared/desktop/contract.ts';
import { demoPeople } from '#shared/enterprises/demo.ts';
import type { BenchReady } from './bench.ts';

/** What a person needs to know besides what is on the Bench page. */
export interface BenchSetUp {
  readonly approver: { readonly username: string; readonly passphrase: string };
}

/** A landing with the sample, and who may sign in there. */
export type SampleLanding = Pick<ReadyLine, 'consoleUrl' | 'accounts'>;

/** The demo's second person. Everybody may know the passphrase: nothing of a demo is worth protecting. */
const approverPassphrase = 'osmanthus-approval';

const answerSchema = z.object({
  result: z.object({ data: z.unknown().optional() }).optional(),
  error: z
    .object({
      message: z.string().optional(),
      data: z.object({ problem: z.object({ detail: z.string() }) }).optional(),
    })
    .optional(),
});

/** A person of the sample at the landing's procedures, as a program without a browser calls them. */
class Person {
  readonly #base: string;
  readonly #token: string;

  private constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  static async signIn({ consoleUrl, accounts }: SampleLanding, role: string): Promise<Person | undefined> {
    const account = accounts.find((candidate) => candidate.role === role);
    if (!account) return undefined;
    const { enterpriseId, username, password } = account;
    const base = `${consoleUrl.replace(/\/$/, '')}/trpc`;
    const value = await call(base, '', 'identity.login', { enterpriseId, username, password });
    return new Person(base, z.object({ token: z.string() }).parse(value).token);
  }

  change(path: string, input: unknown = {}): Promise<unknown> {
    return call(this.#base, this.#token, path, input);
  }

  async ask(path: string): Promise<unknown> {
    const response = await fetch(`${this.#base}/${path}`, { headers: { authorization: `Bearer ${this.#token}` } });
    return valueIn(path, await response.json());
  }
}

async function call(base: string, token: string, path: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${base}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
  });
  return valueIn(path, await response.json());
}

function valueIn(path: string, body: unknown): unknown {
  const { result, error } = answerSchema.parse(body);
  if (error) throw new Error(error.data?.problem.detail ?? error.message ?? path);
  return result?.data;
}

/** What the MTMS's operator does on the loopback port that its data folder names. */
async function announceApprover(folder: string, id: string, name: string): Promise<string> {
  const file = await readFile(join(folder, 'operator.json'), 'utf8');
  const { url, token } = z.object({ url: z.url(), token: z.string() }).parse(JSON.parse(file));
  const response = await fetch(`${url}/operator/v1/approvers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ id, name }),
  });
  return z.object({ code: z.string() }).parse(await response.json()).code;
}

/**
 * Connects the sample's landing to the demo's MTMS and gives it the lines of the demo's terminals, the running order and a
 * second person, as its owner would on the Bench page; what is there already stays. Gives undefined where the landing is
 * not the sample's. Throws an Error with the sentence the landing refused with.
 */
export async function setUpBench(landing: SampleLanding, bench: BenchReady): Promise<BenchSetUp | undefined> {
  const [owner, manager] = await Promise.all([Person.signIn(landing, 'owner'), Person.signIn(landing, 'manager')]);
  if (!owner || !manager) return undefined;
  try {
    const standing = z
      .object({ state: z.string(), with: z.object({ address: z.string() }).nullable() })
      .parse(await owner.ask('bench.enrolment.get'));
    const isNew = standing.state !== 'enrolled' || new URL(standing.with?.address ?? 'https://-').origin !== bench.mtms;
    if (isNew) await owner.change('bench.enrolment.enrol', { address: bench.mtms, code: bench.enrolment.code });
    for (const { port } of bench.terminals)
      await owner.change('bench.addLine', { line: { kind: 'tcp', host: '127.0.0.1', port } });
    if (isNew) await owner.change('bench.setBatch', { batch: bench.batch });
    const { username, displayName } = demoPeople.find(({ role }) => role === 'manager') ?? demoPeople[0];
    const approvers = z.array(z.object({ id: z.string() })).parse(await owner.ask('bench.approvers'));
    if (isNew || !approvers.some(({ id }) => id === username)) {
      const code = await announceApprover(bench.folder, username, displayName);
      await manager.change('bench.enrolApprover', { code, passphrase: approverPassphrase });
    }
    return { approver: { username, passphrase: approverPassphrase } };
  } finally {
    await Promise.all([owner.change('identity.logout'), manager.change('identity.logout')]);
  }
}
