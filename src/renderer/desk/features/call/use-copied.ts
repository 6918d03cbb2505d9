import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeProblem } from '../../ui/notices.ts';

const shownLength = 30;

/**
 * Reads what was copied, when it is asked for and never otherwise, and gives what `read` makes of it; undefined, with
 * words about why, where the clipboard is not to be had or holds something else.
 */
export function useCopied(): (read: (text: string) => string | undefined) => Promise<string | undefined> {
  const { t } = useTranslation();
  return useCallback(
    async (read) => {
      let text: string;
      try {
        text = await navigator.clipboard.readText();
      } catch {
        noticeProblem(t('dial.copiedDenied'));
        return undefined;
      }
      const found = read(text);
      if (found === undefined) {
        const short = text.trim().slice(0, shownLength);
        noticeProblem(short === '' ? t('dial.copiedNothing') : t('dial.copiedNoNumber', { text: short }));
      }
      return found;
    },
    [t],
  );
}
