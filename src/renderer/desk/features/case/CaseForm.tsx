import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../../contract/desk/commands.ts';
import { caseFieldLimits, caseKinds, type CaseField } from '../../../../domain/case/case.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useLine } from '../../stores/use-line.ts';
import { useDraft, useWork } from '../../stores/work-context.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { CaseLine } from './CaseLine.tsx';
import { SaveWords } from './SaveWords.tsx';
import { useDiscard } from './use-discard.tsx';
import styles from './case.module.css';

/** The form of a complaint, application or enquiry. What is typed lives in the draft editor, never only here. */
export function CaseForm({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const { drafts } = useWork();
  const form = useRef<HTMLFormElement>(null);
  const submitting = useDraft((state) => state.submitting);
  const missing = useDraft((state) => state.missing);
  const problem = useDraft((state) => state.problem);
  const reachable = useDesk((state) => state.server.status === 'reachable');
  const discard = useDiscard();
  const { fields } = draft;
  useEffect(() => {
    focusField(form, 'description');
    return () => void drafts.flush();
  }, [drafts]);

  const submit = async () => {
    if ((await drafts.submit()) !== 'incomplete') return;
    const first = drafts.store.getState().missing[0];
    if (first !== undefined) focusField(form, first);
  };
  useKey('submit', () => void submit());
  const error = (field: CaseField) => (missing.includes(field) ? t('case.fieldMissing') : undefined);
  const text = (field: Exclude<CaseField, 'kind'>) => ({
    'data-field': field,
    label: t(`case.${field}`),
    value: fields[field],
    maxLength: caseFieldLimits[field],
    error: error(field),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      drafts.change({ [field]: event.currentTarget.value }),
  });

  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={t(`case.kind.${fields.kind}`)}
      noValidate
      onBlur={() => void drafts.flush()}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <CaseLine draft={draft} />
      <div className={styles.fields}>
        <KindAndCategory draft={draft} error={error('category')} />
        <TextInput {...text('customerName')} withAsterisk />
        <TextInput {...text('callback')} withAsterisk inputMode="tel" />
        <TextInput {...text('address')} className={styles.full} />
        <Textarea {...text('description')} withAsterisk className={`${styles.full} ${styles.grow}`} />
        <Textarea {...text('desiredResult')} rows={2} className={styles.full} />
      </div>
      <div className={styles.foot}>
        <div className={styles.footWords}>
          <p role="alert" className={styles.problem}>
            {missing.length > 0
              ? t('case.missing', { fields: missing.map((field) => missingName(field, t)).join(', ') })
              : problem !== undefined && t(`reason.${problem}`)}
          </p>
          <SaveWords />
          {!reachable && <p className={styles.offline}>{t('case.offlineNote')}</p>}
        </div>
        <Button variant="subtle" color="gray" className={styles.quietButton} onClick={() => void discard()}>
          {t('case.discard')}
        </Button>
        <Button variant="default" onClick={() => void drafts.close()}>
          {t('case.close')}
        </Button>
        <Button type="submit" rightSection={<KeyHint name="submit" onFill />} aria-disabled={submitting}>
          {submitting ? t('case.submitting') : t('case.submit')}
        </Button>
      </div>
    </form>
  );
}

function KindAndCategory({ draft, error }: { draft: Draft; error: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { drafts } = useWork();
  const line = useLine(draft.lineId);
  const { kind, category } = draft.fields;
  const kinds = caseKinds.filter(
    (each) => each === kind || line === undefined || line.caseKinds.includes(each),
  );
  const categories = (line?.categories ?? []).map(({ code, label }) => ({
    value: code,
    label: format.text(label),
  }));
  return (
    <>
      <div className={styles.full}>
        <Segments
          label={t('case.kindLabel')}
          value={kind}
          onChange={(value) => drafts.change({ kind: value })}
          options={kinds.map((each) => ({ value: each, label: t(`case.kind.${each}`) }))}
        />
      </div>
      {categories.length > 0 ? (
        <Select
          data-field="category"
          className={styles.full}
          label={t('case.category')}
          placeholder={t('case.categoryPlaceholder')}
          nothingFoundMessage={t('case.categoryNone')}
          withAsterisk
          searchable
          // The first that is missing gets the focus: its list would hide the others and what is said of them.
          openOnFocus={false}
          data={categories}
          value={category === '' ? null : category}
          onChange={(value) => drafts.change({ category: value ?? '' })}
          error={error}
        />
      ) : (
        <TextInput
          data-field="category"
          className={styles.full}
          label={t('case.category')}
          withAsterisk
          maxLength={caseFieldLimits.category}
          value={category}
          onChange={(event) => drafts.change({ category: event.currentTarget.value })}
          error={error}
        />
      )}
    </>
  );
}

function missingName(field: CaseField, t: ReturnType<typeof useTranslation>['t']): string {
  return field === 'kind' ? t('case.kindLabel') : t(`case.${field}`);
}

function focusField(form: RefObject<HTMLFormElement | null>, field: CaseField): void {
  form.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus();
}
