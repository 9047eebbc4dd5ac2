import { useEffect, useRef, useState } from 'preact/hooks';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { useSpeech } from '../context.ts';

/** The element id of a section, which its chip scrolls to. */
export const sectionId = (categoryId: string) => `section-${categoryId}`;
const chipId = (categoryId: string) => `chip-${categoryId}`;

/** The menu's sections as chips; the one being read is marked and kept in sight. */
export function Chips({ categories }: { categories: MenuResponse['categories'] }) {
  const { t } = useSpeech();
  const [active, setActive] = useState(categories[0]?.id);
  const row = useRef<HTMLUListElement>(null);
  // After a tap the chip stays marked until the diner scrolls: a short last section never reaches the top.
  const isHeld = useRef(false);

  useEffect(() => {
    let frame = 0;
    const release = () => {
      isHeld.current = false;
    };
    const follow = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const edge = (row.current?.getBoundingClientRect().bottom ?? 0) + 24;
        if (isHeld.current) return;
        const passed = categories.filter(({ id }) => {
          const section = document.getElementById(sectionId(id));
          return section && section.getBoundingClientRect().top <= edge;
        });
        setActive((passed.at(-1) ?? categories[0])?.id);
      });
    };
    addEventListener('scroll', follow, { passive: true });
    for (const gesture of ['touchmove', 'wheel', 'keydown']) addEventListener(gesture, release, { passive: true });
    follow();
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', follow);
      for (const gesture of ['touchmove', 'wheel', 'keydown']) removeEventListener(gesture, release);
    };
  }, [categories]);

  useEffect(() => {
    const chip = active && document.getElementById(chipId(active));
    if (!chip || !row.current) return;
    row.current.scrollTo({ left: chip.offsetLeft - row.current.clientWidth / 2 + chip.clientWidth / 2 });
  }, [active]);

  return (
    <nav aria-label={t.categories}>
      <ul class="chips" ref={row}>
        {categories.map((category) => (
          <li key={category.id}>
            <button
              type="button"
              class="chip"
              id={chipId(category.id)}
              aria-current={category.id === active ? 'true' : undefined}
              onClick={() => {
                isHeld.current = true;
                setActive(category.id);
                document.getElementById(sectionId(category.id))?.scrollIntoView();
              }}
            >
              <bdi>{category.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
