import { Button, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconBulb, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Script } from '../../../../contract/content.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { ReadOut } from './ReadOut.tsx';
import styles from './script.module.css';

/** The script of the call's line, one step at a time. */
export function ScriptPanel() {
  const { t } = useTranslation();
  const subject = useWorkState((state) => state.subject);
  const line = useLine(subject?.lineId);
  const contentVersion = useDesk((state) => state.content.updatedAt);
  const scriptId = line?.scriptId;
  const answer = useAnswer('script.get', scriptId === undefined ? undefined : { scriptId }, contentVersion);
  if (subject === undefined || line === undefined) return null;
  if (scriptId === undefined) return <p className={styles.words}>{t('script.none')}</p>;
  if (answer.status === 'loading') return <p className={styles.words}>{t('script.loading')}</p>;
  if (answer.status === 'failed') {
    return (
      <p role="alert" className={styles.words}>
        {t(`reason.${answer.reason}`)}
      </p>
    );
  }
  const { script } = answer.value;
  if (script === undefined) return <p className={styles.words}>{t('script.missing')}</p>;
  return <Steps key={`${subject.callId}/${script.id}`} script={script} />;
}

function Steps({ script }: { script: Script }) {
  const { t } = useTranslation();
  const format = useFormat();
  /** Keys of the steps taken, the present one last. */
  const [path, setPath] = useState<readonly string[]>([script.start]);
  // A newer script may have come without a step of the path: what is still there is shown.
  const taken = path.flatMap((key) => script.steps.find((step) => step.key === key) ?? []);
  const step = taken.at(-1);
  const canGoBack = taken.length > 1;
  const back = () => setPath((was) => was.slice(0, -1));
  useKey('scriptBack', canGoBack ? back : undefined);
  if (step === undefined) return <p className={styles.words}>{t('script.missing')}</p>;
  const hint = step.hint === undefined ? '' : format.text(step.hint);
  return (
    <section className={styles.script} aria-label={t('script.title')}>
      <nav className={styles.path} aria-label={t('script.path')}>
        <span className={styles.scriptTitle}>
          <ReadOut text={format.text(script.title)} />
        </span>
        {taken.slice(0, -1).map((passed, index) => (
          <span key={path.slice(0, index + 1).join('/')} className={styles.passed}>
            <IconChevronRight size={12} aria-hidden />
            <UnstyledButton className={styles.passedLink} onClick={() => setPath(path.slice(0, index + 1))}>
              <ReadOut text={format.text(passed.title)} />
            </UnstyledButton>
          </span>
        ))}
      </nav>
      <div className={styles.step}>
        <h3 className={styles.stepTitle}>
          <ReadOut text={format.text(step.title)} />
        </h3>
        <p className={styles.say}>
          <ReadOut text={format.text(step.say)} />
        </p>
        {hint !== '' && (
          <p className={styles.hint}>
            <IconBulb size={16} aria-hidden />
            <span>
              <span className="visually-hidden">{t('script.hint')}: </span>
              <ReadOut text={hint} />
            </span>
          </p>
        )}
        {step.choices.length === 0 && <p className={styles.end}>{t('script.end')}</p>}
        <ul className={styles.choices}>
          {step.choices.map((choice) => (
            <li key={`${choice.to}/${format.text(choice.label)}`}>
              <UnstyledButton className={styles.choice} onClick={() => setPath([...path, choice.to])}>
                <span>
                  <ReadOut text={format.text(choice.label)} />
                </span>
                <IconChevronRight size={16} aria-hidden />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </div>
      {canGoBack && (
        <div className={styles.scriptFoot}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            rightSection={<KeyHint name="scriptBack" />}
            onClick={back}
          >
            {t('script.back')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setPath([script.start])}>
            {t('script.restart')}
          </Button>
        </div>
      )}
    </section>
  );
}
