import { customer } from '../../../contract/content.ts';
import { callRecord } from '../../../contract/operations.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { StoreDatabase } from '../database.ts';
import type { HandlersOf } from '../handlers.ts';
import type { NumberSuggestion } from '../requests.ts';
import { fromStored } from '../stored.ts';

/** So many of the last calls are looked through. */
const recentCalls = 500;
const mostWords = 6;

/**
 * Numbers for what is being typed into the dial field: of the last calls first, then of customers. Three digits and
 * more are looked for anywhere in a number, words at the beginnings of the words of a name.
 */
export function numberSuggestionHandlers(database: StoreDatabase): HandlersOf<'number.suggest'> {
  const recent = database.prepare<[number], { body: string; name: string | null }>(
    `select call.body, customer.name as name from call left join customer on customer.id = call.customer_id
     where call.remote_number is not null order by call.started_at desc limit ?`,
  );
  const byName = database.prepare<[string, number], { body: string }>(
    `select customer.body from customer_name join customer on customer.id = customer_name.customer_id
     where customer_name match ? order by bm25(customer_name), customer.name limit ?`,
  );
  const byDigits = database.prepare<[string, number], { number: string; name: string }>(
    `select number, name from customer_phone join customer on customer.id = customer_id
     where instr(number, ?) > 0 order by name, number limit ?`,
  );

  const history = (fits: (number: string, name: string | undefined) => boolean): NumberSuggestion[] =>
    recent.all(recentCalls).flatMap(({ body, name }) => {
      const { remoteNumber, remoteName } = fromStored(callRecord, body);
      const shown = name ?? remoteName;
      if (remoteNumber === undefined || !fits(remoteNumber, shown)) return [];
      return [{ kind: 'history' as const, number: remoteNumber, name: shown }];
    });

  return {
    'number.suggest': ({ text, limit }) => {
      const digits = digitsOf(text);
      const words = searchWords(text).slice(0, mostWords);
      if (words.length === 0 && text.trim() === '')
        return unique(
          history(() => true),
          limit,
        );
      if (digits !== undefined) {
        if (digits.length < 2)
          return unique(
            history((number) => number.includes(digits)),
            limit,
          );
        const phones = byDigits.all(digits, limit).map((row) => ({ kind: 'customer' as const, ...row }));
        return unique([...history((number) => number.includes(digits)), ...phones], limit);
      }
      if (words.length === 0) return [];
      const customers = byName
        .all(words.map((word) => `"${word}"*`).join(' AND '), limit)
        .map(({ body }) => fromStored(customer, body))
        .flatMap(({ name, phones }) => phones.map((number) => ({ kind: 'customer' as const, name, number })));
      const called = history((_number, name) => {
        const known = searchWords(name ?? '');
        return words.every((word) => known.some((each) => each.startsWith(word)));
      });
      return unique([...called, ...customers], limit);
    },
  };
}

/** The digits of a number as it is typed, without the 0 or 00 that no stored number has; undefined for words. */
function digitsOf(text: string): string | undefined {
  if (!/^\s*\+?[\d\s().\-/]+$/u.test(text)) return undefined;
  return text.replace(/\D/gu, '').replace(/^0{1,2}/u, '');
}

/** Each number once, the first time that it comes. */
function unique(all: readonly NumberSuggestion[], limit: number): NumberSuggestion[] {
  const byNumber = new Map<string, NumberSuggestion>();
  for (const each of all) if (!byNumber.has(each.number)) byNumber.set(each.number, each);
  return [...byNumber.values()].slice(0, limit);
}
