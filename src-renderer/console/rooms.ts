import {
  IconAddressBook,
  IconArmchair,
  IconBuildingStore,
  IconCashRegister,
  IconChartBar,
  IconChefHat,
  IconCloud,
  IconDeviceDesktop,
  IconDeviceDesktopCog,
  IconDevices,
  IconInfoCircle,
  IconPlug,
  IconPrinter,
  IconQrcode,
  IconSettings,
  IconTool,
  IconToolsKitchen2,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type ComponentType, lazy } from 'react';
import type { ScreenKind } from '#shared/desktop/windows.ts';
import type { Line, Subsystem } from '#shared/enterprises/switches.ts';
import type { Permissions } from '#shared/identity/permissions.ts';
import { CloudBadge } from './cloud/CloudBadge.tsx';
import { ComputerBadge } from './computer/ComputerBadge.tsx';
import { desktop } from './desktop.ts';
import { PrintTroubleBadge } from './printing/PrintTrouble.tsx';
import { may } from './session.ts';

/** A page of the console: where it lives, what it is called, who may see it. */
export interface Room {
  readonly path: string;
  readonly name: (t: TFunction) => string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly allows: (permissions: Permissions) => boolean;
  /** The part of the product it belongs to, which the platform may switch off for an enterprise. */
  readonly subsystem?: Subsystem;
  /** The work it is for: not shown to an enterprise that does none of it. */
  readonly line?: Line;
  readonly page: ComponentType;
  /** Shows how many things wait for a person in this room. */
  readonly countsWaiting?: boolean;
  /** What else the rail says about this room. */
  readonly badge?: ComponentType;
  /** Reached another way than by the rail: by all, or by those with these rights. */
  readonly offRail?: boolean | ((permissions: Permissions) => boolean);
  /** Fills the whole window: a screen for customers, not for staff. */
  readonly bare?: boolean;
}

/** The rooms that have windows of their own in the desktop. */
export const screenRooms: Record<ScreenKind, string> = { kitchen: '/kitchen', customer: '/customer-display' };

/** The rooms of the rail, in their order. A room is listed when its page exists. */
export const rooms: readonly Room[] = [
  {
    path: '/counter',
    name: (t) => t(($) => $.common.rooms.counter),
    icon: IconBuildingStore,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'order', 'read'),
    page: lazy(() => import('./counter/CounterPage.tsx')),
    countsWaiting: true,
  },
  {
    path: '/kitchen',
    name: (t) => t(($) => $.common.rooms.kitchen),
    icon: IconChefHat,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'ticket', 'read'),
    page: lazy(() => import('./kitchen/KitchenPage.tsx')),
  },
  {
    path: '/drawer',
    name: (t) => t(($) => $.shifts.title),
    icon: IconCashRegister,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'shift', 'create'),
    page: lazy(() => import('./shifts/ShiftsPage.tsx')),
  },
  {
    path: '/reports',
    name: (t) => t(($) => $.reports.title),
    icon: IconChartBar,
    // What was sold stays to be seen while ordering is switched off.
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'report', 'read'),
    page: lazy(() => import('./reports/ReportsPage.tsx')),
  },
  {
    path: '/menu',
    name: (t) => t(($) => $.menu.title),
    icon: IconToolsKitchen2,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'menu', 'read'),
    page: lazy(() => import('./menu/MenuPage.tsx')),
  },
  {
    path: '/tables',
    name: (t) => t(($) => $.tables.title),
    icon: IconArmchair,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'table', 'update') || may(permissions, 'table', 'create'),
    page: lazy(() => import('./tables/TablesPage.tsx')),
  },
  {
    path: '/printing',
    name: (t) => t(($) => $.printing.title),
    icon: IconPrinter,
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'printer', 'read'),
    page: lazy(() => import('./printing/PrintingPage.tsx')),
    badge: PrintTroubleBadge,
  },
  {
    path: '/bench',
    name: (t) => t(($) => $.bench.title),
    icon: IconPlug,
    subsystem: 'bench',
    line: 'bench',
    allows: (permissions) => may(permissions, 'terminal_key', 'read'),
    page: lazy(() => import('./bench/BenchPage.tsx')),
  },
  {
    path: '/repairs',
    name: (t) => t(($) => $.repairs.title),
    icon: IconTool,
    subsystem: 'bench',
    line: 'bench',
    allows: (permissions) => may(permissions, 'repair', 'read'),
    page: lazy(() => import('./repairs/RepairsPage.tsx')),
  },
  {
    path: '/stickers',
    name: (t) => t(($) => $.stickers.title),
    icon: IconQrcode,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'table', 'update'),
    page: lazy(() => import('./stickers/StickersPage.tsx')),
    offRail: true,
  },
  {
    path: '/people',
    name: (t) => t(($) => $.people.title),
    icon: IconUsers,
    allows: (permissions) => may(permissions, 'user', 'update') || may(permissions, 'role', 'update'),
    page: lazy(() => import('./people/PeoplePage.tsx')),
  },
  {
    path: '/devices',
    name: (t) => t(($) => $.devices.title),
    icon: IconDevices,
    allows: (permissions) => may(permissions, 'device', 'read'),
    page: lazy(() => import('./devices/DevicesPage.tsx')),
  },
  {
    path: '/cloud',
    name: (t) => t(($) => $.cloud.title),
    icon: IconCloud,
    allows: (permissions) => may(permissions, 'enterprise', 'read'),
    page: lazy(() => import('./cloud/CloudPage.tsx')),
    badge: CloudBadge,
    // Whoever only waits at tables finds it by the light.
    offRail: (permissions) => !may(permissions, 'enterprise', 'update'),
  },
  {
    path: '/settings',
    name: (t) => t(($) => $.settings.title),
    icon: IconSettings,
    allows: (permissions) => may(permissions, 'enterprise', 'update'),
    page: lazy(() => import('./settings/SettingsPage.tsx')),
  },
  {
    path: '/computer',
    // In a browser only its backups can be seen to from here.
    name: (t) => t(($) => (desktop ? $.computer.room : $.computer.backup.title)),
    icon: IconDeviceDesktopCog,
    allows: (permissions) => may(permissions, 'enterprise', 'update'),
    page: lazy(() => import('./computer/ComputerPage.tsx')),
    badge: ComputerBadge,
  },
  {
    path: '/customer-display',
    name: (t) => t(($) => $.bill.display.title),
    icon: IconDeviceDesktop,
    subsystem: 'landing_ordering',
    line: 'landing_ordering',
    allows: (permissions) => may(permissions, 'payment', 'create'),
    page: lazy(() => import('./counter/display/CustomerDisplay.tsx')),
    offRail: true,
    bare: true,
  },
  {
    path: '/contact-card',
    name: (t) => t(($) => $.cards.title),
    icon: IconAddressBook,
    allows: () => true,
    page: lazy(() => import('./cards/ContactCardPage.tsx')),
    offRail: true,
  },
  {
    path: '/about',
    name: (t) => t(($) => $.about.title),
    icon: IconInfoCircle,
    allows: () => true,
    page: lazy(() => import('./about/AboutPage.tsx')),
    offRail: true,
  },
  {
    path: '/account',
    name: (t) => t(($) => $.account.title),
    icon: IconUserCircle,
    allows: () => true,
    page: lazy(() => import('./account/AccountPage.tsx')),
    offRail: true,
  },
];
