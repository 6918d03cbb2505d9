import { ActionIcon } from '@mantine/core';
import { IconArrowForwardUp, IconPhoneOutgoing, IconUserQuestion, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork } from '../../stores/work-context.tsx';
import type { Handover } from '../../stores/work.ts';
import { useCaller, whoText } from '../call/use-caller.ts';
import { ConsultationView } from './ConsultationView.tsx';
import { TargetChooser } from './TargetChooser.tsx';
import { isUnderWay, transferText } from './transfer-words.ts';
import { useConsultation } from './use-consultation.ts';
import styles from './transfer.module.css';

export interface HandoverPanelProps {
  readonly call: Call;
  readonly kind: Handover['kind'];
}

/**
 * Where a call goes when it leaves this desk: straight on, or after the colleague was asked; a call that still rings is
 * sent on. Stands below the call, so that call, customer and form stay in sight.
 */
export function HandoverPanel({ call, kind }: HandoverPanelProps) {
  const { t } = useTranslation();
  const work = useWork();
  const who = whoText(useCaller(call));
  const consultation = useConsultation();
  // Read before the field of the panel takes the focus.
  const [before] = useState(() => document.activeElement);
  const close = () => {
    work.handOver(undefined);
    // Whoever was typing goes on where they were.
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const asking = kind === 'transfer' && consultation?.caller.id === call.id ? consultation : undefined;
  const title =
    kind === 'divert'
      ? t('transfer.titleDivert', { who })
      : asking === undefined
        ? t('transfer.title', { who })
        : t('transfer.titleAsking', { who });
  return (
    <section className={styles.panel} aria-label={title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t('transfer.close')} onClick={close}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </header>
      {kind === 'divert' ? (
        <Divert call={call} onClose={close} />
      ) : asking !== undefined ? (
        <ConsultationView consultation={asking} />
      ) : isUnderWay(call.transfer) ? null : (
        <HandOver call={call} onClose={close} />
      )}
      {kind === 'transfer' && asking === undefined && <Progress transfer={call.transfer} />}
    </section>
  );
}

/** While the PBX is at it; how it ended stands with the call, here only what support may ask for. */
function Progress({ transfer }: { transfer: Call['transfer'] }) {
  const { t } = useTranslation();
  if (transfer === undefined) return null;
  if (isUnderWay(transfer)) return <p className={styles.progress}>{transferText(transfer, false, t)}</p>;
  if (transfer.status !== 'failed' || transfer.sipStatus === undefined) return null;
  return <p className={styles.progress}>{t('registration.sipStatus', { status: transfer.sipStatus })}</p>;
}

/** To ask first can be undone, so it is what Enter does; to hand over at once cannot, and has a key of its own. */
function HandOver({ call, onClose }: { call: Call; onClose: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  return (
    <TargetChooser
      onEscape={onClose}
      actions={[
        {
          label: t('transfer.ask'),
          icon: IconUserQuestion,
          run: ({ number }) =>
            void run('call.dial', {
              number,
              consultationFor: call.id,
              ...(call.lineId === undefined ? {} : { lineId: call.lineId }),
            }),
        },
        {
          label: t('transfer.now'),
          icon: IconArrowForwardUp,
          hint: 'transferNow',
          run: ({ number }) => void run('call.transfer', { callId: call.id, to: { number } }),
        },
      ]}
    />
  );
}

function Divert({ call, onClose }: { call: Call; onClose: () => void }) {
  const { t } = useTranslation();
  const run = useRun();
  return (
    <TargetChooser
      onEscape={onClose}
      actions={[
        {
          label: t('transfer.divert'),
          icon: IconPhoneOutgoing,
          run: ({ number }) => void run('call.divert', { callId: call.id, number }),
        },
      ]}
    />
  );
}
