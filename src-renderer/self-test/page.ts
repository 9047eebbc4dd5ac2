import type { Words } from './words.ts';

const checks = ['reach', 'speed', 'live', 'stay'] as const;
export type Check = (typeof checks)[number];
export type CheckState = 'waiting' | 'good' | 'bad';

/** The page: a heading, four checks, a sentence. */
export interface Page {
  show(check: Check, state: CheckState, words: string, figure?: string): void;
  say(sentence: string): void;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

const marks: Readonly<Record<CheckState, string>> = { waiting: '…', good: '✓', bad: '!' };

/** Builds the page in `root`. States are told by mark and word, never by colour alone. */
export function createPage(words: Words, root: HTMLElement): Page {
  const list = element('ul', 'checks');
  const rows = new Map(
    checks.map((check) => {
      const names = { reach: words.reach, speed: words.speed, live: words.live, stay: words.stay };
      const row = element('li', 'check');
      const mark = element('span', 'mark', marks.waiting);
      mark.setAttribute('role', 'img');
      mark.setAttribute('aria-label', words.waiting);
      const name = element('span', 'name', names[check]);
      const figure = element('span', 'figure');
      row.append(mark, name, figure);
      row.dataset['state'] = 'waiting';
      list.append(row);
      return [check, { row, mark, name, figure }];
    }),
  );
  const sentence = element('p', 'sentence');
  sentence.setAttribute('role', 'status');
  root.append(element('h1', 'title', words.title), list, sentence);
  return {
    show(check, state, text, figure = '') {
      const row = rows.get(check);
      if (!row) return;
      row.row.dataset['state'] = state;
      row.mark.textContent = marks[state];
      row.mark.setAttribute('aria-label', words[state]);
      row.name.textContent = text;
      row.figure.textContent = figure;
    },
    say(text) {
      sentence.textContent = text;
    },
  };
}
