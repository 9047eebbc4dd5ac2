import { useTranslation } from 'react-i18next';
import { type NoteBlock, parseReleaseNotes } from '#shared/desktop/release-notes.ts';
import type { OfferedRelease } from '#shared/desktop/updates.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';

/** What a release says about itself, as words: nothing in it can be followed or run. */
export function ReleaseNotes({ release }: { release: OfferedRelease }) {
  const { t } = useTranslation();
  const groups = grouped(parseReleaseNotes(release.notes[currentLanguage()]));
  if (groups.length === 0) return null;
  return (
    <section className="release-notes" aria-label={t(($) => $.updates.notes)}>
      {groups.map((group) => (
        <Group key={group.key} group={group} />
      ))}
    </section>
  );
}

interface BlockGroup {
  readonly key: string;
  readonly kind: NoteBlock['kind'];
  readonly blocks: NoteBlock[];
}

/** Items that follow each other make one list. */
function grouped(blocks: readonly NoteBlock[]): BlockGroup[] {
  const groups: BlockGroup[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === 'item' && last?.kind === 'item') last.blocks.push(block);
    else groups.push({ key: `${groups.length}`, kind: block.kind, blocks: [block] });
  }
  return groups;
}

function Group({ group: { kind, blocks } }: { group: BlockGroup }) {
  const lines = blocks.map((block, index) => ({ key: `${index}`, block }));
  if (kind === 'item') {
    return (
      <ul>
        {lines.map(({ key, block }) => (
          <li key={key}>
            <Runs block={block} />
          </li>
        ))}
      </ul>
    );
  }
  const [first] = blocks;
  if (!first) return null;
  return kind === 'heading' ? (
    <h3>
      <Runs block={first} />
    </h3>
  ) : (
    <p>
      <Runs block={first} />
    </p>
  );
}

function Runs({ block }: { block: NoteBlock }) {
  const runs = block.runs.map((run, index) => ({ key: `${index}`, ...run }));
  return runs.map(({ key, text, strong }) =>
    strong ? <strong key={key}>{text}</strong> : <span key={key}>{text}</span>,
  );
}
