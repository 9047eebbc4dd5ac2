import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const fontWeights = ['regular', 'bold'] as const;
export type FontWeight = (typeof fontWeights)[number];

/** A font on this computer; `face` names one face of a collection (.ttc) by its PostScript name. */
export interface FontFile {
  readonly path: string;
  readonly face?: string;
}

/** The fonts that come with the program: Noto Sans for Latin and simplified Chinese, in both weights (OFL 1.1). */
function bundledFonts(weight: FontWeight): FontFile[] {
  const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc');
  const file = weight === 'bold' ? 'NotoSansHans-Bold.otf' : 'NotoSansHans-Regular.otf';
  return [{ path: join(dirname(entry), '..', 'fonts', file) }];
}

const notoFolders = [
  '/usr/share/fonts/opentype/noto',
  '/usr/share/fonts/noto-cjk',
  '/usr/share/fonts/google-noto-cjk',
  '/usr/share/fonts/google-noto-sans-cjk-fonts',
];
const windowsFonts = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'Fonts');

/** Where the systems keep fonts that know the scripts ours do not: traditional Chinese, Japanese, Korean, Thai, Arabic. */
const systemFonts: Readonly<Record<FontWeight, readonly FontFile[]>> = {
  regular: [
    ...notoFolders.map((folder) => ({ path: join(folder, 'NotoSansCJK-Regular.ttc'), face: 'NotoSansCJKsc-Regular' })),
    { path: '/System/Library/Fonts/Hiragino Sans GB.ttc', face: 'HiraginoSansGB-W3' },
    { path: '/Library/Fonts/Arial Unicode.ttf' },
    { path: '/System/Library/Fonts/Supplemental/Arial Unicode.ttf' },
    { path: join(windowsFonts, 'msyh.ttc'), face: 'MicrosoftYaHei' },
    { path: join(windowsFonts, 'malgun.ttf') },
    { path: join(windowsFonts, 'LeelawUI.ttf') },
    { path: join(windowsFonts, 'segoeui.ttf') },
    { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  ],
  bold: [
    ...notoFolders.map((folder) => ({ path: join(folder, 'NotoSansCJK-Bold.ttc'), face: 'NotoSansCJKsc-Bold' })),
    { path: '/System/Library/Fonts/Hiragino Sans GB.ttc', face: 'HiraginoSansGB-W6' },
    { path: join(windowsFonts, 'msyhbd.ttc'), face: 'MicrosoftYaHei-Bold' },
    { path: join(windowsFonts, 'malgunbd.ttf') },
    { path: join(windowsFonts, 'LeelaUIb.ttf') },
    { path: join(windowsFonts, 'segoeuib.ttf') },
    { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf' },
  ],
};

/**
 * The fonts to print text with, best first: the program's own, so that paper looks the same on every computer, then
 * what the system has for other scripts. A bold text may fall back to a regular face rather than to nothing.
 */
export function findFonts(weight: FontWeight): FontFile[] {
  const system = weight === 'bold' ? [...systemFonts.bold, ...systemFonts.regular] : systemFonts.regular;
  return [...bundledFonts(weight), ...system].filter(({ path }) => existsSync(path));
}
