import { about } from './en/about.ts';
import { account } from './en/account.ts';
import { bench } from './en/bench.ts';
import { bill } from './en/bill.ts';
import { cards } from './en/cards.ts';
import { cloud } from './en/cloud.ts';
import { cloudNotices } from './en/cloudNotices.ts';
import { collect } from './en/collect.ts';
import { common } from './en/common.ts';
import { computer } from './en/computer.ts';
import { counter } from './en/counter.ts';
import { devices } from './en/devices.ts';
import { elsewhere } from './en/elsewhere.ts';
import { enrolment } from './en/enrolment.ts';
import { floor } from './en/floor.ts';
import { identity } from './en/identity.ts';
import { keyRecord } from './en/keyRecord.ts';
import { kitchen } from './en/kitchen.ts';
import { menu } from './en/menu.ts';
import { office } from './en/office.ts';
import { people } from './en/people.ts';
import { printing } from './en/printing.ts';
import { repairs } from './en/repairs.ts';
import { reports } from './en/reports.ts';
import { settings } from './en/settings.ts';
import { setup } from './en/setup.ts';
import { shifts } from './en/shifts.ts';
import { stickers } from './en/stickers.ts';
import { tables } from './en/tables.ts';
import { updates } from './en/updates.ts';

/** Every English sentence of the console, by room. The other languages are checked against it. */
export const en = {
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
