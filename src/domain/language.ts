/** The interface languages, Georgian first: the order in which a missing text is looked for. */
export const languages = ['ka', 'en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** A text in the languages that its author wrote it in. */
export type Localized = { readonly [L in Language]?: string | undefined };

/** The text in `language`, else in the first language that has one; `''` when there is none at all. */
export function localized(text: Localized, language: Language): string {
  return text[language] ?? languages.map((other) => text[other]).find((value) => value !== undefined) ?? '';
}
