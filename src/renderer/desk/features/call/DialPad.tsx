import { ActionIcon, Button, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconBackspace, IconPhone } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhoneAsTyped } from '../../../../domain/phone.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
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

/** Dials; during a call the same digits go to the call as tones. */
export function DialPad({ number, onNumber, focusWanted, onFocused }: DialPadProps) {
  const { t } = useTranslation();
  const run = useRun();
  const format = useFormat();
  const lines = useDesk((state) => state.lines);
  const registered = useDesk((state) => state.registration.status === 'registered');
  const live = useDesk((state) =>
    state.calls.find((call) => call.state === 'active' || call.state === 'held'),
  );
  const busy = useDesk((state) => state.calls.some((call) => call.state !== 'ended'));
  const [tones, setTones] = useState({ callId: '', sent: '' });
  const [lineId, setLineId] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const line = lines.find((each) => each.id === lineId) ?? lines[0];
  const sent = live !== undefined && tones.callId === live.id ? tones.sent : '';
  useEffect(() => {
    if (!focusWanted) return;
    input.current?.focus();
    onFocused();
  }, [focusWanted, onFocused]);

  const sendTone = async (tone: string) => {
    if (live === undefined) return;
    const callId = live.id;
    const result = await run('call.dtmf', { callId, tones: tone });
    if (result.ok) {
      setTones((was) => ({ callId, sent: (was.callId === callId ? was.sent : '') + tone }));
    }
  };
  const press = (digit: string) => {
    if (live !== undefined) void sendTone(digit);
    else onNumber(formatPhoneAsTyped(plain(number) + digit));
  };
  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const { value, selectionStart } = event.currentTarget;
    // Whoever corrects in the middle must not have the caret thrown to the end.
    onNumber(
      selectionStart === value.length && value.length > number.length ? formatPhoneAsTyped(value) : value,
    );
  };
  const dial = async () => {
    if (number.trim() === '' || busy) return;
    const result = await run('call.dial', {
      number: number.trim(),
      ...(line === undefined ? {} : { lineId: line.id }),
    });
    if (result.ok) onNumber('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (
      live !== undefined &&
      /^[0-9*#]$/.test(event.key) &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      event.preventDefault();
      void sendTone(event.key);
    }
  };

  return (
    <form
      className={styles.dial}
      onSubmit={(event) => {
        event.preventDefault();
        void dial();
      }}
    >
      <TextInput
        ref={input}
        aria-label={live === undefined ? t('dial.number') : t('dial.tones')}
        placeholder={live === undefined ? t('dial.placeholder') : t('dial.tonesPlaceholder')}
        value={live === undefined ? number : sent}
        readOnly={live !== undefined}
        onChange={type}
        onKeyDown={onKeyDown}
        maxLength={80}
        inputMode="tel"
        autoComplete="off"
        classNames={{ input: styles.dialInput ?? '' }}
        rightSection={
          live === undefined && number !== '' ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('dial.clear')}
              onClick={() => onNumber(formatPhoneAsTyped(plain(number).slice(0, -1)))}
            >
              <IconBackspace size={18} aria-hidden />
            </ActionIcon>
          ) : (
            <KeyHint name="dialFocus" />
          )
        }
        rightSectionWidth={42}
      />
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
      <Button
        type="submit"
        size="sm"
        className={styles.good}
        leftSection={<IconPhone size={17} aria-hidden />}
        disabled={!registered || busy || number.trim() === ''}
      >
        {t('dial.call')}
      </Button>
      {!registered && <p className={styles.note}>{t('dial.notRegistered')}</p>}
    </form>
  );
}

/** The digits of a formatted number, so that a digit more or less is formatted anew. */
function plain(formatted: string): string {
  return /^[+\d\s()-]+$/.test(formatted) ? formatted.replace(/[^+\d]/g, '') : formatted;
}
