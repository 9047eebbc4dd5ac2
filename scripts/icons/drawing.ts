/** What an icon's surroundings want: Windows and Linux show it edge to edge, macOS on a plate inside a margin. */
export type IconShape = 'full' | 'mac';

/** Up to this edge, in pixels, the mark is drawn larger, on whole pixels and without its fine parts. */
const smallIcon = 32;

const ground = `<linearGradient id="teal" x2="0" y2="1">
    <stop stop-color="#1b8084"/>
    <stop offset="1" stop-color="#0b4f54"/>
  </linearGradient>`;
const amber = '#ffc857';
const paper = '#fffaf0';
const shine = '#17787c';

/** The app's mark in a square of 512: a dot landing on a counter bell. */
const mark = `<circle cx="256" cy="112" r="36" fill="${amber}"/>
  <path d="M96 328v-8a160 160 0 0 1 320 0v8q0 8-8 8H104q-8 0-8-8z" fill="${paper}"/>
  <path d="M150 300a108 108 0 0 1 66-82" fill="none" stroke="${shine}" stroke-width="28" stroke-linecap="round"/>
  <rect x="64" y="360" width="384" height="56" rx="28" fill="${amber}"/>`;

/** The same in a square of 16, every straight edge on the grid, so that it stays crisp at 16 and 32 pixels. */
const smallMark = `<circle cx="8" cy="3.5" r="1.5" fill="${amber}"/>
  <path d="M3 10.5V11h10v-.5a5 5 0 0 0-10 0z" fill="${paper}"/>
  <rect x="2" y="12" width="12" height="2" rx="1" fill="${amber}"/>`;

/**
 * The icon as an SVG to be shown `size` pixels wide. Outside its rounded corners it is transparent. On macOS the plate is
 * 824 of 1024 wide with a corner of 185, as Apple's template for app icons has it.
 */
export function iconSvg(size: number, shape: IconShape = 'full'): string {
  const small = size <= smallIcon;
  const edge = small ? 16 : 512;
  const corner = small ? 3.5 : 116;
  const plate = `${ground}
  <rect width="${edge}" height="${edge}" rx="${corner}" fill="url(#teal)"/>
  ${small ? smallMark : mark}`;
  const margin = shape === 'mac' ? edge * (100 / 824) : 0;
  const box = `${-margin} ${-margin} ${edge + 2 * margin} ${edge + 2 * margin}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">
  ${plate}
</svg>
`;
}
