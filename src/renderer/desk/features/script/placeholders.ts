/** Names that texts to be read out may hold in double braces. */
export const placeholderNames = [
  'operator.name',
  'customer.name',
  'company.name',
  'line.name',
  'case.reference',
] as const;
export type PlaceholderName = (typeof placeholderNames)[number];
export type PlaceholderValues = { readonly [N in PlaceholderName]?: string | undefined };

/**
 * A piece of a text: plain, filled in, or a place whose value is not known (`name` as it stands in the text). `at` is
 * where it begins in the text, in UTF-16 units.
 */
export type Piece = { readonly at: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'filled'; readonly name: PlaceholderName; readonly text: string }
  | { readonly kind: 'missing'; readonly name: string }
);

/** Takes a text such as `Good day, {{customer.name}}` apart and fills in what is known. */
export function fillPlaceholders(text: string, values: PlaceholderValues): Piece[] {
  let next = 0;
  return text.split(/(\{\{[^{}]*\}\})/).flatMap((part): Piece[] => {
    const at = next;
    next += part.length;
    const inside = /^\{\{([^{}]*)\}\}$/.exec(part)?.[1]?.trim();
    if (inside === undefined) return part === '' ? [] : [{ at, kind: 'text', text: part }];
    const name = placeholderNames.find((each) => each === inside);
    const value = name === undefined ? undefined : values[name]?.trim();
    return name === undefined || value === undefined || value === ''
      ? [{ at, kind: 'missing', name: inside }]
      : [{ at, kind: 'filled', name, text: value }];
  });
}
