/** The languages every sentence of the product exists in (BCP 47). */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in one or more languages, e.g. a dish name. At least one entry is non-empty. */
export type LocalizedText = { readonly [L in Language]?: string | undefined };

/** The text in the wanted language, else in any language it exists in. */
export function localize(text: LocalizedText, language: Language): string {
  const wanted = text[language];
  if (wanted) return wanted;
  for (const other of languages) {
    const candidate = text[other];
    if (candidate) return candidate;
  }
  return '';
}

/**
 * Picks the best language for an `Accept-Language` header (RFC 9110 §12.5.4).
 * Any Chinese tag selects zh-CN and any English tag en; the header's order of preference decides.
 */
export function negotiateLanguage(header: string | undefined, fallback: Language): Language {
  if (!header) return fallback;
  const wanted = header
    .slice(0, 256)
    .split(',')
    .map((part, index) => {
      const [tag = '', ...params] = part.trim().split(';');
      const q = params.map((p) => /^\s*q=([0-9.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
      return { tag: tag.toLowerCase(), q: q === undefined ? 1 : Number(q), index };
    })
    .filter((entry) => entry.q > 0)
    .sort((a, b) => b.q - a.q || a.index - b.index);
  for (const { tag } of wanted) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return fallback;
}
