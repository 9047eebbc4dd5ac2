import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** What a state looks like: the same five names on every screen, in both themes. */
export const stateNames = ['new', 'progress', 'ready', 'trouble', 'done'] as const;
export type StateName = (typeof stateNames)[number];

const paper: MantineColorsTuple = [
  '#faf9f7',
  '#f3f1ed',
  '#e9e6e0',
  '#dedad2',
  '#cbc6bd',
  '#aca69c',
  '#837d73',
  '#635e57',
  '#45413b',
  '#292724',
];
const night: MantineColorsTuple = [
  '#ecebe8',
  '#d3d0cb',
  '#aea9a1',
  '#8a847b',
  '#4a4742',
  '#3a3835',
  '#2d2b29',
  '#242321',
  '#1b1a19',
  '#131211',
];
const accent: MantineColorsTuple = [
  '#e4f4f3',
  '#c6e7e5',
  '#93d3d0',
  '#5dbcb9',
  '#37a5a2',
  '#1c8b89',
  '#147877',
  '#0f6a69',
  '#0b5b5b',
  '#074646',
];
const palettes: Record<StateName, MantineColorsTuple> = {
  new: ['#fff5de', '#ffe9bb', '#fdd88a', '#f9c553', '#f2b02c', '#e2980c', '#bd7a06', '#9b6204', '#805003', '#633d01'],
  progress: [
    '#e9f1fd',
    '#d3e3fb',
    '#a9c9f6',
    '#7cadef',
    '#5692e6',
    '#3478d8',
    '#2463bd',
    '#1d52a0',
    '#1a4688',
    '#143668',
  ],
  ready: ['#e5f6ea', '#c9ecd3', '#99d9ab', '#65c381', '#3daa60', '#278f48', '#1c783a', '#176631', '#14592c', '#0e4321'],
  trouble: [
    '#fdeceb',
    '#fbd5d2',
    '#f6aca6',
    '#ef8078',
    '#e55d54',
    '#d2433a',
    '#b9322a',
    '#a0261f',
    '#8e211a',
    '#6c1711',
  ],
  done: ['#f5f4f2', '#e9e7e3', '#d6d3cd', '#bcb8b0', '#9c978e', '#7b766d', '#645f57', '#55504a', '#49453f', '#35322d'],
};

interface StateTokens {
  /** Fill that carries from two metres. */
  readonly solid: string;
  readonly onSolid: string;
  /** Quiet fill for large areas, and the text and hairline that go on it. */
  readonly soft: string;
  readonly ink: string;
  readonly line: string;
}

const stateTokens: Record<'light' | 'dark', Record<StateName, StateTokens>> = {
  light: {
    new: { solid: '#f5b32b', onSolid: '#2b1d00', soft: '#fff2d3', ink: '#6b4300', line: '#e5b04a' },
    progress: { solid: '#2463bd', onSolid: '#ffffff', soft: '#e9f1fd', ink: '#1a4688', line: '#a9c9f6' },
    ready: { solid: '#1c783a', onSolid: '#ffffff', soft: '#e5f6ea', ink: '#14592c', line: '#8fcfa2' },
    trouble: { solid: '#b9322a', onSolid: '#ffffff', soft: '#fdeceb', ink: '#8e211a', line: '#f0a49e' },
    done: { solid: '#645f57', onSolid: '#ffffff', soft: '#f3f1ed', ink: '#55504a', line: '#dedad2' },
  },
  dark: {
    new: { solid: '#f2b02c', onSolid: '#241800', soft: '#3d2f11', ink: '#fbd27a', line: '#8a6717' },
    progress: { solid: '#7cadef', onSolid: '#0b1c36', soft: '#1c2a40', ink: '#a9c9f6', line: '#335586' },
    ready: { solid: '#65c381', onSolid: '#07210f', soft: '#17301f', ink: '#99d9ab', line: '#2f6a42' },
    trouble: { solid: '#ef8078', onSolid: '#2c0805', soft: '#3f1d1a', ink: '#f6aca6', line: '#8c3a33' },
    done: { solid: '#aea9a1', onSolid: '#1b1a19', soft: '#2d2b29', ink: '#c3beb6', line: '#4a4742' },
  },
};

const surfaces = {
  light: {
    desk: '#f6f4f0',
    surface: '#ffffff',
    sunken: '#efece6',
    ink: '#26231f',
    muted: '#635e57',
    line: '#e0dcd4',
    strong: '#c4beb4',
    field: '#8c857a',
    accent: '#0b5b5b',
    accentSoft: '#d9edec',
    accentInk: '#074646',
  },
  dark: {
    desk: '#1b1a19',
    surface: '#252422',
    sunken: '#151413',
    ink: '#ecebe8',
    muted: '#aea9a1',
    line: '#3a3835',
    strong: '#59554f',
    field: '#807a71',
    accent: '#5dbcb9',
    accentSoft: '#153f40',
    accentInk: '#a5dddb',
  },
} as const;

function variables(scheme: 'light' | 'dark'): Record<string, string> {
  const own = surfaces[scheme];
  const named: Record<string, string> = {
    '--mantine-color-body': own.desk,
    '--mantine-color-text': own.ink,
    '--mantine-color-dimmed': own.muted,
    '--mantine-color-placeholder': own.muted,
    '--mantine-color-anchor': own.accent,
    '--mantine-color-error': stateTokens[scheme].trouble.ink,
    '--mantine-color-default': own.surface,
    '--mantine-color-default-border': own.strong,
    '--desk': own.desk,
    '--surface': own.surface,
    '--sunken': own.sunken,
    '--ink': own.ink,
    '--muted': own.muted,
    '--line': own.line,
    '--line-strong': own.strong,
    '--field-line': own.field,
    '--accent': own.accent,
    '--mantine-color-accent-light': own.accentSoft,
    '--mantine-color-accent-light-hover': own.accentSoft,
    '--mantine-color-accent-light-color': own.accentInk,
  };
  for (const state of stateNames) {
    const tokens = stateTokens[scheme][state];
    named[`--${state}-solid`] = tokens.solid;
    named[`--${state}-on-solid`] = tokens.onSolid;
    named[`--${state}-soft`] = tokens.soft;
    named[`--${state}-ink`] = tokens.ink;
    named[`--${state}-line`] = tokens.line;
    // Mantine's light variant of a state is its quiet fill.
    named[`--mantine-color-${state}-light`] = tokens.soft;
    named[`--mantine-color-${state}-light-hover`] = tokens.soft;
    named[`--mantine-color-${state}-light-color`] = tokens.ink;
  }
  return named;
}

/** Writes the tokens as CSS variables: `--surface`, `--muted`, `--new-solid`, `--ready-soft` … */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variables('light'),
  dark: variables('dark'),
});

const systemFont =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/**
 * The product's look: warm neutrals, one deep-teal accent, five state colours (usable as Mantine colours by name),
 * office density by default (13 px); the counter asks for sizes `md` and up (16 px and more).
 */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  white: '#ffffff',
  black: '#26231f',
  colors: { accent, gray: paper, dark: night, ...palettes },
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Noto Sans Mono CJK SC", monospace',
  headings: { fontFamily: systemFont, fontWeight: '650' },
  defaultRadius: 8,
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '1rem', lg: '1.25rem', xl: '1.625rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 140, transition: 'fade' } } },
    Drawer: { defaultProps: { transitionProps: { duration: 160 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});
