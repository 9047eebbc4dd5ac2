import { describe, expect, it } from 'vitest';
import { operator as operatorEnglish } from '#renderer/ui/i18n/en/operator.ts';
import { en } from '#renderer/ui/i18n/en.ts';
import { operator as operatorChinese } from '#renderer/ui/i18n/zh-CN/operator.ts';
import { zhCN } from '#renderer/ui/i18n/zh-CN.ts';

/** Every message with its place, e.g. "counter.pay.title". */
function messages(catalogue: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    const place = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(place, value);
    else for (const [inner, text] of messages(value as object, place)) found.set(inner, text);
  }
  return found;
}

const english = messages({ ...en, operator: operatorEnglish });
const chinese = messages({ ...zhCN, operator: operatorChinese });

describe('the two languages of console and operator', () => {
  it('hold the same messages; Chinese has no singular', () => {
    const expected = [...english.keys()].filter((place) => !place.endsWith('_one'));
    expect([...chinese.keys()].sort()).toEqual(expected.sort());
  });

  it('leave no message empty and use the same variables', () => {
    const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [place, text] of chinese) {
      expect(text.trim(), place).not.toBe('');
      expect(variables(text), place).toEqual(variables(english.get(place) ?? ''));
    }
  });
});
