import { UnstyledButton } from '@mantine/core';
import {
  IconArrowsExchange,
  IconArrowsSplit2,
  IconPhone,
  IconDotsVertical,
  IconPhoneOff,
  IconPhoneX,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { formatClock, useFormat } from '../../i18n/format.ts';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useNow } from '../../stores/clock.ts';
import { heldLast, isTalking } from '../../stores/front-call.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork, useWorkState } from '../../stores/work-context.tsx';
import { secondsUntil } from './call-words.ts';
import { useCallActions } from './use-call-actions.ts';
import { RejectMenu } from './RejectMenu.tsx';
import { useCaller, whoText } from './use-caller.ts';
import styles from './others.module.css';

export interface OtherCallsProps {
  readonly front: Call | undefined;
  /** In the order in which they came; not empty. */
  readonly others: readonly Call[];
}

/** The calls that are not in front: who waits, on which line, since when, and what can be done about it by a key. */
export function OtherCalls({ front, others }: OtherCallsProps) {
  const { t } = useTranslation();
  const run = useRun();
  const ringing = others.find((call) => call.state === 'ringing');
  const heldSince = useWorkState((state) => state.heldSince);
  const joined = front?.inConference === true ? front : undefined;
  // The keys go to the one held last, whom the host takes into a conference as well; of equals to the newer.
  const held = heldLast(
    others.filter((call) => call.state === 'held' && !(call.inConference && joined !== undefined)),
    heldSince,
  );
  const members = joined === undefined ? [] : others.filter((call) => call.inConference);
  useKey(
    'hangUpMember',
    members.length === 0
      ? undefined
      : ({ code }) => {
          const member = members[Number(code.at(-1)) - 1];
          if (member !== undefined) void run('call.hangUp', { callId: member.id });
        },
  );
  const canJoin = joined === undefined && held !== undefined && front?.state === 'active';
  return (
    <ul className={styles.others} aria-label={t('calls.others')} tabIndex={others.length > 2 ? 0 : undefined}>
      {others.map((call) => (
        <li key={call.id} className={styles.row} data-state={call.state}>
          {call.state === 'ringing' ? (
            <RingingRow call={call} hasKeys={call === ringing} front={front} />
          ) : (
            <RowText call={call} />
          )}
          {call.state === 'held' && !(call.inConference && joined !== undefined) && (
            <HeldKeys call={call} hasKeys={call === held} canJoin={canJoin} />
          )}
          {joined !== undefined && members.includes(call) && (
            <MemberKeys call={call} place={members.indexOf(call) + 1} front={joined} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** A hold may take the other side half a minute: until then it rings on, and it is said that it was answered. */
function RingingRow({ call, hasKeys, front }: RowProps & { front: Call | undefined }) {
  const run = useRun();
  const [taken, setTaken] = useState(false);
  const answer = () => {
    if (taken) return;
    setTaken(true);
    void run('call.answer', { callId: call.id }).then(() => setTaken(false));
  };
  return (
    <>
      <RowText call={call} taken={taken} />
      <RingingKeys call={call} hasKeys={hasKeys} front={front} taken={taken} onAnswer={answer} />
    </>
  );
}

function RowText({ call, taken = false }: { call: Call; taken?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const caller = useCaller(call);
  const { line } = caller;
  return (
    <div className={styles.text}>
      <span
        className={styles.colour}
        style={line === undefined ? undefined : { background: line.colour }}
        aria-hidden="true"
      />
      <p className={`${styles.who} tabular`} title={whoText(caller)}>
        {whoText(caller)}
      </p>
      <p className={styles.more}>
        {taken ? t('calls.taken') : <Since call={call} />}
        {line !== undefined && <span className={styles.company}> · {format.text(line.companyName)}</span>}
        {line === undefined && call.direction === 'in' && ` · ${t('call.unknownLine')}`}
      </p>
    </div>
  );
}

/** The state in a word with the time that it lasts, or that is left of it. */
function Since({ call }: { call: Call }) {
  const { t } = useTranslation();
  const now = useNow();
  const heldSince = useWorkState((state) => state.heldSince[call.id]);
  if (call.state === 'ended') return <>{t('calls.outcomeWaits')}</>;
  if (call.state === 'ringing' && call.autoAnswerAt !== undefined) {
    return <>{t('calls.answersItself', { seconds: secondsUntil(call.autoAnswerAt, now) })}</>;
  }
  const word =
    call.inConference && call.state === 'active' ? t('calls.inConference') : t(`calls.state.${call.state}`);
  const since =
    call.state === 'ringing' ? Date.parse(call.startedAt) : call.state === 'held' ? heldSince : undefined;
  return (
    <>
      {word}
      {since !== undefined && <span className="tabular"> {formatClock(now - since)}</span>}
    </>
  );
}

interface RowProps {
  readonly call: Call;
  /** The row that the keys are about. */
  readonly hasKeys: boolean;
}

interface RingingKeysProps extends RowProps {
  readonly front: Call | undefined;
  /** It was answered, and waits for the present call to be on hold. */
  readonly taken: boolean;
  readonly onAnswer: () => void;
}

function RingingKeys({ call, hasKeys, front, taken, onAnswer }: RingingKeysProps) {
  const { t } = useTranslation();
  const work = useWork();
  const actions = useCallActions(call);
  const who = whoText(useCaller(call));
  // With nobody on the line the card in front rings as well, and has these keys.
  const own = hasKeys && front?.state !== 'ringing';
  useKey('answer', own ? onAnswer : undefined);
  useKey('rejectWaiting', hasKeys ? actions.reject : undefined);
  useKey('decline', own ? actions.decline : undefined);
  useKey('divert', own ? () => work.handOver({ callId: call.id, kind: 'divert' }) : undefined);
  const holds = front !== undefined && isTalking(front);
  return (
    <span className={styles.keys}>
      <RowButton
        className={styles.answer}
        label={t(holds ? 'calls.answerHolding' : 'calls.answer', { who })}
        icon={IconPhone}
        hint={own ? 'answer' : undefined}
        onFill
        disabled={taken}
        onClick={onAnswer}
      />
      <RowButton
        label={t('calls.reject', { who })}
        icon={IconPhoneX}
        hint={hasKeys ? 'rejectWaiting' : undefined}
        onClick={actions.reject}
      />
      <RejectMenu
        rejectKey={own ? 'rejectWaiting' : undefined}
        onReject={actions.reject}
        onDecline={actions.decline}
      >
        <UnstyledButton
          className={styles.menu}
          aria-label={`${t('call.rejectHow')}: ${who}`}
          title={t('call.rejectHow')}
        >
          <IconDotsVertical size={14} aria-hidden />
        </UnstyledButton>
      </RejectMenu>
    </span>
  );
}

function HeldKeys({ call, hasKeys, canJoin }: RowProps & { canJoin: boolean }) {
  const { t } = useTranslation();
  const actions = useCallActions(call);
  const who = whoText(useCaller(call));
  const busy = call.pending !== undefined;
  useKey('swap', hasKeys && !busy ? actions.resume : undefined);
  useKey('conference', hasKeys && canJoin ? actions.merge : undefined);
  return (
    <span className={styles.keys}>
      <RowButton
        label={t('calls.swap', { who })}
        icon={IconArrowsExchange}
        hint={hasKeys ? 'swap' : undefined}
        disabled={busy}
        onClick={actions.resume}
      />
      {hasKeys && canJoin && (
        <RowButton
          label={t('calls.merge', { who })}
          icon={IconUsersGroup}
          hint="conference"
          onClick={actions.merge}
        />
      )}
    </span>
  );
}

interface MemberKeysProps {
  readonly call: Call;
  /** From 1: the digit of its key. The first one's row has the key of the whole conference as well. */
  readonly place: number;
  readonly front: Call;
}

/** What can be done with one who is in the conference: that one leaves it, the others go on. */
function MemberKeys({ call, place, front }: MemberKeysProps) {
  const { t } = useTranslation();
  const { split } = useCallActions(front);
  const { hangUp } = useCallActions(call);
  const who = whoText(useCaller(call));
  const hasSplit = place === 1;
  useKey('conference', hasSplit ? split : undefined);
  return (
    <span className={styles.keys}>
      {hasSplit && (
        <RowButton label={t('calls.split')} icon={IconArrowsSplit2} hint="conference" onClick={split} />
      )}
      <RowButton
        className={styles.end}
        label={t('calls.hangUpMember', { who })}
        icon={IconPhoneOff}
        hint="hangUpMember"
        digit={place}
        disabled={call.pending === 'hangUp'}
        onClick={hangUp}
      />
    </span>
  );
}

interface RowButtonProps {
  /** Read out, and shown under the pointer. */
  readonly label: string;
  readonly icon: ComponentType<{ size: number; 'aria-hidden': true }>;
  readonly hint: DeskKey | undefined;
  /** Which digit of the key, where it has several. */
  readonly digit?: number;
  readonly onClick: () => void;
  readonly onFill?: boolean;
  readonly disabled?: boolean;
  readonly className?: string | undefined;
}

/** A sign with its key: there is no room for a word in a row, so the words are in the title. */
function RowButton({
  label,
  icon: Icon,
  hint,
  digit,
  onClick,
  onFill = false,
  disabled,
  className,
}: RowButtonProps) {
  return (
    <UnstyledButton
      className={`${styles.button} ${className ?? ''}`}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden />
      <span className="visually-hidden">{label}</span>
      {hint !== undefined && <KeyHint name={hint} onFill={onFill} digit={digit} />}
    </UnstyledButton>
  );
}
