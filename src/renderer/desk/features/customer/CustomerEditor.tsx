import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { deskKeyOf } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useCustomer, useWork } from '../../stores/work-context.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { hideNotice, noticeWithAction } from '../../ui/notices.ts';
import { customerFieldLimits, type CustomerField } from './customer-form.ts';
import styles from './customer.module.css';
import { useCompanyName } from './use-company-name.ts';

const kinds = ['person', 'partner'] as const;
const undoMs = 10_000;

/** The card as a form: for a new customer, or to change one. */
export function CustomerEditor() {
  const { t } = useTranslation();
  const { customer } = useWork();
  const state = useCustomer((each) => each);
  const lines = useDesk((desk) => desk.lines);
  const companyName = useCompanyName();
  const form = useRef<HTMLFormElement>(null);
  const { problem, chosen, saving, changed } = state;
  // Editing is asked for, so the form may take the focus; a new card comes with a call and may not.
  const asked = useRef(chosen !== undefined);
  useEffect(() => {
    if (asked.current) form.current?.querySelector<HTMLElement>('[name=name]')?.focus();
  }, []);
  if (state.form === undefined) return null;
  const values = state.form;

  const save = async () => {
    if (await customer.save()) return;
    const wrong = customer.store.getState().problem;
    if (typeof wrong === 'object') form.current?.querySelector<HTMLElement>(`[name=${wrong.field}]`)?.focus();
  };
  const cancel = () => {
    const typed = customer.cancel();
    if (typed === undefined) return;
    const notice = noticeWithAction(
      <span className={styles.undo}>
        {t('customer.discarded')}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            hideNotice(notice);
            customer.reopen(typed);
          }}
        >
          {t('case.undo')}
        </Button>
      </span>,
      undoMs,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (deskKeyOf(event.nativeEvent) !== 'submit') return;
    // The card's own: the case form must not be submitted by it.
    event.stopPropagation();
    event.preventDefault();
    void save();
  };
  const error = (field: CustomerField) => {
    if (typeof problem !== 'object' || problem.field !== field) return undefined;
    return problem.kind === 'nameMissing'
      ? t('customer.nameMissing')
      : t('customer.phoneWrong', { number: problem.number });
  };
  const text = (field: CustomerField) => ({
    name: field,
    label: t(`customer.${field}`),
    value: values[field],
    maxLength: customerFieldLimits[field],
    error: error(field),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      customer.change({ [field]: event.currentTarget.value }),
  });
  const companies = [...new Set(lines.map((line) => line.companyId))].map((id) => ({
    value: id,
    label: companyName(id) ?? id,
  }));

  return (
    <form
      ref={form}
      className={styles.editor}
      aria-label={chosen === undefined ? t('customer.new') : chosen.name}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={styles.cardHead}>
        <div className={styles.cardTitle}>
          <h2 className={styles.name}>{chosen === undefined ? t('customer.new') : chosen.name}</h2>
          <p className={styles.sub}>
            {[companyName(values.companyId), chosen === undefined ? t('customer.newHint') : undefined]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Segments
          label={t('customer.kind.label')}
          value={values.kind}
          onChange={(kind) => customer.change({ kind })}
          options={kinds.map((each) => ({ value: each, label: t(`customer.kind.${each}`) }))}
        />
      </div>
      <div className={styles.fields}>
        <TextInput {...text('name')} withAsterisk />
        <TextInput {...text('account')} />
        <TextInput {...text('phones')} inputMode="tel" placeholder={t('customer.phonesHint')} />
        <TextInput {...text('email')} inputMode="email" />
        <TextInput {...text('address')} className={styles.full} />
        <Textarea {...text('note')} rows={3} className={styles.full} />
        {chosen === undefined && state.wanted.companyId === undefined && companies.length > 1 && (
          <Select
            label={t('customer.company')}
            data={companies}
            value={values.companyId}
            allowDeselect={false}
            onChange={(value) => {
              if (value !== null) customer.change({ companyId: value });
            }}
          />
        )}
      </div>
      <div className={styles.foot}>
        <p role="alert" className={styles.problem}>
          {typeof problem === 'string' && t(`reason.${problem}`)}
        </p>
        <span className={styles.unsaved}>{changed && t('customer.unsaved')}</span>
        {(chosen !== undefined || changed) && (
          <Button variant="default" onClick={cancel}>
            {t('customer.cancel')}
          </Button>
        )}
        <Button type="submit" rightSection={<KeyHint name="submit" onFill />} aria-disabled={saving}>
          {saving ? t('customer.saving') : t('customer.save')}
        </Button>
      </div>
    </form>
  );
}
