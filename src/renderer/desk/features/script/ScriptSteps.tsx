import { Button } from '@mantine/core';
import { IconArrowLeft, IconBulb } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Line, Script } from '../../../../contract/content.ts';
import { choose, enterBranch, goBack, leaveBranch, restart, tick } from '../../../../domain/script/runner.ts';
import type { ScriptPath } from '../../../../domain/script/script-path.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { Branches } from './Branches.tsx';
import { Choices } from './Choices.tsx';
import { ReadOut } from './ReadOut.tsx';
import { Sentences } from './Sentences.tsx';
import { Trail } from './Trail.tsx';
import { usePlainReadOut } from './use-placeholders.ts';
import { useScriptRun } from './use-script-run.ts';
import styles from './script.module.css';

export interface ScriptStepsProps {
  readonly script: Script;
  readonly callId: string;
  readonly line: Line;
  /** Where the host says that the call has come to: after a restart this window does not know it. */
  readonly stored: ScriptPath | undefined;
}

/** The step that the call is at, what must be said in it, and the ways on, back, and into the branches. */
export function ScriptSteps({ script, callId, line, stored }: ScriptStepsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = usePlainReadOut();
  const { place, path, goTo } = useScriptRun(script, callId, line, stored);
  const { step, trail, required, owed, branch, interrupted, canGoBack, canRestart } = place;
  const body = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  /** At how many visits the operator wanted to go on with a sentence left to say. */
  const [askedAt, setAskedAt] = useState<number>();
  const unsaid = [...required, ...owed].some(({ said }) => !said);

  // Whoever was in the step with the keyboard is in the next one: what had the focus has gone with the last step.
  const hadFocus = useRef(false);
  useEffect(() => {
    body.current?.scrollTo?.({ top: 0 });
    if (hadFocus.current) heading.current?.focus();
    hadFocus.current = false;
  }, [path.visits.length]);
  const move = (next: ScriptPath) => {
    if (next === path) {
      // Only an unsaid sentence stands in the way: it is asked for in words, and its box is at hand.
      setAskedAt(path.visits.length);
      body.current?.querySelector<HTMLInputElement>('input[type=checkbox]:not(:checked)')?.focus();
      return;
    }
    const active = document.activeElement;
    hadFocus.current = active !== null && body.current?.contains(active) === true;
    goTo(next);
  };
  const back = () => move(goBack(script, path));
  useKey('scriptBack', canGoBack ? back : undefined);
  const backBy = (steps: number) => {
    let next = path;
    while (next.visits.length > path.visits.length - steps) {
      const before = next;
      next = goBack(script, next);
      if (next === before) break;
    }
    if (next !== path) move(next);
  };
  const say = (sentence: Parameters<typeof tick>[2]) => goTo(tick(script, path, sentence));

  return (
    <section className={styles.script} aria-label={t('script.title')} data-branch={branch?.kind}>
      <Trail script={script} trail={trail} onBack={backBy} />
      <div ref={body} className={styles.step}>
        {branch !== undefined && (
          <p className={styles.detour}>
            <strong>{t(`script.branch.${branch.kind}`)}.</strong>{' '}
            {interrupted !== undefined && t('script.waits', { title: plain(format.text(interrupted.title)) })}
          </p>
        )}
        <h3 ref={heading} tabIndex={-1} className={styles.stepTitle}>
          <ReadOut text={format.text(step?.title ?? trail.at(-1)?.title ?? {})} />
        </h3>
        {step === undefined ? (
          <p role="alert">{t('script.gone')}</p>
        ) : (
          <p className={styles.say}>
            <ReadOut text={format.text(step.say)} />
          </p>
        )}
        <Sentences legend={t('script.required')} sentences={required} onTick={say} />
        <Sentences
          legend={t('script.owed', { title: plain(format.text(interrupted?.title ?? {})) })}
          sentences={owed}
          onTick={say}
        />
        {unsaid && askedAt === path.visits.length && (
          <p className={styles.unsaid} role="alert">
            {t('script.unsaid')}
          </p>
        )}
        {step?.hint !== undefined && (
          <p className={styles.hint}>
            <IconBulb size={16} aria-hidden />
            <span>
              <span className="visually-hidden">{t('script.hint')}: </span>
              <ReadOut text={format.text(step.hint)} />
            </span>
          </p>
        )}
        {step?.choices.length === 0 && <p className={styles.end}>{t('script.end')}</p>}
        <Choices choices={place.choices} onChoose={(index) => move(choose(script, path, index))} />
      </div>
      <p role="status" className="visually-hidden">
        {t('script.now', { number: trail.length, title: plain(format.text(trail.at(-1)?.title ?? {})) })}
      </p>
      <div className={styles.scriptFoot}>
        <Branches
          script={script}
          place={place}
          onEnter={(key) => move(enterBranch(script, path, key))}
          onReturn={() => move(leaveBranch(script, path))}
        />
        {canGoBack && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            rightSection={<KeyHint name="scriptBack" />}
            onClick={back}
          >
            {t('script.back')}
          </Button>
        )}
        {canRestart && (
          <Button size="compact-sm" variant="subtle" onClick={() => move(restart(script, path))}>
            {t('script.restart')}
          </Button>
        )}
      </div>
    </section>
  );
}
