/**
 * Georgian where Chromium and Electron have no data of their own for it (their `Intl` falls back to another language
 * without a word). Names and order after CLDR's `ka`.
 */
const months = [
  'იანვარი',
  'თებერვალი',
  'მარტი',
  'აპრილი',
  'მაისი',
  'ივნისი',
  'ივლისი',
  'აგვისტო',
  'სექტემბერი',
  'ოქტომბერი',
  'ნოემბერი',
  'დეკემბერი',
] as const;

/** `23 ნოემბერი`, with `year` `23 ნოემბერი, 2026`; in the device's time zone. */
export function georgianDay(at: Date, year = false): string {
  const day = `${at.getDate()} ${months[at.getMonth()] ?? ''}`;
  return year ? `${day}, ${at.getFullYear()}` : day;
}
