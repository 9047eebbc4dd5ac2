import { refusalsOf } from './refusal.ts';

/** Why a server program refuses to start or a command refuses to run, in words for its operator (English, then Chinese). */
const reasons = {
  data_folder_unusable: [
    'The data folder {folder} cannot be written ({cause}). Does the disk exist, and do you own the folder?',
    '无法写入数据文件夹 {folder}（{cause}）。请检查磁盘是否存在、您是否有写入权限。',
  ],
  disk_full: [
    'The disk of the data folder {folder} is full. Make some room and start again; the data is untouched.',
    '数据文件夹 {folder} 所在磁盘已满。请清理空间后重新启动；数据未被改动。',
  ],
  data_folder_in_use: [
    'Another process uses the data folder {folder}. The embedded database belongs to one process: close the other one, or move to PostgreSQL to run several.',
    '数据文件夹 {folder} 正被另一个进程使用。内置数据库只能由一个进程使用：请关闭另一个进程，或迁移到 PostgreSQL 后再运行多个进程。',
  ],
  data_folder_moved: [
    'The data of {folder} was moved to {to} on {at}. Set DATABASE_URL to go on there. To use this old copy all the same, delete the file {mark}.',
    '{folder} 的数据已于 {at} 迁移到 {to}。请设置 DATABASE_URL 继续使用新数据库。如仍要使用这份旧数据，请删除文件 {mark}。',
  ],
  data_folder_empty: ['There is no database in {folder}.', '{folder} 中没有数据库。'],
  database_url_wrong: [
    'The connection string is not one of PostgreSQL: it begins with postgresql://, then user, password, host and database.',
    '连接字符串不是 PostgreSQL 的格式：应以 postgresql:// 开头，随后是用户、密码、主机和数据库。',
  ],
  database_unreachable: [
    'PostgreSQL at {address} could not be reached for {seconds} s ({cause}). Is it running, and does the network let this computer in?',
    '在 {seconds} 秒内无法连接 {address} 的 PostgreSQL（{cause}）。请检查它是否在运行、网络是否放行。',
  ],
  database_login_refused: [
    'PostgreSQL at {address} refused the login ({cause}). Please check user and password in DATABASE_URL.',
    '{address} 的 PostgreSQL 拒绝登录（{cause}）。请检查 DATABASE_URL 中的用户和密码。',
  ],
  database_missing: [
    'PostgreSQL at {address} has no such database ({cause}). Create it, or correct DATABASE_URL.',
    '{address} 的 PostgreSQL 中没有该数据库（{cause}）。请创建数据库，或更正 DATABASE_URL。',
  ],
  database_rights: [
    'The login at {address} lacks a right that migrations need ({cause}). docs/operations/cloud.md has the statements that prepare a database.',
    '{address} 的登录用户缺少迁移所需的权限（{cause}）。准备数据库的语句见 docs/operations/cloud.md。',
  ],
  database_too_old: [
    'PostgreSQL at {address} is version {found}; version {needed} or newer is needed.',
    '{address} 的 PostgreSQL 版本为 {found}，需要 {needed} 或更高版本。',
  ],
  database_newer: [
    'The database was written by a newer version of this program ({found} migrations, this program knows {known}). Please update the program; the data is untouched.',
    '数据库由本程序的更新版本写入（{found} 个迁移，本程序只认识 {known} 个）。请升级程序；数据未被改动。',
  ],
  database_history: [
    'The database’s migration {tag} differs from this program’s. The data is untouched; please use the version that wrote it.',
    '数据库的迁移 {tag} 与本程序不一致。数据未被改动，请使用写入它的版本。',
  ],
  database_busy: [
    'The database could not be migrated, because others hold its tables ({cause}). Nothing was changed; please start again.',
    '数据表正被占用，数据库未能完成迁移（{cause}）。没有任何改动，请重新启动。',
  ],
  demo_refused: [
    'Others work on this database already, and the password of the demo’s operator is known to everybody. Give the demo a --data folder of its own.',
    '此数据库已有其他运营人员在使用，而演示账号的密码是公开的。请用 --data 为演示指定单独的文件夹。',
  ],
  port_in_use: [
    'Port {port} is taken by another program. Close it or start with another {option}.',
    '端口 {port} 已被其他程序占用。请关闭占用程序，或用 {option} 指定其他端口。',
  ],
  address_unusable: [
    'This computer cannot listen on {host}, port {port} ({cause}). Please give another address or port.',
    '本机无法监听 {host} 的端口 {port}（{cause}）。请另行指定地址或端口。',
  ],
  move_target_not_empty: [
    'The target {to} is not empty: table {table} has rows. Nothing was moved; give an empty database.',
    '目标 {to} 不是空数据库：表 {table} 中已有数据。未迁移任何内容，请使用空数据库。',
  ],
  move_differs: [
    'Table {table} arrived differently: {source} here, {target} there. Nothing was moved; please report this.',
    '表 {table} 迁移后不一致：源 {source}，目标 {target}。未迁移任何内容，请报告此问题。',
  ],
  credentials_unusable: [
    'The certificates in {folder} cannot be used ({cause}). It needs {profile}.pem, {profile}.key, root.pem and trust.pem, as "npm run ca -- issue --profile {profile} --out {folder}" writes them.',
    '无法使用 {folder} 中的证书（{cause}）。该文件夹需要 {profile}.pem、{profile}.key、root.pem 和 trust.pem，可用 "npm run ca -- issue --profile {profile} --out {folder}" 生成。',
  ],
  settings_file_unusable: ['The file {file} cannot be used: {cause}', '无法使用文件 {file}：{cause}'],
  issuer_unusable: [
    'The issuing authority of the benches in {folder} cannot be used. {cause}',
    '无法使用 {folder} 中的工位签发机构。{cause}',
  ],
  not_running: [
    'There is no running program on {folder} ({cause}). Start it first.',
    '{folder} 上没有正在运行的程序（{cause}）。请先启动它。',
  ],
  bad_arguments: ['{problem}', '{problem}'],
} as const;

/** A refusal of a server program that its operator can act on. */
export class StartupError extends refusalsOf('StartupError', reasons) {}

/** Exit code of a program that cannot start here until somebody changes something; a service manager leaves it then. */
export const refusedExitCode = 2;
