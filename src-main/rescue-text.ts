import { recoveryWords } from '#shared/desktop/recovery-words.ts';
import type { FoundBackup, RescueAnswer } from '#shared/desktop/rescue.ts';

const kinds: Record<FoundBackup['kind'], string> = {
  backup: 'backup',
  copy: 'copy made before an upgrade 升级前副本',
  replaced: 'put aside by a restore 恢复时替换下来的数据',
};

function describeBackup({ file, kind, madeAt, size, enterprise, app, encrypted }: FoundBackup): string {
  const megabytes = (size / 1_000_000).toFixed(1);
  const facts = [kinds[kind], ...(app ? [app] : []), ...(encrypted ? ['encrypted 已加密'] : [])].join(', ');
  return `${new Date(madeAt).toISOString()}  ${megabytes.padStart(7)} MB  ${enterprise ?? '—'}  ${facts}\n  ${file}`;
}

const kept = (replaced: string | null) =>
  replaced ? `\nThe database that was there is kept in ${replaced}\n原数据库保留在 ${replaced}` : '';

/** What the rescue program says in a terminal, English and Chinese. */
export function describeAnswer(answer: RescueAnswer): string {
  switch (answer.task) {
    case 'list':
      if (answer.backups.length === 0) return 'No backups were found. 未找到备份。';
      return answer.backups.map(describeBackup).join('\n');
    case 'check':
      return answer.sound ? `Sound 完好: ${answer.file}` : `Damaged 已损坏: ${answer.file}\n${answer.finding}`;
    case 'describe':
      return describeBackup(answer.backup);
    case 'backup': {
      const open = 'NOT encrypted: the key could not be reached. Keep it safe. 未加密：无法取得密钥，请妥善保管。';
      const made = `Backup made 备份已生成: ${answer.file} (${(answer.size / 1_000_000).toFixed(1)} MB)`;
      return answer.meant && !answer.encrypted ? `${made}\n${open}` : made;
    }
    case 'export': {
      const { folder, tables, rows, damaged, unreadable } = answer.report;
      if (unreadable)
        return `The database cannot be read; its raw files are in ${folder}\n数据库无法读取，原始文件已复制到 ${folder}`;
      const gaps = damaged.map(({ table, lost }) => `${table} (${lost})`).join(', ');
      const incomplete = gaps ? `\nNot complete 不完整: ${gaps}` : '';
      return `Exported 已导出: ${tables} tables, ${rows} rows → ${folder}${incomplete}`;
    }
    case 'restore':
      return `Restored 已恢复: ${describeBackup(answer.backup)}${kept(answer.replaced)}`;
    case 'recover': {
      const { backup, quarantine } = answer.recovery;
      const words = (['en', 'zh-CN'] as const).map((language) => {
        const { came, missing } = recoveryWords(answer.recovery, language);
        return [...came, ...missing].join('\n');
      });
      return `Recovered 已修复: ${describeBackup(backup)}\n${words.join('\n')}\n→ ${quarantine}`;
    }
    case 'undo-restore':
      return `The restore was taken back. 已撤销恢复。${kept(answer.replaced)}`;
  }
}
