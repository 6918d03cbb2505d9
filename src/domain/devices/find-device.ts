/** An audio device as the system names it. `id` changes when the browser's data is cleared, or with the USB port. */
export interface NamedDevice {
  readonly id: string;
  readonly label: string;
}

/** Windows counts a device that was seen at another port: `Headset (2- Jabra EVOLVE 20) (0b0e:0300)`. */
const withoutCount = (label: string): string => label.replace(/\(\d+- /gu, '(');

/**
 * The device among `present` that was once chosen. What it is comes first: its label, which Chromium ends with the USB
 * vendor and product (`(0b0e:0300)`); among several of the same label the one of the same id. Last the id alone, for a
 * device that the system has renamed. Undefined where it is not there.
 */
export function findDevice<D extends NamedDevice>(wanted: NamedDevice, present: readonly D[]): D | undefined {
  const sameId = (device: D): boolean => device.id === wanted.id;
  const named = wanted.label === '' ? [] : present.filter(({ label }) => label === wanted.label);
  const alike =
    wanted.label === ''
      ? []
      : present.filter(({ label }) => withoutCount(label) === withoutCount(wanted.label));
  return named.find(sameId) ?? named[0] ?? alike.find(sameId) ?? alike[0] ?? present.find(sameId);
}
