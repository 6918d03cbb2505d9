import type { DeskContext, DeskHandlers } from '../context.ts';

type DeviceCommand = 'devices.set' | 'devices.findHeadset' | 'devices.meter' | 'devices.test';

/** Devices of this computer: sound and keys. */
export function deviceHandlers({ devices }: DeskContext): DeskHandlers<DeviceCommand> {
  return {
    'devices.set': (input) => devices.set(input),
    'devices.findHeadset': () => devices.findHeadset(),
    'devices.meter': ({ on }) => devices.meter(on, 'desk'),
    'devices.test': ({ role }) => devices.test(role),
  };
}
