import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../../../../contract/desk/commands.ts';
import { useDesk, useMirror } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useWork } from '../../stores/work-context.tsx';
import { LineBadge } from '../../ui/LineBadge.tsx';
import { useOpenCase } from './use-open-case.ts';
import styles from './case.module.css';

/** The reference of a case just submitted, large and spaced to be read out, with its way to the server. */
export function SubmittedCase({ reference, draft }: { reference: string; draft: Draft }) {
  const { t } = useTranslation();
  const work = useWork();
  const openCase = useOpenCase();
  const reachable = useDesk((state) => state.server.status === 'reachable');
  const outbox = useDesk((state) => state.outbox);
  const deliveries = useMirror((mirror) => mirror.deliveries);
  const cases = useAnswer('case.list', { limit: 20 }, `${deliveries}/${outbox.waiting}/${outbox.parked}`);
  const delivery =
    cases.status === 'ok' ? cases.value.cases.find((each) => each.id === draft.id)?.delivery : undefined;
  // Desk number, running number and check digit (see domain/reference).
  const [desk, running, check] = reference.split('-');
  return (
    <div className={styles.submitted}>
      <p className={styles.accepted} role="status">
        <IconCheck size={20} aria-hidden /> {t('case.submitted')}: {t(`case.kind.${draft.fields.kind}`)}
      </p>
      <p className={styles.readOut}>{t('case.readOut')}</p>
      <p
        className={`${styles.reference} tabular`}
        aria-label={`${t('case.reference')}: ${spelled(reference)}`}
      >
        <span>{desk}</span>
        <span>{running}</span>
        <span>{check}</span>
      </p>
      <CopyButton value={reference} timeout={3000}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            onClick={copy}
          >
            {copied ? t('case.copied') : t('case.copy')}
          </Button>
        )}
      </CopyButton>
      <p className={styles.way} role="status">
        {delivery === 'delivered' || delivery === 'parked'
          ? t(`story.delivery.${delivery}`)
          : reachable
            ? t('case.sending')
            : t('case.sentLater')}
      </p>
      <p className={styles.submittedFor}>
        <span>{draft.fields.customerName}</span>
        <LineBadge lineId={draft.lineId} />
      </p>
      <div className={styles.submittedButtons}>
        <Button variant="default" onClick={() => work.drafts.putAway()}>
          {t('common.close')}
        </Button>
        <Button variant="default" onClick={() => void openCase()}>
          {t('case.another')}
        </Button>
      </div>
    </div>
  );
}

/** Digit by digit, so that a screen reader says digits and no large numbers. */
function spelled(reference: string): string {
  return reference.split('').join(' ');
}
