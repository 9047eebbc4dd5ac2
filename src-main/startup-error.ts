import { refusalsOf } from '#server/refusal.ts';

/** Why a landing refuses to start, in words for the person at the computer (English, then Chinese). */
const reasons = {
  data_folder_unusable: [
    'The data folder {folder} cannot be written ({cause}). Is the disk plugged in, and do you own the folder?',
    '无法写入数据文件夹 {folder}（{cause}）。请检查磁盘是否已连接、您是否有写入权限。',
  ],
  disk_missing: [
    'There is no {parent}, where the data folder {folder} should be. Is the disk plugged in? Nothing was created, so that its data is not mistaken for lost.',
    '找不到 {parent}，数据文件夹 {folder} 应位于其中。请检查磁盘是否已连接。为避免误认为数据丢失，程序未新建任何内容。',
  ],
  disk_full: [
    'The disk of the data folder {folder} is full. Make some room and start again; the data is untouched.',
    '数据文件夹 {folder} 所在磁盘已满。请清理空间后重新启动；数据未被改动。',
  ],
  data_folder_in_use: [
    'Another landing is already running on the data folder {folder}. Close it first.',
    '数据文件夹 {folder} 正被另一个程序实例使用，请先将其关闭。',
  ],
  database_newer: [
    'The database was written by a newer version of Landing Desk ({found} migrations, this program knows {known}). Please update the program; the data is untouched.',
    '数据库由更新版本的程序写入（{found} 个迁移，本程序只认识 {known} 个）。请升级程序；数据未被改动。',
  ],
  database_history: [
    'The database’s migration {tag} differs from this program’s. The data is untouched; please use the version that wrote it.',
    '数据库的迁移 {tag} 与本程序不一致。数据未被改动，请使用写入它的版本。',
  ],
  database_corrupt: [
    'The database failed its integrity check after an unclean end: {finding}. It is untouched at {file}; verified copies, if any, are in {backups}. Repair it in safe mode, or with: npm run rescue -- --data DIR recover',
    '数据库在异常退出后未通过完整性检查：{finding}。原文件保留在 {file}；已验证的备份（如有）在 {backups}。请在安全模式中修复，或运行：npm run rescue -- --data 数据文件夹 recover',
  ],
  backup_failed: [
    'Could not make a verified copy of the database before upgrading it ({cause}). The data is untouched.',
    '升级数据库前未能完成备份（{cause}）。数据未被改动。',
  ],
  port_in_use: [
    'Port {port} is taken by another program. The port is never changed by itself, because the table stickers carry it. Close the other program or start with another --port.',
    '端口 {port} 已被其他程序占用。由于桌贴上印有该端口，程序不会自动更换。请关闭占用程序，或用 --port 指定其他端口。',
  ],
  address_unusable: [
    'This computer cannot listen on {host}, port {port} ({cause}). Please give another --host or --port.',
    '本机无法监听 {host} 的端口 {port}（{cause}）。请用 --host 或 --port 另行指定。',
  ],
  demo_incomplete: [
    'The sample restaurant was loaded only half-way, because the program was ended meanwhile. Delete its data folder and start with --demo again.',
    '示例餐厅只载入了一半（程序当时被中断）。请删除其数据文件夹，再用 --demo 启动。',
  ],
  restore_unfinished: [
    'Restoring a backup was interrupted, and its record {file} cannot be read. Both databases are kept in the data folder, nothing is lost; please show this to your technician.',
    '恢复备份时被中断，且无法读取其记录 {file}。新旧数据库都保留在数据文件夹中，没有丢失，请联系技术人员。',
  ],
  cloud_join_refused: [
    'This landing could not join its enterprise: {cause} Nothing was set up; start again with a new code.',
    '无法加入企业：{cause} 未作任何设置，请用新的注册码重新启动。',
  ],
  bad_arguments: ['{problem}', '{problem}'],
} as const;

/** A landing's refusal to start. */
export class StartupError extends refusalsOf('StartupError', reasons) {}
