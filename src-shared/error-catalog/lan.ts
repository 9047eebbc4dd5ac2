import type { ErrorEntries } from './entry.ts';

/** Staff devices beside the main computer. */
export const lanErrors = {
  staff_face_local_only: {
    status: 403,
    en: 'The staff console opens on the main computer only.',
    'zh-CN': '员工控制台只能在主机上打开。',
  },
  device_not_paired: {
    status: 403,
    en: 'This device is not paired with the main computer. Pair it there, under Devices.',
    'zh-CN': '此设备尚未与主机配对，请在主机的“设备”页面中配对。',
  },
  pairing_code_wrong: {
    status: 404,
    en: 'This pairing code does not work (any more). Ask for a new one on the main computer.',
    'zh-CN': '配对码无效或已失效，请在主机上重新生成。',
  },
  lan_access_off: {
    status: 409,
    en: 'Switch on access for staff devices first.',
    'zh-CN': '请先开启员工设备访问。',
  },
  main_computer_only: {
    status: 403,
    en: 'This can be done on the main computer only.',
    'zh-CN': '此操作只能在主机上进行。',
  },
} as const satisfies ErrorEntries;
