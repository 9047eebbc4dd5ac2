import { common as commonEnglish } from '../ui/i18n/en/common.ts';
import { notices as noticesEnglish } from '../ui/i18n/en/notices.ts';
import { office as officeEnglish } from '../ui/i18n/en/office.ts';
import { operator as english } from '../ui/i18n/en/operator.ts';
import { common as commonChinese } from '../ui/i18n/zh-CN/common.ts';
import { notices as noticesChinese } from '../ui/i18n/zh-CN/notices.ts';
import { office as officeChinese } from '../ui/i18n/zh-CN/office.ts';
import { operator as chinese } from '../ui/i18n/zh-CN/operator.ts';

/** Every sentence of the operator's console. Where the console speaks of its main computer, this one means the cloud. */
export const messages = {
  en: {
    common: { ...commonEnglish, failed: { ...commonEnglish.failed, ...english.failed } },
    notices: noticesEnglish,
    office: officeEnglish,
    operator: english,
  },
  'zh-CN': {
    common: { ...commonChinese, failed: { ...commonChinese.failed, ...chinese.failed } },
    notices: noticesChinese,
    office: officeChinese,
    operator: chinese,
  },
};
