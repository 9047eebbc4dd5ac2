import type { Language } from '../languages.ts';

/** What the desktop says in safe mode, in each language. */
export const rescueSentences = {
  safeModeTitle: { en: 'Safe mode', 'zh-CN': '安全模式' },
  safeModeText: {
    en: 'Ordering is stopped on purpose; phones cannot order now. Your data is on this computer and nothing happens to it by itself.',
    'zh-CN': '点餐服务已按您的要求停止，顾客手机暂时无法点餐。您的数据在本机上，不会被自动改动。',
  },
  startOrdering: { en: 'Start ordering', 'zh-CN': '启动点餐服务' },
  rescueTitle: { en: 'If that does not help', 'zh-CN': '如果仍然无法解决' },
  rescueTitleSafe: { en: 'What you can do here', 'zh-CN': '您可以在这里' },
  rescueText: {
    en: 'None of these deletes anything. Make a backup first if you are not sure.',
    'zh-CN': '以下操作都不会删除任何内容。不确定时，请先备份。',
  },
  doBackup: { en: 'Make a backup…', 'zh-CN': '备份…' },
  doBackupHint: { en: 'All data in one file', 'zh-CN': '全部数据保存为一个文件' },
  doRestore: { en: 'Restore a backup…', 'zh-CN': '恢复备份…' },
  doRestoreHint: { en: 'Go back to how it was; can be undone', 'zh-CN': '恢复到之前的状态，可撤销' },
  doExport: { en: 'Export the data…', 'zh-CN': '导出数据…' },
  doExportHint: {
    en: 'As tables for any spreadsheet; saves what it can of a damaged database',
    'zh-CN': '导出为电子表格；数据库损坏时尽量抢救',
  },
  doRecover: { en: 'Repair a damaged database…', 'zh-CN': '修复损坏的数据库…' },
  doRecoverHint: {
    en: 'Newest good copy, and what can still be read since',
    'zh-CN': '换上最新的完好副本，并抢救此后的内容',
  },
  doUndo: { en: 'Undo the last restore', 'zh-CN': '撤销上次恢复' },
  doUndoHint: { en: 'Brings back what was there before it', 'zh-CN': '恢复到上次恢复之前的数据' },
  doLogs: { en: 'Show the log files', 'zh-CN': '查看日志文件' },
  doLogsHint: { en: 'For your technician', 'zh-CN': '供技术人员使用' },

  chooseTitle: { en: 'Which backup?', 'zh-CN': '恢复哪个备份？' },
  chooseText: {
    en: 'The newest comes first. It is checked completely before anything changes, and what is there now is kept.',
    'zh-CN': '按时间从新到旧排列。恢复前会完整校验，当前数据会保留。',
  },
  chooseNone: {
    en: 'No backups were found on this computer. If you have one on another disk, choose its file.',
    'zh-CN': '本机上未找到备份。如果备份在其他磁盘上，请选择文件。',
  },
  chooseFile: { en: 'Choose a file…', 'zh-CN': '选择文件…' },
  kindBackup: { en: 'Backup', 'zh-CN': '备份' },
  kindCopy: { en: 'Copy made before an upgrade', 'zh-CN': '升级前的副本' },
  kindReplaced: { en: 'Put aside by a restore', 'zh-CN': '恢复时保留的原数据' },
  noEnterprise: { en: 'not set up yet', 'zh-CN': '尚未设置' },
  back: { en: 'Back', 'zh-CN': '返回' },

  workingList: { en: 'Looking for backups…', 'zh-CN': '正在查找备份…' },
  workingBackup: { en: 'Making the backup…', 'zh-CN': '正在备份…' },
  workingExport: { en: 'Exporting the data…', 'zh-CN': '正在导出数据…' },
  workingRestore: { en: 'Restoring the backup…', 'zh-CN': '正在恢复备份…' },
  workingRecover: { en: 'Repairing the database…', 'zh-CN': '正在修复数据库…' },
  workingUndo: { en: 'Bringing back what was there before…', 'zh-CN': '正在撤销恢复…' },
  workingText: {
    en: 'Please leave the computer on. If it goes out all the same, nothing is lost.',
    'zh-CN': '请勿关闭电脑。即使意外断电，数据也不会丢失。',
  },
  stepCopying: { en: 'Copying the database', 'zh-CN': '正在复制数据库' },
  stepChecking: { en: 'Checking that every byte is right', 'zh-CN': '正在逐字节校验' },
  stepPacking: { en: 'Packing', 'zh-CN': '正在打包' },
  stepUnpacking: { en: 'Unpacking', 'zh-CN': '正在解包' },
  stepMoving: { en: 'Putting it in place', 'zh-CN': '正在放置到位' },
  stepSalvaging: { en: 'Saving what can still be read', 'zh-CN': '正在抢救仍可读取的内容' },
  stepExporting: { en: 'Writing the tables', 'zh-CN': '正在写入表格' },
  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  cancelling: { en: 'Stopping…', 'zh-CN': '正在停止…' },

  doneBackupTitle: { en: 'The backup is made', 'zh-CN': '备份已完成' },
  doneBackupText: {
    en: '{file} ({size}) was checked and is whole. Keep it on another disk or computer: a backup on this one is lost with it.',
    'zh-CN': '{file}（{size}）已通过校验。请存放到其他磁盘或电脑上，以免与本机一同丢失。',
  },
  doneBackupOpen: {
    en: 'This backup is not encrypted, because the key could not be reached. Whoever finds it can read it: keep it safe.',
    'zh-CN': '由于无法取得密钥，此备份未加密，任何人拿到后都能读取，请妥善保管。',
  },
  doneExportTitle: { en: 'The data is exported', 'zh-CN': '数据已导出' },
  doneExportText: {
    en: '{rows} rows in {tables} tables. A file README.txt in the folder says what is what.',
    'zh-CN': '共 {tables} 张表、{rows} 行。文件夹中的 README.txt 有详细说明。',
  },
  doneExportGaps: {
    en: 'The database is damaged. Everything that could still be read was saved; these tables are not complete: {tables}.',
    'zh-CN': '数据库已损坏。仍可读取的内容均已保存；以下表格不完整：{tables}。',
  },
  doneExportRaw: {
    en: 'The database is damaged so badly that its tables could not be read. Its files were copied as they are, for your technician.',
    'zh-CN': '数据库严重损坏，无法读取表格。原始文件已原样复制，供技术人员使用。',
  },
  doneRestoreTitle: { en: 'The backup is restored', 'zh-CN': '备份已恢复' },
  doneRestoreText: {
    en: 'The shop {enterprise} is as it was on {date}. Everybody has to sign in again. What was there before is kept on this computer; you can bring it back here.',
    'zh-CN': '店铺“{enterprise}”已恢复到 {date} 的状态。所有人需要重新登录。原来的数据仍保留在本机，可在此撤销恢复。',
  },
  doneRecoverTitle: { en: 'The shop is back', 'zh-CN': '店铺数据已修复' },
  recoveredCopy: {
    en: 'The damaged database was put aside, and the good copy from {date} took its place.',
    'zh-CN': '已将损坏的数据库移到一旁，并换上 {date} 的完好副本。',
  },
  recoveredFacts: {
    en: '{count} later entries of orders, payments and shifts were saved from the damaged one; the last is from {date}.',
    'zh-CN': '从损坏的数据库中救回了此后的 {count} 条订单、付款和交班记录，最后一条的时间为 {date}。',
  },
  recoveredNothingNewer: {
    en: 'The damaged one held no later orders or payments that could be read.',
    'zh-CN': '损坏的数据库中没有可读取的更新的订单或付款。',
  },
  recoveredLost: {
    en: '{count} entries did not come back: they cannot be read, or belong to something that cannot. Compare the open tables and the till.',
    'zh-CN': '有 {count} 条记录未能救回：无法读取，或与无法读取的内容相关。请核对开台情况和钱箱。',
  },
  recoveredUnreadable: {
    en: 'The damaged one could not be opened at all, so nothing that happened after {date} came back.',
    'zh-CN': '损坏的数据库完全无法打开，因此 {date} 之后的内容未能救回。',
  },
  recoveredSkipped: {
    en: '{count} newer copies were damaged too and were passed over.',
    'zh-CN': '另有 {count} 个较新的副本也已损坏，未被采用。',
  },
  recoveredRecords: {
    en: 'Changes made since {date} to the menu, tables, people, devices and settings are not in it; look through them. Nothing is printed again by itself. Everybody has to sign in again.',
    'zh-CN':
      '{date} 之后对菜单、餐桌、员工、设备和设置的更改不在其中，请逐一检查。不会自动重新打印。所有人需要重新登录。',
  },
  recoveredRecordsCloud: {
    en: 'Changes made since {date} to the menu, tables, people and settings come back from the cloud by themselves as soon as it is reached. Paired devices do not; look through them. Nothing is printed again by itself. Everybody has to sign in again.',
    'zh-CN':
      '{date} 之后对菜单、餐桌、员工和设置的更改，会在连上云端后自动取回。已配对的设备不在其中，请逐一检查。不会自动重新打印。所有人需要重新登录。',
  },
  recoveredChanges: {
    en: '{count} changes that had not reached the cloud yet were saved and will be sent.',
    'zh-CN': '救回了 {count} 项尚未送达云端的更改，将自动发送。',
  },
  recoveredChangesKept: {
    en: '{count} changes could be read but not put back. They wait on the page Cloud, where each can be sent again.',
    'zh-CN': '有 {count} 项更改可以读取但无法放回，保留在“云端”页面，可在那里逐项重新发送。',
  },
  recoveredChangesLost: {
    en: '{count} changes that had not reached the cloud yet cannot be read.',
    'zh-CN': '有 {count} 项尚未送达云端的更改无法读取。',
  },
  recoveredKept: {
    en: 'The damaged database is kept as it was, for your technician.',
    'zh-CN': '损坏的数据库已原样保留，供技术人员使用。',
  },
  doneUndoTitle: { en: 'The restore was taken back', 'zh-CN': '恢复已撤销' },
  doneUndoText: {
    en: 'Your data is as it was before the restore. The restored data is kept too.',
    'zh-CN': '数据已回到恢复之前的状态。恢复的数据也已保留。',
  },
  failedTitle: { en: 'That did not work', 'zh-CN': '操作未成功' },
  failedSafe: { en: 'Your data was not changed.', 'zh-CN': '您的数据未被改动。' },
  failedUnforeseen: {
    en: 'The rescue program ended unexpectedly. Your data was not lost: look again, or show the log files to your technician.',
    'zh-CN': '救援程序意外结束。您的数据没有丢失，请重试，或将日志文件提供给技术人员。',
  },
  showInFolder: { en: 'Show in its folder', 'zh-CN': '在文件夹中显示' },

  askRestore: {
    en: 'Restore the backup of {enterprise} from {date}?',
    'zh-CN': '恢复“{enterprise}”在 {date} 的备份？',
  },
  askRestoreDetail: {
    en: 'The shop goes back to how it was then; orders and changes made since are not in it. What is there now is kept and can be brought back. Everybody has to sign in again.',
    'zh-CN': '店铺将回到当时的状态，此后的订单和更改不在其中。当前数据会保留，可以撤销恢复。所有人需要重新登录。',
  },
  askRestoreStops: {
    en: 'Ordering stops until you start it again.',
    'zh-CN': '在您重新启动之前，点餐服务会停止。',
  },
  askRestoreYes: { en: 'Restore', 'zh-CN': '恢复' },
  askRecover: { en: 'Repair the damaged database?', 'zh-CN': '修复损坏的数据库？' },
  askRecoverDetail: {
    en: 'The newest good copy takes its place, with the orders and payments that can still be read since. The damaged database is put aside, not deleted. A sound database is left alone.',
    'zh-CN':
      '将换上最新的完好副本，并补回此后仍可读取的订单和付款。损坏的数据库会移到一旁，不会删除。如果数据库完好，则不作更改。',
  },
  askRecoverYes: { en: 'Repair', 'zh-CN': '修复' },
  passphraseTitle: { en: 'This backup is encrypted', 'zh-CN': '此备份已加密' },
  passphraseText: {
    en: 'Type the passphrase that was set when it was made. It may be on the recovery sheet.',
    'zh-CN': '请输入生成该备份时设置的口令，可能写在恢复单上。',
  },
  passphraseLabel: { en: 'Passphrase', 'zh-CN': '口令' },
  passphraseShow: { en: 'Show what is typed', 'zh-CN': '显示输入内容' },
  passphraseOpen: { en: 'Open', 'zh-CN': '打开' },
  encrypted: { en: 'Encrypted', 'zh-CN': '已加密' },
  askUndo: { en: 'Undo the last restore?', 'zh-CN': '撤销上次恢复？' },
  askUndoDetail: {
    en: 'The data from before the restore comes back. Orders made since then are not in it; they are kept aside.',
    'zh-CN': '将恢复到之前的数据。此后的订单不在其中，但会另行保留。',
  },
  askUndoYes: { en: 'Undo', 'zh-CN': '撤销恢复' },
  askSafeMode: { en: 'Stop ordering and open safe mode?', 'zh-CN': '停止点餐服务并进入安全模式？' },
  askSafeModeDetail: {
    en: 'Phones cannot order until you start it again. In safe mode you can restore or export your data.',
    'zh-CN': '在您重新启动之前，顾客手机无法点餐。在安全模式下可以恢复或导出数据。',
  },
  askSafeModeYes: { en: 'Open safe mode', 'zh-CN': '进入安全模式' },
  menuSafeMode: { en: 'Start in Safe Mode…', 'zh-CN': '以安全模式启动…' },
  chooseCopyFolder: { en: 'Folder for backups', 'zh-CN': '备份文件夹' },
  backupFiles: { en: 'Backups', 'zh-CN': '备份文件' },
} as const satisfies Record<string, Record<Language, string>>;
