/** Sentences for a person at the computer, by reason: English, then Chinese. `{name}` stands for a value. */
export type RefusalCatalog<Reason extends string> = Readonly<Record<Reason, readonly [string, string]>>;

/** A program's refusal to start that a person can act on; `message` is the sentence in both languages. */
export class Refusal<Reason extends string> extends Error {
  readonly reason: Reason;
  readonly sentences: { readonly en: string; readonly 'zh-CN': string };

  constructor(
    catalog: RefusalCatalog<Reason>,
    reason: Reason,
    params: Readonly<Record<string, string | number>>,
    options?: ErrorOptions,
  ) {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '—'));
    const [english, chinese] = catalog[reason];
    const sentences = { en: fill(english), 'zh-CN': fill(chinese) };
    super([...new Set(Object.values(sentences))].join('\n'), options);
    this.sentences = sentences;
    this.reason = reason;
  }
}
