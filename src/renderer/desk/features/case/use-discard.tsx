import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useWork } from '../../stores/work-context.tsx';
import { hideNotice, noticeProblem, noticeWithAction } from '../../ui/notices.ts';
import styles from './case.module.css';

/** How long a discarded form can be brought back. */
const undoMs = 10_000;

/** Discards the open form at once, with ten seconds to bring it back. */
export function useDiscard(): () => Promise<void> {
  const { t } = useTranslation();
  const { drafts, showPage } = useWork();
  return useCallback(async () => {
    const result = await drafts.discard();
    if (result === undefined) return;
    if (!result.ok) {
      noticeProblem(t(`reason.${result.reason}`));
      return;
    }
    const undo = async () => {
      hideNotice(notice);
      const reason = await drafts.restore(result.draft);
      if (reason === undefined) showPage('case');
      else noticeProblem(t(`reason.${reason}`));
    };
    const notice = noticeWithAction(
      <span className={styles.undo}>
        {t('case.discarded')}
        <Button size="compact-xs" variant="default" onClick={() => void undo()}>
          {t('case.undo')}
        </Button>
      </span>,
      undoMs,
    );
  }, [drafts, showPage, t]);
}
