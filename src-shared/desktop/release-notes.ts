/** A stretch of text, plain or strong. */
export interface NoteRun {
  readonly text: string;
  readonly strong: boolean;
}

/** A piece of release notes. */
export interface NoteBlock {
  readonly kind: 'heading' | 'item' | 'text';
  readonly runs: readonly NoteRun[];
}

/** Notes longer than this are cut: they are read in a corner of one page. */
const maxLength = 20_000;

/**
 * Reads release notes: of Markdown the headings, list items, `**strong**` words and paragraphs. Everything else, HTML
 * above all, stays the text it is; a link stays as its words, without its address.
 */
export function parseReleaseNotes(markdown: string): NoteBlock[] {
  const blocks: NoteBlock[] = [];
  let paragraph: string[] = [];
  const add = (kind: NoteBlock['kind'], text: string) => {
    const runs = runsOf(text);
    if (runs.length > 0) blocks.push({ kind, runs });
  };
  const endParagraph = () => {
    add('text', paragraph.join(' '));
    paragraph = [];
  };
  for (const raw of markdown.slice(0, maxLength).split(/\r?\n/)) {
    const line = raw.trim();
    const heading = /^#{1,6}\s+(.*)$/.exec(line);
    const item = /^[-*+•]\s+(.*)$/.exec(line);
    if (heading || item || line === '') endParagraph();
    if (heading) add('heading', heading[1] ?? '');
    else if (item) add('item', item[1] ?? '');
    else if (line !== '') paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

function runsOf(text: string): NoteRun[] {
  return text
    .replace(/!?\[([^\]]*)\]\([^()\s]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .split(/(\*\*[^*]+\*\*)/)
    .map((part) =>
      /^\*\*[^*]+\*\*$/.test(part) ? { text: part.slice(2, -2), strong: true } : { text: part, strong: false },
    )
    .filter((run) => run.text !== '');
}
