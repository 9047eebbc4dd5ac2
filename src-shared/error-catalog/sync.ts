import type { ErrorEntries } from './entry.ts';

/** Cloud: devices and sync. */
export const syncErrors = {
  enrolment_code_wrong: {
    status: 404,
    en: 'This enrolment code does not work (any more). Ask an administrator for a new one.',
    'zh-CN': '此注册码无效或已过期，请向管理员索取新的注册码。',
  },
  cloud_unavailable: {
    status: 503,
    en: 'The cloud cannot answer right now. Nothing was lost; it is tried again by itself.',
    'zh-CN': '云端暂时无法响应。没有丢失任何内容，稍后会自动重试。',
  },
  device_credential_wrong: {
    status: 401,
    en: 'The cloud does not know this computer. Connect it again with an enrolment code.',
    'zh-CN': '云端不认识这台电脑，请用注册码重新连接。',
  },
  device_revoked: {
    status: 403,
    en: 'An administrator took away this computer’s access to the cloud.',
    'zh-CN': '管理员已撤销这台电脑的云端访问权限。',
  },
  enterprise_suspended: {
    status: 403,
    en: 'The cloud has suspended this enterprise. Please contact the operator.',
    'zh-CN': '云端已暂停该企业的服务，请联系平台运营方。',
  },
  subsystem_off: {
    status: 403,
    en: 'This part of the product is switched off for your enterprise.',
    'zh-CN': '您的企业未开通此功能。',
  },
  not_home: {
    status: 409,
    en: 'This was begun on another computer of the house. Only that one can go on with it.',
    'zh-CN': '此记录由店内另一台电脑创建，只能在那台电脑上继续操作。',
  },
  sync_protocol_unknown: {
    status: 426,
    en: 'This program is too old or too new for the cloud. Please update.',
    'zh-CN': '程序版本与云端不匹配，请更新。',
  },
  blob_offset_wrong: {
    status: 409,
    en: 'The cloud has {received} bytes of this file. Go on from there.',
    'zh-CN': '云端已有此文件的 {received} 字节，请从该处继续。',
  },
  blob_hash_wrong: {
    status: 422,
    en: 'The file arrived damaged and was not kept. It will be sent again.',
    'zh-CN': '文件传输中损坏，未予保存，将重新发送。',
  },
  blob_storage_full: {
    status: 413,
    en: 'The space for files of this enterprise is used up.',
    'zh-CN': '该企业的文件空间已用完。',
  },
  sync_busy: {
    status: 503,
    en: 'The cloud is busy. It will be asked again in {seconds} seconds.',
    'zh-CN': '云端繁忙，将在 {seconds} 秒后重试。',
  },
  sync_cursor_gone: {
    status: 410,
    en: 'The cloud no longer has what this computer asked for; it takes everything anew.',
    'zh-CN': '云端已没有本机所需的增量数据，将重新获取全部数据。',
  },
  sync_sequence_gap: {
    status: 409,
    en: 'The cloud expects number {expected} next.',
    'zh-CN': '云端期待的下一个序号是 {expected}。',
  },
  sync_device_forked: {
    status: 409,
    en: 'Another copy of this computer’s data is already connected; this one goes on as a new device.',
    'zh-CN': '本机数据的另一份副本已连接云端，本机将作为新设备继续。',
  },
  sync_invalid: { status: 422, en: 'The cloud could not read this change.', 'zh-CN': '云端无法识别这项更改。' },
  sync_forbidden: {
    status: 403,
    en: 'This computer or person may not make this change.',
    'zh-CN': '本机或该用户无权进行此更改。',
  },
  sync_unknown_entity: {
    status: 422,
    en: 'The cloud does not know this kind of data yet.',
    'zh-CN': '云端尚不支持这类数据。',
  },
  sync_row_missing: {
    status: 404,
    en: 'The cloud does not have the record that was changed.',
    'zh-CN': '云端没有被更改的这条记录。',
  },
  sync_not_home: {
    status: 409,
    en: 'Only the computer this began on can change it.',
    'zh-CN': '只有创建它的电脑才能更改。',
  },
  sync_stream_taken: {
    status: 409,
    en: 'Another copy of this computer’s data went on differently here. What was done is kept under Conflicts.',
    'zh-CN': '本机数据的另一份副本在此处有不同的后续操作，相关内容已保留在“冲突”中。',
  },
} as const satisfies ErrorEntries;
