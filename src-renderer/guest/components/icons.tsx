/** Line icons on a 24 px grid, drawn in the manner of the Tabler set the house uses. */
const paths = {
  search: 'M10 10m-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M21 21l-6-6',
  x: 'M18 6L6 18M6 6l12 12',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  trash: 'M4 7h16M10 11v6M14 11v6M5 7l1 12a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2l1-12M9 7V4a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v3',
  right: 'M9 6l6 6l-6 6',
  check: 'M5 12l5 5L20 7',
  clock: 'M12 12m-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l3 3',
  pot: 'M4 10h16v6a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4zM2 10h20M8 6c0-2 2-1 2-3M14 6c0-2 2-1 2-3',
  send: 'M10 14L21 3M21 3l-6.5 18l-4.5-7l-7-4.5z',
  serve: 'M3 17h18M5 17a7 7 0 0 1 14 0M12 10V8M4 20h16',
  bell: 'M10 5a2 2 0 1 1 4 0a7 7 0 0 1 4 6v3a4 4 0 0 0 2 3H4a4 4 0 0 0 2-3v-3a7 7 0 0 1 4-6M9 17v1a3 3 0 0 0 6 0v-1',
  receipt: 'M5 21V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16l-3-2l-2 2l-2-2l-2 2l-2-2zM9 8h6M9 12h6',
  basket: 'M3 9h18l-2 9.5a2 2 0 0 1-2 1.5H7a2 2 0 0 1-2-1.5zM7.5 9L11 3M16.5 9L13 3M12 13v3',
  offline:
    'M12 18v.01M9.2 15.2a4 4 0 0 1 5.6 0M6.3 12.3a8 8 0 0 1 4.5-2.2M15 10.5a8 8 0 0 1 2.7 1.8M3.5 9.5a12 12 0 0 1 4.5-2.8M12 6a12 12 0 0 1 8.5 3.5M3 3l18 18',
  alert: 'M12 9v4M12 16v.01M10.3 4L2.7 17a2 2 0 0 0 1.7 3h15.2a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0z',
  globe:
    'M12 12m-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0M3.6 9h16.8M3.6 15h16.8M11.5 3a17 17 0 0 0 0 18M12.5 3a17 17 0 0 1 0 18',
  bowl: 'M4 11h16a8 8 0 0 1-4.5 7.2V20h-7v-1.8A8 8 0 0 1 4 11zM9 7c0-1.5 1.5-1 1.5-2.5M13.5 7c0-1.5 1.5-1 1.5-2.5',
  pencil: 'M4 20h4L18.5 9.5a2.8 2.8 0 0 0-4-4L4 16zM13.5 6.5l4 4',
  hand: 'M8 13V5.5a1.5 1.5 0 0 1 3 0V12M11 5.5v-2a1.5 1.5 0 0 1 3 0V12M14 5.5a1.5 1.5 0 0 1 3 0V12M17 7.5a1.5 1.5 0 0 1 3 0V16a6 6 0 0 1-6 6h-2c-2.5 0-4-.8-5.2-2.7L4 14.5a1.5 1.5 0 0 1 2.5-1.6L8 15',
  leaf: 'M5 21c.5-4.5 2.5-8 7-10M9 18c6.2 0 10.5-3.3 11-12V4h-4C7 4 4 8 4 13c0 1 0 3 2 5z',
  pepper: 'M13 11c0 2.2-1.8 5-4 6c-2 1-4 1-6 .5C6 21 12 21.5 16 18c3.5-3 4-7 3-10c-1-1.5-5-1.5-6 3zM16 8c0-2 .5-4 3-5',
  star: 'M12 17.5l-5.6 3l1.1-6.3L3 9.8l6.3-.9L12 3.2l2.7 5.7l6.3.9l-4.5 4.4l1.1 6.3z',
  spark: 'M12 3l2 7l7 2l-7 2l-2 7l-2-7l-7-2l7-2z',
  moon: 'M12 3h.4A7.5 7.5 0 0 0 20 13.5A9 9 0 1 1 12 3z',
  wheat:
    'M12 21V8M12 8c-2-1-2-4 0-5c2 1 2 4 0 5zM12 13c-3 0-4-2-4-4c3 0 4 2 4 4zM12 13c3 0 4-2 4-4c-3 0-4 2-4 4zM12 18c-3 0-4-2-4-4c3 0 4 2 4 4zM12 18c3 0 4-2 4-4c-3 0-4 2-4 4z',
  wheatOff:
    'M12 21v-9M12 8c-2-1-2-4 0-5c2 1 2 4 0 5zM12 13c3 0 4-2 4-4c-1.3 0-2.2.4-2.9 1M12 13c-3 0-4-2-4-4M12 18c-3 0-4-2-4-4c3 0 4 2 4 4zM12 18c1.5 0 2.5-.5 3.2-1.3M3 3l18 18',
  shrimp:
    'M19 5C11 3 5 7 5 13c0 4 3 6 6 6c2 0 3-1 3-3M19 5c1 3-1 5-4 5h-3c-2 0-3 2-2 4M11 19l-2 2M14 16l3 2M19 5l2-2M14 7v.01',
  egg: 'M12 3c4 0 6.5 6 6.5 10.5a6.5 6.5 0 0 1-13 0C5.5 9 8 3 12 3z',
  fish: 'M3 12c3-5 10-6 14-1l4-3v8l-4-3c-4 5-11 4-14-1zM8 11v.01',
  peanut:
    'M15.5 4a4.5 4.5 0 0 1 3 8c-1.5 1.2-2 2-2.6 3.6A5 5 0 1 1 8.4 8.6C10 8 10.8 7.3 12 6c.8-1 2-2 3.5-2zM15 8v.01M9 14v.01M12 12v.01',
  pod: 'M4 18C4 10 10 4 19 4c1 9-5 15-13 15c-1 0-2 0-2-1zM9 15v.01M12 12v.01M15 9v.01',
  milk: 'M8 3h8v3l2 4v9a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-9l2-4zM6 12h12',
  nut: 'M5 10h14c0 6-3 9-7 11c-4-2-7-5-7-11zM5 10c0-3 3-5 7-5s7 2 7 5M12 5V3',
  celery: 'M12 21V10M8 21c0-5-1-8-3-11M16 21c0-5 1-8 3-11M12 10c-2-2-2-5 0-7c2 2 2 5 0 7z',
  bottle: 'M10 3h4l-1 5h-2zM8 21V12c0-2.5 2-4 4-4s4 1.5 4 4v9zM8 15h8',
  seeds: 'M8 4c2 2 2 5 0 6c-2-1-2-4 0-6zM16 8c2 2 2 5 0 6c-2-1-2-4 0-6zM9 14c2 2 2 5 0 6c-2-1-2-4 0-6z',
  glass: 'M7 3h10l-.5 6a4.5 4.5 0 0 1-9 0zM12 14v7M8 21h8',
  flower:
    'M12 21v-8M12 13c-3 0-5-2-5-5c3 0 5 2 5 5zM12 13c3 0 5-2 5-5c-3 0-5 2-5 5zM12 8c-1.5-1.5-1.5-4 0-5c1.5 1 1.5 3.5 0 5zM12 19c-2 0-3-1-4-2',
  shell: 'M12 20C6 17 3 13 3 9c2-4 6-5 9-5s7 1 9 5c0 4-3 8-9 11zM12 20V4M12 20L6.5 6M12 20l5.5-14',
} as const;

export type IconName = keyof typeof paths;

/** An icon beside a word; screen readers hear the word only. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

const allergenIcons: Readonly<Record<string, IconName>> = {
  gluten: 'wheat',
  crustaceans: 'shrimp',
  eggs: 'egg',
  fish: 'fish',
  peanuts: 'peanut',
  soy: 'pod',
  milk: 'milk',
  nuts: 'nut',
  celery: 'celery',
  mustard: 'bottle',
  sesame: 'seeds',
  sulphites: 'glass',
  lupin: 'flower',
  molluscs: 'shell',
};
const tagIcons: Readonly<Record<string, IconName>> = {
  vegetarian: 'leaf',
  vegan: 'leaf',
  spicy: 'pepper',
  halal: 'moon',
  gluten_free: 'wheatOff',
  signature: 'star',
  new: 'spark',
};

/** The picture of an allergen or dietary tag; one a newer landing knows gets a plain sign. */
export const foodIcon = (kind: 'allergen' | 'tag', code: string): IconName =>
  (kind === 'allergen' ? allergenIcons : tagIcons)[code] ?? 'alert';
