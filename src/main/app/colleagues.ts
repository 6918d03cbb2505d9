import type { Colleague } from '../../contract/desk/telephone.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Telephony } from '../telephony/port.ts';
import type { StateHolder } from './state-holder.ts';

/** Whom calls can be handed over to and who of them is free, as far as the PBX tells; and the operator's mailbox. */
export interface ColleagueDesk {
  /** Shows the colleagues of the operator who signs in; of none of them is anything known yet. */
  open(colleagues: SipAccount['colleagues']): void;
  /** Nothing of it is left to see. */
  leave(): void;
  close(): void;
}

export function createColleagueDesk(telephony: Telephony, state: Pick<StateHolder, 'set'>): ColleagueDesk {
  let listed: SipAccount['colleagues'] = [];
  /** By number. */
  const states = new Map<string, Colleague['state']>();
  let isDue = false;

  const publish = (): void => {
    isDue = false;
    state.set(
      'colleagues',
      listed.map((colleague) => ({ ...colleague, state: states.get(colleague.number) ?? 'unknown' })),
    );
  };
  const stops = [
    telephony.on('colleague', (news) => {
      states.set(news.number, news.state);
      // A PBX that comes back tells of hundreds at once: they are shown once.
      if (!isDue) setImmediate(() => isDue && publish());
      isDue = true;
    }),
    // A change that is undefined does not pass through JSON.
    telephony.on('mailbox', (mailbox) => state.set('mailbox', mailbox ?? null)),
  ];
  const show = (colleagues: SipAccount['colleagues']): void => {
    listed = colleagues;
    states.clear();
    publish();
    state.set('mailbox', null);
  };
  return {
    open: show,
    leave: () => show([]),
    close() {
      isDue = false;
      for (const stop of stops) stop();
    },
  };
}
