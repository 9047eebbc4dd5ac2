import { z } from 'zod';
import type { Language } from './languages.ts';

const sentences = { en: z.locales.en().localeError, 'zh-CN': z.locales.zhCN().localeError } as const;

/** A validation finding as zod reports it. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message?: string | undefined;
}

/** The first findings of a validation in words, each with the place it is about, e.g. "lines.0.quantity: …". */
export function describeIssues(issues: readonly Issue[], language: Language): string {
  return issues
    .slice(0, 3)
    .map((issue) => {
      const said = sentences[language](issue as never);
      const text = (typeof said === 'string' ? said : said?.message) ?? issue.message ?? '';
      return issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${text}` : text;
    })
    .join('; ');
}
