import { IconChefHat, IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { DeviceKind } from '#shared/lan/inputs.ts';

/** What each kind of device looks like. */
export const kindIcons: Readonly<Record<DeviceKind, ComponentType<{ size?: number; stroke?: number }>>> = {
  counter: IconDeviceDesktop,
  kitchen: IconChefHat,
  waiter: IconDeviceMobile,
};
