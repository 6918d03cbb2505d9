import { fail } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';

type DeviceCommand = 'devices.set' | 'devices.meter' | 'devices.test' | 'globalKeys.set';

/** Devices of this computer: sound and keys. */
export function deviceHandlers(_context: DeskContext): DeskHandlers<DeviceCommand> {
  return {
    'devices.set': async () => fail('notFound'),
    'devices.meter': async () => fail('notFound'),
    'devices.test': async () => fail('notFound'),
    'globalKeys.set': async () => fail('notFound'),
  };
}
