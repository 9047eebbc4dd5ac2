import type { ExportReport } from '#shared/desktop/rescue.ts';

/** What stands in an exported folder about itself, in both languages. */
export function readmeOf(report: ExportReport, made: { app: string; now: number }): string {
  const at = new Date(made.now).toISOString();
  const gaps = report.damaged.map(({ table, rows, lost }) => ({ table, rows, lost }));
  const english = [
    `Data of a shop, exported by Landing Desk ${made.app} at ${at} (UTC).`,
    '',
    report.unreadable
      ? 'The database could not be read at all. Only its raw files were saved, in "technician".'
      : `tables/      ${report.tables} tables with ${report.rows} rows as CSV: open them with any spreadsheet.`,
    'files/       Pictures and other files; the tables name them.',
    'technician/  The database as it is (SQLite 3), for a technician. It also holds passwords and PINs in',
    '             scrambled form: give it only to somebody you trust with the whole shop.',
    '',
    'Times are UTC. Amounts of money are in the smallest unit of the currency (cents, fen).',
    'Passwords, PINs and keys are not in the tables. A cell that begins with an apostrophe was marked as text.',
    ...(gaps.length > 0 ? ['', 'The database is damaged. These tables are not complete:'] : []),
    ...gaps.map(({ table, rows, lost }) => `  ${table}: ${rows} rows saved, ${lost} gap(s)`),
  ];
  const chinese = [
    `店铺数据，由 Landing Desk ${made.app} 于 ${at}（UTC）导出。`,
    '',
    report.unreadable
      ? '数据库完全无法读取，仅在 technician 文件夹中保存了原始文件。'
      : `tables/      共 ${report.tables} 张表、${report.rows} 行，CSV 格式，可用任意电子表格软件打开。`,
    'files/       图片等文件，表格中有其文件名。',
    'technician/  数据库原始文件（SQLite 3），供技术人员使用。其中含有加密处理过的密码和 PIN 码，',
    '             请只交给完全信任的人。',
    '',
    '时间均为 UTC；金额以货币最小单位（分）表示。',
    '表格中不含密码、PIN 码和密钥。以单引号开头的单元格表示已标记为文本。',
    ...(gaps.length > 0 ? ['', '数据库已损坏，以下表格不完整：'] : []),
    ...gaps.map(({ table, rows, lost }) => `  ${table}：保存了 ${rows} 行，有 ${lost} 处缺失`),
  ];
  return `\uFEFF${[...english, '', '—'.repeat(40), '', ...chinese, ''].join('\r\n')}`;
}
