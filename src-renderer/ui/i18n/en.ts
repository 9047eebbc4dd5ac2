import { about } from './en/about.ts';
import { account } from './en/account.ts';
import { bench } from './en/bench.ts';
import { bill } from './en/bill.ts';
import { cards } from './en/cards.ts';
import { cloud } from './en/cloud.ts';
import { common } from './en/common.ts';
import { computer } from './en/computer.ts';
import { counter } from './en/counter.ts';
import { devices } from './en/devices.ts';
import { floor } from './en/floor.ts';
import { identity } from './en/identity.ts';
import { kitchen } from './en/kitchen.ts';
import { menu } from './en/menu.ts';
import { office } from './en/office.ts';
import { people } from './en/people.ts';
import { printing } from './en/printing.ts';
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
  common,
  computer,
  counter,
  devices,
  floor,
  identity,
  kitchen,
  menu,
  office,
  people,
  printing,
  reports,
  settings,
  setup,
  shifts,
  stickers,
  tables,
  updates,
} as const;
