import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { stateText } from '../call/call-words.ts';
import { useCaller, whoText } from '../call/use-caller.ts';
import { isUnderWay, transferText } from './transfer-words.ts';
import type { Consultation } from './use-consultation.ts';
import styles from './transfer.module.css';

/** While a colleague is asked: who waits, who is on the line, and the two ways on. */
export function ConsultationView({ consultation }: { consultation: Consultation }) {
  const { t } = useTranslation();
  const { caller, colleague, ready, rings } = consultation;
  const waiting = whoText(useCaller(caller));
  const asked = whoText(useCaller(colleague));
  const underWay = isUnderWay(caller.transfer);
  return (
    <>
      <dl className={styles.pair}>
        <div>
          <dt>{waiting}</dt>
          <dd>{t('transfer.waits')}</dd>
        </div>
        <div>
          <dt>{asked}</dt>
          <dd>{stateText(colleague, t)}</dd>
        </div>
      </dl>
      <p className={styles.advice} role="status">
        {/* What failed before was with somebody else, or is being tried again. */}
        {caller.transfer !== undefined && underWay
          ? transferText(caller.transfer, true, t)
          : rings
            ? t('transfer.adviceWait')
            : t('transfer.adviceReady')}
      </p>
      <div className={styles.actions}>
        <Button
          disabled={!ready}
          leftSection={<IconArrowForwardUp size={15} aria-hidden />}
          rightSection={<KeyHint name="transfer" onFill={ready} />}
          onClick={() => consultation.complete()}
        >
          {t(rings ? 'transfer.completeNow' : 'transfer.complete')}
        </Button>
        <Button
          variant="default"
          disabled={underWay}
          leftSection={<IconArrowBackUp size={15} aria-hidden />}
          onClick={() => consultation.back()}
        >
          {t('transfer.back')}
        </Button>
      </div>
    </>
  );
}
