/** HID Usage Tables 1.5: pages in the upper, usages in the lower 16 bits. */
export const telephonyPage = 0x0b;

/** §14 Telephony Device Page: what a headset tells. */
export const buttons = {
  hook: 0x0b_0020,
  flash: 0x0b_0021,
  hold: 0x0b_0023,
  redial: 0x0b_0024,
  drop: 0x0b_0026,
  mute: 0x0b_002f,
} as const;
export type ButtonName = keyof typeof buttons;

/** §11 LED Page: what a headset shows; some ring by the telephony page's Ringer instead of a light. */
export const lights = {
  mute: [0x08_0009],
  offHook: [0x08_0017],
  ring: [0x08_0018, 0x0b_009e],
  hold: [0x08_0020],
} as const;
export type LightName = keyof typeof lights;
