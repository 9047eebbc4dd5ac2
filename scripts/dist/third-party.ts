import { collectLicences } from '../licences.ts';

const rule = '-'.repeat(80);

/** The licences of everything of others in a package as one text: the list that the console shows, for who has no console. */
export function thirdPartyText(root: string): string {
  const { components, texts } = collectLicences(root);
  const parts = texts.map((text, index) => {
    const names = components
      .filter((component) => component.text === index)
      .map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return `${rule}\n${names.join('\n')}\n\n${text}\n`;
  });
  return `Landing Desk is made with the works below. Each is under its own licence.\n\n${parts.join('\n')}`;
}
