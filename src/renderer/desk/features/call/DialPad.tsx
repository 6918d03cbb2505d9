import { Button, Select, UnstyledButton } from '@mantine/core';
import { IconPhone, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhoneAsTyped } from '../../../../domain/phone.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { isTalking } from '../../stores/front-call.ts';
import { useFrontCall } from '../../stores/use-front-call.ts';
import { useRun } from '../../stores/use-run.ts';
import { NumberField, plain } from './NumberField.tsx';
import { ToneField } from './ToneField.tsx';
import { copiedNumber, copiedTones } from './copied-number.ts';
import { fieldText } from './number-text.ts';
import { useCopied } from './use-copied.ts';
import styles from './tools.module.css';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

export interface DialPadProps {
  /** The number as it is typed; kept by whoever stays when the pad goes. */
  readonly number: string;
  readonly onNumber: (number: string) => void;
  /** The pad's key was pressed: the field takes the focus, once, and says so. */
  readonly focusWanted: boolean;
  readonly onFocused: () => void;
}

/** Dials; while somebody is on the line the same digits go to the call as tones. */
export function DialPad({ number, onNumber, focusWanted, onFocused }: DialPadProps) {
  const { t } = useTranslation();
  const run = useRun();
  const format = useFormat();
  const lines = useDesk((state) => state.lines);
  const registered = useDesk((state) => state.registration.status === 'registered');
  const front = useFrontCall();
  const live = front?.state === 'active' ? front : undefined;
  // With a call on hold another one can be made; one that rings wants an answer first.
  const busy = useDesk((state) => state.calls.some((call) => isTalking(call) || call.state === 'ringing'));
  const [tones, setTones] = useState({ callId: '', sent: '' });
  const [waiting, setWaiting] = useState<{ callId: string; tones: string }>();
  const [lineId, setLineId] = useState<string | null>(null);
  const readCopied = useCopied();
  const line = lines.find((each) => each.id === lineId) ?? lines[0];
  const onLine = line === undefined ? {} : { lineId: line.id };

  const send = async (callId: string, text: string) => {
    const result = await run('call.dtmf', { callId, tones: text });
    if (result.ok) {
      setTones((was) => ({ callId, sent: (was.callId === callId ? was.sent : '') + text }));
    }
  };
  const press = (digit: string) => {
    if (live !== undefined) void send(live.id, digit);
    else onNumber(formatPhoneAsTyped(plain(number) + digit));
  };
  const dial = async () => {
    if (number.trim() === '' || busy) return;
    const result = await run('call.dial', { number: number.trim(), ...onLine });
    if (result.ok) onNumber('');
  };
  const redial = () => void run('call.redial', {});
  const takeCopied = async () => {
    const found = await readCopied(live === undefined ? copiedNumber : copiedTones);
    if (found === undefined) return;
    if (live === undefined) onNumber(fieldText(found));
    else setWaiting({ callId: live.id, tones: found });
  };
  const canRedial = registered && !busy;
  useKey('redial', canRedial ? redial : undefined);
  useKey('dialCopied', () => void takeCopied());

  return (
    <form
      className={styles.dial}
      onSubmit={(event) => {
        event.preventDefault();
        void dial();
      }}
    >
      {live === undefined ? (
        <NumberField
          number={number}
          onNumber={onNumber}
          onCopied={() => void takeCopied()}
          focusWanted={focusWanted}
          onFocused={onFocused}
        />
      ) : (
        <ToneField
          sent={tones.callId === live.id ? tones.sent : ''}
          waiting={waiting?.callId === live.id ? waiting.tones : undefined}
          onWaiting={(text) => setWaiting(text === undefined ? undefined : { callId: live.id, tones: text })}
          onSend={(text) => void send(live.id, text)}
          focusWanted={focusWanted}
          onFocused={onFocused}
        />
      )}
      <div role="group" aria-label={t('dial.pad')} className={styles.pad}>
        {digits.map((digit) => (
          <UnstyledButton
            key={digit}
            type="button"
            className={styles.digit}
            aria-label={t('dial.digit', { digit })}
            onClick={() => press(digit)}
          >
            {digit}
          </UnstyledButton>
        ))}
      </div>
      {lines.length > 1 && line !== undefined && (
        <Select
          aria-label={t('dial.line')}
          data={lines.map((each) => ({
            value: each.id,
            label: `${format.text(each.companyName)} · ${format.text(each.name)}`,
          }))}
          value={line.id}
          onChange={setLineId}
          allowDeselect={false}
          disabled={live !== undefined}
        />
      )}
      <div className={styles.dialKeys}>
        <Button
          type="submit"
          size="sm"
          className={styles.good}
          leftSection={<IconPhone size={17} aria-hidden />}
          disabled={!registered || busy || number.trim() === ''}
        >
          {t('dial.call')}
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconRepeat size={16} aria-hidden />}
          rightSection={<KeyHint name="redial" />}
          disabled={!canRedial}
          onClick={redial}
        >
          {t('dial.redial')}
        </Button>
      </div>
      {!registered && <p className={styles.note}>{t('dial.notRegistered')}</p>}
    </form>
  );
}
