import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { globalActions, type GlobalAction, type GlobalKey } from '../../../../contract/desk/telephone.ts';
import { comboText } from '../../keys/combo.ts';
import { deskKeyOf, deskKeys, type DeskKey } from '../../keys/desk-keys.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { acceleratorOf } from './accelerator.ts';
import styles from './devices.module.css';

/** Keys that work while another program is in front: what each does, whether it is to be had, and a new one by pressing it. */
export function GlobalKeys() {
  const { t } = useTranslation();
  const keys = useDesk((state) => state.globalKeys);
  const [recording, setRecording] = useState<GlobalAction>();
  // A browser page cannot have any; an empty list says no more than that nothing was chosen.
  const unsupported = keys.some(({ status }) => status === 'unsupported');
  return (
    <section aria-label={t('globalKeys.title')} className={styles.globalKeys}>
      <h3 className={styles.sectionTitle}>{t('globalKeys.title')}</h3>
      <p className={styles.hint}>{unsupported ? t('globalKeys.unsupported') : t('globalKeys.lead')}</p>
      {!unsupported && (
        <table className={styles.table}>
          <thead className="visually-hidden">
            <tr>
              <th>{t('globalKeys.action')}</th>
              <th>{t('globalKeys.key')}</th>
              <th>{t('globalKeys.status')}</th>
              <th>{t('globalKeys.change')}</th>
            </tr>
          </thead>
          <tbody>
            {globalActions.map((action) => (
              <Row
                key={action}
                action={action}
                all={keys}
                recording={recording === action}
                onRecord={(on) => setRecording(on ? action : undefined)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface RowProps {
  readonly action: GlobalAction;
  readonly all: readonly GlobalKey[];
  readonly recording: boolean;
  readonly onRecord: (on: boolean) => void;
}

type Problem =
  | { readonly kind: 'desk'; readonly key: DeskKey }
  | { readonly kind: 'other'; readonly action: GlobalAction }
  | { readonly kind: 'plain' };

function Row({ action, all, recording, onRecord }: RowProps) {
  const { t } = useTranslation();
  const run = useRun();
  const [problem, setProblem] = useState<Problem>();
  const own = all.find((each) => each.action === action);
  useRecorded(recording, (press) => {
    if (press === undefined) {
      onRecord(false);
      return;
    }
    const accelerator = acceleratorOf(press);
    // For the whole computer it would be taken away from the desk.
    const deskKey = deskKeyOf(press);
    const other = all.find((each) => each.action !== action && each.accelerator === accelerator);
    if (deskKey !== undefined) setProblem({ kind: 'desk', key: deskKey });
    else if (accelerator === undefined) setProblem({ kind: 'plain' });
    else if (other !== undefined) setProblem({ kind: 'other', action: other.action });
    else {
      setProblem(undefined);
      onRecord(false);
      void run('globalKeys.set', { action, accelerator });
    }
  });
  const words =
    problem === undefined
      ? undefined
      : problem.kind === 'desk'
        ? t('globalKeys.deskHasIt', {
            key: comboText(deskKeys[problem.key].combo),
            what: t(`keys.${problem.key}`),
          })
        : problem.kind === 'other'
          ? t('globalKeys.otherHasIt', { what: t(`globalKeys.do.${problem.action}`) })
          : t('globalKeys.plain');
  return (
    <tr>
      <th scope="row">{t(`globalKeys.do.${action}`)}</th>
      <td>{own?.accelerator !== undefined && <kbd className={styles.combo}>{own.accelerator}</kbd>}</td>
      <td data-status={own?.status} className={styles.keyStatus}>
        {recording ? (
          <span role="status">
            {t('globalKeys.press')} {words}
          </span>
        ) : (
          t(`globalKeys.is.${own?.status ?? 'off'}`)
        )}
      </td>
      <td className={styles.keyButtons}>
        <Button
          size="compact-xs"
          variant={recording ? 'filled' : 'default'}
          aria-pressed={recording}
          onClick={() => {
            setProblem(undefined);
            onRecord(!recording);
          }}
        >
          {recording ? t('globalKeys.cancel') : t('globalKeys.record')}
          <span className="visually-hidden">: {t(`globalKeys.do.${action}`)}</span>
        </Button>
        {own?.accelerator !== undefined && !recording && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => void run('globalKeys.set', { action, accelerator: null })}
          >
            {t('globalKeys.remove')}
            <span className="visually-hidden">: {t(`globalKeys.do.${action}`)}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Hears the next key before anybody else while `on`; Escape and Tab give `undefined`: they end it. */
function useRecorded(on: boolean, handler: (press: KeyboardEvent | undefined) => void): void {
  useEffect(() => {
    if (!on) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (/^(Control|Alt|Shift|Meta|OS|AltGraph)/.test(event.key)) return;
      if (event.key !== 'Tab') event.preventDefault();
      event.stopPropagation();
      handler(event.key === 'Escape' || event.key === 'Tab' ? undefined : event);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  });
}
