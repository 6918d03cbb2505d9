import { useCallback } from 'react';
import { uuidv7 } from 'uuidv7';
import type { Line } from '../../../../contract/content.ts';
import type { Draft } from '../../../../contract/desk/commands.ts';
import { toE164 } from '../../../../domain/phone.ts';
import { useDeskAccess } from '../../stores/desk-context.ts';
import { useWork } from '../../stores/work-context.tsx';
import type { Work } from '../../stores/work.ts';
import { noticeProblem } from '../../ui/notices.ts';
import { useTranslation } from 'react-i18next';
import { callbackText } from './callback.ts';
import { neverSaved } from './draft-editor.ts';

/** A new form with all that is known: the call, its line, and the customer as far as the card says. */
export function newDraft(work: Work, line: Line): Draft {
  const { subject } = work.store.getState();
  const { chosen, form } = work.customer.store.getState();
  const number = subject?.number === undefined ? undefined : toE164(subject.number);
  return {
    id: uuidv7(),
    lineId: line.id,
    callId: subject?.callId,
    customerId: chosen?.id,
    savedAt: neverSaved,
    fields: {
      kind: line.caseKinds[0] ?? 'complaint',
      category: '',
      customerName: chosen?.name ?? (form?.name || (subject?.name ?? '')),
      callback: callbackText(number ?? chosen?.phones[0] ?? subject?.number),
      address: chosen?.address ?? form?.address ?? '',
      description: '',
      desiredResult: '',
      ...(subject?.lineId === line.id && work.scripts.store.getState()[subject.callId]?.fills),
    },
  };
}

/**
 * Brings the case form of the present call to the front: the one that is open, else an unfinished one of this call,
 * else a new one.
 */
export function useOpenCase(): () => Promise<void> {
  const { bridge, store } = useDeskAccess();
  const work = useWork();
  const { t } = useTranslation();
  return useCallback(async () => {
    work.showPage('case');
    if (work.drafts.store.getState().draft !== undefined) return;
    const { subject } = work.store.getState();
    const lines = store.getState().host?.lines ?? [];
    const line = lines.find((each) => each.id === subject?.lineId) ?? lines[0];
    if (line === undefined) {
      noticeProblem(t('content.empty'));
      return;
    }
    const unfinished = await bridge.command('draft.list', {});
    const ofThisCall =
      unfinished.ok && subject !== undefined
        ? unfinished.value.drafts.find((draft) => draft.callId === subject.callId)
        : undefined;
    work.drafts.putAway();
    await work.drafts.open(ofThisCall ?? newDraft(work, line));
  }, [bridge, store, work, t]);
}
