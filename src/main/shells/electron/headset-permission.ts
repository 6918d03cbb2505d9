/** HID Usage Tables 1.5, §14: the buttons and lights of a headset. Keyboards and keys for signing in are none. */
const telephonyPage = 0x0b;

/** The part of Electron's `DevicePermissionHandlerHandlerDetails` that decides. */
export interface DeviceWish {
  readonly deviceType: string;
  readonly origin: string;
  readonly device: object | { readonly collections: readonly { readonly usagePage?: number }[] };
}

/**
 * Whether a page may use a device without anybody being asked: the media page every HID device that has calls for its
 * purpose, as its top-level collections say; nobody anything else.
 */
export function mayUseDevice({ deviceType, origin, device }: DeviceWish, mediaOrigin: string): boolean {
  return (
    deviceType === 'hid' &&
    `${origin}/`.startsWith(`${mediaOrigin}/`) &&
    'collections' in device &&
    device.collections.some(({ usagePage }) => usagePage === telephonyPage)
  );
}
