import type { Line } from '../../../contract/content.ts';
import { useDesk } from './desk-context.ts';

/** The line of an id; undefined for none and for one that this desk does not know. */
export function useLine(lineId: string | undefined): Line | undefined {
  return useDesk((state) => state.lines.find((line) => line.id === lineId));
}
