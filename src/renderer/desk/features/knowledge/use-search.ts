import { useEffect, useState } from 'react';
import type { SearchHit } from '../../../../contract/desk/commands.ts';
import type { ReasonCode } from '../../../../contract/reasons.ts';
import { useFormat } from '../../i18n/format.ts';
import { useDesk, useDeskAccess } from '../../stores/desk-context.ts';

/** Keys come faster than this while a word is typed. */
export const searchDelayMs = 120;
const mostHits = 12;

export type SearchState =
  | { readonly status: 'none' }
  | { readonly status: 'searching'; readonly hits: readonly SearchHit[] }
  | { readonly status: 'found'; readonly hits: readonly SearchHit[]; readonly text: string }
  | { readonly status: 'failed'; readonly reason: ReasonCode };

/**
 * Searches the knowledge as somebody types, that of one company where one is given; the answer to the last question
 * wins. Hits stay until new ones come, but for those of another company.
 */
export function useSearch(text: string, companyId: string | undefined): SearchState {
  const { bridge } = useDeskAccess();
  const { language } = useFormat();
  const contentVersion = useDesk((state) => state.content.updatedAt);
  const [state, setState] = useState<SearchState>({ status: 'none' });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') {
      setState({ status: 'none' });
      return undefined;
    }
    let current = true;
    setState((was) => ({
      status: 'searching',
      hits: was.status === 'found' || was.status === 'searching' ? was.hits : [],
    }));
    const timer = setTimeout(() => {
      void bridge
        .command('knowledge.search', {
          text: wanted,
          language,
          limit: mostHits,
          ...(companyId === undefined ? {} : { companyId }),
        })
        .then((result) => {
          if (!current) return;
          setState(
            result.ok
              ? { status: 'found', hits: result.value.hits, text: wanted }
              : { status: 'failed', reason: result.reason },
          );
        });
    }, searchDelayMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, wanted, companyId, language, contentVersion]);
  if (companyId === undefined || (state.status !== 'found' && state.status !== 'searching')) return state;
  return { ...state, hits: state.hits.filter((hit) => hit.companyId === companyId) };
}
