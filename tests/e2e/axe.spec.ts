import { expect, test } from '@playwright/test';
import { nothingToFind } from '#tests/support/axe.ts';

const page = (style: string, body: string) =>
  `<!doctype html><html lang="en"><title>A page</title><style>
    :root { color-scheme: light dark; }
    body { color: #222; background: #fff; }
    @media (prefers-color-scheme: dark) { body { color: #eee; background: #111; } ${style} }
  </style><main><h1>Heading</h1>${body}</main></html>`;

/** What is wrong with these pages stays wrong: there is nothing to wait for. */
const sure = { timeout: 3_000 };

test('a page without a fault passes, in both themes', async ({ page: tab }) => {
  await tab.setContent(page('', '<p>Words</p>'));
  await nothingToFind(tab);
});

test('a fault of structure is found', async ({ page: tab }) => {
  await tab.setContent(page('', '<input>'));
  await expect(nothingToFind(tab, '', sure)).rejects.toThrow(/light[\s\S]*"label"/);
});

test('words that are faint in the dark theme only are found', async ({ page: tab }) => {
  await tab.setContent(page('p { color: #333; }', '<p>Words</p>'));
  await expect(nothingToFind(tab, '', sure)).rejects.toThrow(/dark[\s\S]*"color-contrast"/);
});

test('a link that only its colour tells from the text around it, in the dark theme, is found', async ({
  page: tab,
}) => {
  const style = 'a { color: #ddd; text-decoration: none; }';
  await tab.setContent(page(style, '<p>Words before <a href="#x">a link</a> and words after it</p>'));
  await expect(nothingToFind(tab, '', sure)).rejects.toThrow(/dark[\s\S]*"link-in-text-block"/);
});

test('a page that looks the same in both themes is found', async ({ page: tab }) => {
  await tab.setContent(page('body { color: #222; background: #fff; }', '<p>Words</p>'));
  await expect(nothingToFind(tab, '', sure)).rejects.toThrow(/a theme of its own/);
});
