import { Notification, type BrowserWindow } from 'electron';
import type { DeskEvent } from '../../../contract/desk/bridge.ts';
import type { Call, DeskState } from '../../../contract/desk/state.ts';
import { localized, type Language } from '../../../domain/language.ts';
import { formatPhone } from '../../../domain/phone.ts';

const words: Readonly<Record<Language, { call: string; anonymous: string }>> = {
  ka: { call: 'შემომავალი ზარი', anonymous: 'დაფარული ნომერი' },
  en: { call: 'Incoming call', anonymous: 'Hidden number' },
  ru: { call: 'Входящий звонок', anonymous: 'Скрытый номер' },
};

/**
 * Says that a call rings while the desk is not in front: a notification of the system and a flashing task bar, never
 * the keyboard focus. A click on the notification brings the desk to the front.
 */
export function announceCalls(window: BrowserWindow, state: () => DeskState): (event: DeskEvent) => void {
  const announced = new Map<string, Notification>();
  const announce = (call: Call): void => {
    const { settings, lines } = state();
    const { language } = settings;
    const line = lines.find((candidate) => candidate.id === call.lineId);
    const caller =
      call.remoteNumber === undefined ? words[language].anonymous : formatPhone(call.remoteNumber);
    const notification = new Notification({
      title: line === undefined ? words[language].call : localized(line.companyName, language),
      body: `${words[language].call}: ${caller}`,
      silent: true, // the media window rings
      urgency: 'critical',
    });
    notification.on('click', () => {
      window.show();
      window.focus();
    });
    announced.set(call.id, notification);
    notification.show();
    window.flashFrame(true);
  };
  return (event) => {
    const calls = 'state' in event ? event.state.calls : undefined;
    if (calls === undefined) return;
    const ringing = calls.filter((call) => call.state === 'ringing');
    for (const [id, notification] of announced) {
      if (ringing.some((call) => call.id === id)) continue;
      notification.close();
      announced.delete(id);
    }
    if (ringing.length === 0) window.flashFrame(false);
    if (window.isFocused() || !Notification.isSupported()) return;
    for (const call of ringing) if (!announced.has(call.id)) announce(call);
  };
}
