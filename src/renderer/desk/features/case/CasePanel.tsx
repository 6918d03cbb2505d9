import { Button } from '@mantine/core';
import { IconNotes } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Draft, DeskOutput } from '../../../../contract/desk/commands.ts';
import type { Answer } from '../../stores/use-answer.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useDraft } from '../../stores/work-context.tsx';
import { CaseForm } from './CaseForm.tsx';
import { SubmittedCase } from './SubmittedCase.tsx';
import { UnfinishedDrafts } from './UnfinishedDrafts.tsx';
import { useOpenCase } from './use-open-case.ts';
import styles from './case.module.css';

/** The case: its form, or the reference of what was submitted, or what is unfinished. */
export function CasePanel({ drafts }: { drafts: Answer<DeskOutput<'draft.list'>> }) {
  const draft = useDraft((state) => state.draft);
  const submitted = useDraft((state) => state.submitted);
  if (draft !== undefined) return <CaseForm key={draft.id} draft={draft} />;
  if (submitted !== undefined)
    return <SubmittedCase reference={submitted.reference} draft={submitted.draft} />;
  return <NoCase drafts={drafts} />;
}

function NoCase({ drafts }: { drafts: Answer<{ drafts: readonly Draft[] }> }) {
  const { t } = useTranslation();
  const openCase = useOpenCase();
  return (
    <div className={styles.none}>
      {drafts.status === 'failed' && (
        <p role="alert" className={styles.problem}>
          {t(`reason.${drafts.reason}`)}
        </p>
      )}
      {drafts.status === 'ok' && drafts.value.drafts.length > 0 && (
        <UnfinishedDrafts drafts={drafts.value.drafts} />
      )}
      <div className={styles.noneWords}>
        <IconNotes size={28} stroke={1.4} aria-hidden />
        <p>{t('case.idle')}</p>
        <Button variant="default" rightSection={<KeyHint name="case" />} onClick={() => void openCase()}>
          {t('case.open')}
        </Button>
      </div>
    </div>
  );
}
