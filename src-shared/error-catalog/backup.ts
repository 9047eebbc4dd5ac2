import type { ErrorEntries } from './entry.ts';

/** Backups, their restoring, repair and export. */
export const backupErrors = {
  backup_foreign: {
    status: 422,
    en: 'The file {file} is not a backup of Landing Desk.',
    'zh-CN': '文件 {file} 不是 Landing Desk 的备份。',
  },
  backup_incomplete: {
    status: 422,
    en: 'The backup {file} is incomplete: its end is missing. It may have been cut off while it was copied; copy it again from where it was made, or choose another one.',
    'zh-CN': '备份 {file} 不完整，缺少文件末尾，可能在复制时中断。请从原处重新复制，或选择其他备份。',
  },
  backup_damaged: {
    status: 422,
    en: 'The backup {file} was changed or damaged after it was made, so it cannot be trusted. Choose another one.',
    'zh-CN': '备份 {file} 在生成后被改动或损坏，无法使用。请选择其他备份。',
  },
  backup_newer: {
    status: 422,
    en: 'The backup {file} was made by a newer version of Landing Desk ({version}). Update the program first.',
    'zh-CN': '备份 {file} 由更新版本的 Landing Desk（{version}）生成。请先升级程序。',
  },
  backup_history: {
    status: 422,
    en: 'The backup {file} was made by a program whose database differs from this one’s ({migration}). Use the version that made it.',
    'zh-CN': '备份 {file} 来自数据库结构不同的程序（{migration}）。请使用生成它的版本。',
  },
  backup_file_missing: {
    status: 404,
    en: 'The file {file} cannot be read ({cause}). Is its disk plugged in?',
    'zh-CN': '无法读取文件 {file}（{cause}）。请检查其所在磁盘是否已连接。',
  },
  backup_file_exists: {
    status: 409,
    en: 'There is a file {file} already. It was left as it is; give another name.',
    'zh-CN': '文件 {file} 已存在，未被改动。请换一个名称。',
  },
  backup_no_room: {
    status: 507,
    en: 'There is not enough room in {folder}: {needed} MB are needed, {free} MB are free. Nothing was changed.',
    'zh-CN': '{folder} 空间不足：需要 {needed} MB，剩余 {free} MB。未作任何更改。',
  },
  backup_not_written: {
    status: 500,
    en: 'Nothing could be written in {folder} ({cause}). Your data was not changed; choose another folder or disk.',
    'zh-CN': '无法写入 {folder}（{cause}）。您的数据未被改动，请选择其他文件夹或磁盘。',
  },
  backup_read_only: {
    status: 500,
    en: 'The folder {folder} cannot be written ({cause}): its disk is write-protected, or this program may not write there. Your data was not changed.',
    'zh-CN': '无法写入 {folder}（{cause}）：磁盘已写保护，或本程序没有写入权限。您的数据未被改动。',
  },
  backup_in_use: {
    status: 500,
    en: 'The disk of {folder} is in use by another program ({cause}). Close what uses it; your data was not changed.',
    'zh-CN': '{folder} 所在磁盘正被其他程序使用（{cause}）。请关闭该程序；您的数据未被改动。',
  },
  backup_disk_unreliable: {
    status: 500,
    en: 'What was written in {folder} could not be read back as it was ({cause}), so that copy was discarded. The disk may be failing: use another one.',
    'zh-CN': '写入 {folder} 的内容读回时不一致（{cause}），该副本已丢弃。磁盘可能有故障，请更换磁盘。',
  },
  backup_disk_missing: {
    status: 409,
    en: 'The disk of {folder} is not there. Plug it in; nothing was created in its place.',
    'zh-CN': '找不到 {folder} 所在磁盘，请接上磁盘。程序未在原位置新建任何内容。',
  },
  backup_folder_not_whole: {
    status: 422,
    en: '“{folder}” is not the whole path of a folder. Give it from its beginning, such as {example}.',
    'zh-CN': '“{folder}”不是完整的文件夹路径，请从根目录开始填写，例如 {example}。',
  },
  backup_folder_in_data: {
    status: 422,
    en: 'The folder {folder} is within the data folder itself. Whatever happens to the data would happen to the copies too; choose another one.',
    'zh-CN': '文件夹 {folder} 位于数据文件夹内，数据出问题时副本也会受影响。请另选文件夹。',
  },
  backup_no_schedule: {
    status: 409,
    en: 'No folder for scheduled backups has been chosen yet.',
    'zh-CN': '尚未选择自动备份的文件夹。',
  },
  backup_cancelled: {
    status: 409,
    en: 'The backup was stopped before it was finished.',
    'zh-CN': '备份在完成前被停止。',
  },
  passphrase_too_short: {
    status: 422,
    en: 'A passphrase for backups needs at least {min} characters; several words are best.',
    'zh-CN': '备份口令至少需要 {min} 个字符，最好由几个词组成。',
  },
  backup_passphrase_needed: {
    status: 409,
    en: 'The backup {file} is encrypted. Its passphrase is needed to open it.',
    'zh-CN': '备份 {file} 已加密，需要口令才能打开。',
  },
  backup_passphrase_wrong: {
    status: 422,
    en: 'That is not the passphrase of the backup {file}. It is the one that was set when this backup was made; capitals and spaces count.',
    'zh-CN': '口令与备份 {file} 不符。请输入生成该备份时设置的口令，注意大小写和空格。',
  },
  backup_passphrase_away: {
    status: 409,
    en: 'Backups are to be encrypted, but the key for that cannot be reached on this computer now, so none is made. Unlock the computer’s key store, or set the passphrase again.',
    'zh-CN': '备份应加密，但目前无法取得本机上的密钥，因此未生成备份。请解锁本机密钥库，或重新设置口令。',
  },
  backup_of_damaged: {
    status: 409,
    en: 'The database is damaged ({cause}), so a whole backup of it cannot be made. It was not changed. Export the data instead: that saves everything that can still be read.',
    'zh-CN': '数据库已损坏（{cause}），无法生成完整备份。原文件未被改动。请改用“导出数据”，可保存所有仍能读取的内容。',
  },
  backup_running: {
    status: 409,
    en: 'A backup is being made already.',
    'zh-CN': '正在生成备份，请稍候。',
  },
  backup_passphrase_not_kept: {
    status: 409,
    en: 'This computer’s key store does not give out the key of its secrets now, so the passphrase could not be kept. Unlock it and try again.',
    'zh-CN': '本机密钥库目前无法提供密钥，口令未能保存。请解锁密钥库后重试。',
  },
  database_missing: {
    status: 404,
    en: 'There is no database in {folder} yet.',
    'zh-CN': '{folder} 中还没有数据库。',
  },
  export_not_empty: {
    status: 409,
    en: 'The folder {folder} is not empty. Choose an empty one, so that nothing in it is overwritten.',
    'zh-CN': '文件夹 {folder} 不是空的。为避免覆盖内容，请选择空文件夹。',
  },
  recover_not_needed: {
    status: 409,
    en: 'The database is sound; there is nothing to repair. It was not changed.',
    'zh-CN': '数据库完好，无需修复，未作任何更改。',
  },
  recover_no_copy: {
    status: 404,
    en: 'No good copy of this shop was found in {folder} or where its schedule puts copies ({skipped} were damaged). Nothing was changed. If there is a backup elsewhere, restore it; otherwise export the data, which saves what can still be read.',
    'zh-CN':
      '在 {folder} 及自动备份文件夹中均未找到本店可用的副本（{skipped} 个已损坏）。未作任何更改。如其他位置有备份，请恢复该备份；否则请导出数据，以抢救仍可读取的内容。',
  },
  restore_nothing_to_undo: {
    status: 409,
    en: 'There is no restored backup that could be taken back.',
    'zh-CN': '没有可以撤销的恢复操作。',
  },
} as const satisfies ErrorEntries;
