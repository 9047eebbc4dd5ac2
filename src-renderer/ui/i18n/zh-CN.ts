import { about } from './zh-CN/about.ts';
import { account } from './zh-CN/account.ts';
import { bench } from './zh-CN/bench.ts';
import { bill } from './zh-CN/bill.ts';
import { cards } from './zh-CN/cards.ts';
import { cloud } from './zh-CN/cloud.ts';
import { cloudNotices } from './zh-CN/cloudNotices.ts';
import { collect } from './zh-CN/collect.ts';
import { common } from './zh-CN/common.ts';
import { computer } from './zh-CN/computer.ts';
import { counter } from './zh-CN/counter.ts';
import { devices } from './zh-CN/devices.ts';
import { elsewhere } from './zh-CN/elsewhere.ts';
import { enrolment } from './zh-CN/enrolment.ts';
import { floor } from './zh-CN/floor.ts';
import { identity } from './zh-CN/identity.ts';
import { keyRecord } from './zh-CN/keyRecord.ts';
import { kitchen } from './zh-CN/kitchen.ts';
import { menu } from './zh-CN/menu.ts';
import { office } from './zh-CN/office.ts';
import { people } from './zh-CN/people.ts';
import { printing } from './zh-CN/printing.ts';
import { repairs } from './zh-CN/repairs.ts';
import { reports } from './zh-CN/reports.ts';
import { settings } from './zh-CN/settings.ts';
import { setup } from './zh-CN/setup.ts';
import { shifts } from './zh-CN/shifts.ts';
import { stickers } from './zh-CN/stickers.ts';
import { tables } from './zh-CN/tables.ts';
import { updates } from './zh-CN/updates.ts';

/** Every Chinese sentence of the console, by room. */
export const zhCN = {
  about,
  account,
  bench,
  bill,
  cards,
  cloud,
  cloudNotices,
  collect,
  common,
  computer,
  counter,
  devices,
  elsewhere,
  enrolment,
  floor,
  identity,
  keyRecord,
  kitchen,
  menu,
  office,
  people,
  printing,
  repairs,
  reports,
  settings,
  setup,
  shifts,
  stickers,
  tables,
  updates,
} as const;
