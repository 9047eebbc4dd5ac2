import { common as commonEnglish } from '../ui/i18n/en/common.ts';
import { mtms as english } from '../ui/i18n/en/mtms.ts';
import { office as officeEnglish } from '../ui/i18n/en/office.ts';
import { common as commonChinese } from '../ui/i18n/zh-CN/common.ts';
import { mtms as chinese } from '../ui/i18n/zh-CN/mtms.ts';
import { office as officeChinese } from '../ui/i18n/zh-CN/office.ts';

/** Every sentence of the operator's page. Where the console speaks of its main computer, this one means the MTMS. */
export const messages = {
  en: {
    common: { ...commonEnglish, failed: { ...commonEnglish.failed, ...english.failed } },
    office: officeEnglish,
    mtms: english,
  },
  'zh-CN': {
    common: { ...commonChinese, failed: { ...commonChinese.failed, ...chinese.failed } },
    office: officeChinese,
    mtms: chinese,
  },
};
