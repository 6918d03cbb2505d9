import { Button, UnstyledButton } from '@mantine/core';
import { IconBell, IconChevronDown, IconPhone, IconPhoneOutgoing, IconPhoneX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useNow } from '../../stores/clock.ts';
import { useWork } from '../../stores/work-context.tsx';
import { CallHead } from './CallHead.tsx';
import { secondsUntil } from './call-words.ts';
import { numberText } from './number-text.ts';
import { RejectMenu } from './RejectMenu.tsx';
import { useCallActions } from './use-call-actions.ts';
import styles from './call.module.css';

/** A call that rings: who, on which line, and two answers to it. Never takes the focus. */
export function RingingCard({ call }: { call: Call }) {
  const { t } = useTranslation();
  const actions = useCallActions(call);
  const work = useWork();
  useKey('answer', actions.answer);
  useKey('hangUp', actions.reject);
  useKey('decline', actions.decline);
  const divert = () => work.handOver({ callId: call.id, kind: 'divert' });
  useKey('divert', divert);
  return (
    <div className={styles.card} data-ringing>
      <CallHead
        call={call}
        word={
          <>
            <IconBell size={14} aria-hidden className={styles.bell} /> {t('call.ringing')}
          </>
        }
      />
      <div className={styles.status}>
        {call.autoAnswerAt !== undefined && <AnswersItself at={call.autoAnswerAt} />}
        {call.divertedFrom !== undefined && (
          <p className={styles.note}>
            {t('call.divertedFrom', { number: numberText(call.divertedFrom, t) })}
          </p>
        )}
      </div>
      <div className={styles.buttons} data-large>
        <Button
          variant="default"
          data-small
          leftSection={<IconPhoneOutgoing size={16} aria-hidden />}
          rightSection={<KeyHint name="divert" />}
          onClick={divert}
        >
          {t('transfer.openDivert')}
        </Button>
        <Button
          className={styles.good}
          leftSection={<IconPhone size={18} aria-hidden />}
          rightSection={<KeyHint name="answer" onFill />}
          onClick={actions.answer}
        >
          {t('call.answer')}
        </Button>
        <div className={styles.split}>
          <Button
            className={styles.bad}
            leftSection={<IconPhoneX size={18} aria-hidden />}
            rightSection={<KeyHint name="hangUp" onFill />}
            onClick={actions.reject}
          >
            {t('call.reject')}
          </Button>
          <RejectMenu rejectKey="hangUp" onReject={actions.reject} onDecline={actions.decline}>
            <UnstyledButton
              className={styles.splitMore}
              aria-label={t('call.rejectHow')}
              title={t('call.rejectHow')}
            >
              <IconChevronDown size={16} aria-hidden />
            </UnstyledButton>
          </RejectMenu>
        </div>
      </div>
    </div>
  );
}

function AnswersItself({ at }: { at: string }) {
  const { t } = useTranslation();
  return <p className={styles.notice}>{t('call.answersItself', { seconds: secondsUntil(at, useNow()) })}</p>;
}
