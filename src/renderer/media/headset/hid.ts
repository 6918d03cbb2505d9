/** WebHID (WICG), as far as a headset needs it. TypeScript's DOM library does not know it yet. */

export interface HidReportItem {
  readonly isAbsolute?: boolean;
  readonly isArray?: boolean;
  readonly isRange?: boolean;
  readonly hasPreferredState?: boolean;
  /** Usage page in the upper, usage in the lower 16 bits. */
  readonly usages?: readonly number[];
  readonly usageMinimum?: number;
  readonly usageMaximum?: number;
  /** Bits of one field. */
  readonly reportSize?: number;
  /** How many fields. */
  readonly reportCount?: number;
  readonly logicalMinimum?: number;
}

export interface HidReport {
  readonly reportId?: number;
  readonly items?: readonly HidReportItem[];
}

export interface HidCollection {
  readonly usagePage?: number;
  readonly usage?: number;
  /** With those of the collections within, in the order of the device's descriptor. */
  readonly inputReports?: readonly HidReport[];
  readonly outputReports?: readonly HidReport[];
}

export interface HidInputEvent extends Event {
  readonly reportId: number;
  /** Without the report's id. */
  readonly data: DataView;
}

export interface HidDevice {
  readonly opened: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open(): Promise<void>;
  close(): Promise<void>;
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
  addEventListener(type: 'inputreport', listener: (event: HidInputEvent) => void): void;
  removeEventListener(type: 'inputreport', listener: (event: HidInputEvent) => void): void;
}

export interface Hid {
  /** The devices that this page may use. */
  getDevices(): Promise<readonly HidDevice[]>;
  /** Has the browser ask which devices the page may use; needs a gesture, and gives none where it was closed. */
  requestDevice(options: {
    readonly filters: readonly { readonly usagePage: number }[];
  }): Promise<readonly HidDevice[]>;
  addEventListener(type: 'connect' | 'disconnect', listener: () => void): void;
}

declare global {
  interface Navigator {
    readonly hid?: Hid;
  }
}
