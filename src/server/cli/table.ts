/** A table for a terminal, columns as wide as their widest cell. Control characters in texts are shown as spaces. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((size) => '─'.repeat(size)).join('  '));
  return lines.join('\n');
}

const graphemes = new Intl.Segmenter();
const width = (text: string): number => [...graphemes.segment(text)].length;

/** `dd.MM.yyyy HH:mm` in the terminal's time zone: the same in all three languages. */
export function formatLocal(instant: string | undefined): string {
  if (instant === undefined) return '–';
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getDate())}.${two(date.getMonth() + 1)}.${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
