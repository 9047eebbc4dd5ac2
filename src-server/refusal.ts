/** Sentences for a person at the computer, by reason: English, then Chinese. `{name}` stands for a value. */
type RefusalCatalog<Reason extends string> = Readonly<Record<Reason, readonly [string, string]>>;

/**
 * Gives a program's own family of refusals that a person can act on, over its own sentences; `message` is the sentence in
 * both languages.
 */
export function refusalsOf<Reason extends string>(family: string, catalog: RefusalCatalog<Reason>) {
  return class extends Error {
    readonly reason: Reason;
    readonly sentences: { readonly en: string; readonly 'zh-CN': string };

    constructor(reason: Reason, params: Readonly<Record<string, string | number>>, options?: ErrorOptions) {
      const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '—'));
      const [english, chinese] = catalog[reason];
      const sentences = { en: fill(english), 'zh-CN': fill(chinese) };
      super([...new Set(Object.values(sentences))].join('\n'), options);
      this.name = family;
      this.sentences = sentences;
      this.reason = reason;
    }
  };
}
