import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Customer } from '../../../../contract/content.ts';
import type { DeskBridge } from '../../../../contract/desk/bridge.ts';
import type { ReasonCode } from '../../../../contract/reasons.ts';
import { toE164 } from '../../../../domain/phone.ts';
import {
  customerOfForm,
  formOfCustomer,
  newCustomerForm,
  type CustomerForm,
  type FormProblem,
} from './customer-form.ts';

/** Whom the desk is looking for: who calls, or is called. */
export interface Wanted {
  readonly callId?: string | undefined;
  /** As the PBX gave it; may be no phone number at all. */
  readonly number?: string | undefined;
  readonly name?: string | undefined;
  readonly companyId?: string | undefined;
}

export interface CustomerState {
  /** `none`: nobody has this number, or it is no number. */
  readonly search: 'idle' | 'searching' | 'none' | 'found' | 'failed';
  readonly wanted: Wanted;
  readonly matches: readonly Customer[];
  /** The card on the screen, as the store holds it. */
  readonly chosen: Customer | undefined;
  /** The card as it is being typed. */
  readonly form: CustomerForm | undefined;
  readonly changed: boolean;
  readonly saving: boolean;
  readonly problem: FormProblem | ReasonCode | undefined;
  readonly savedAt: number | undefined;
}

const empty: CustomerState = {
  search: 'idle',
  wanted: {},
  matches: [],
  chosen: undefined,
  form: undefined,
  changed: false,
  saving: false,
  problem: undefined,
  savedAt: undefined,
};

export interface CustomerDesk {
  readonly store: StoreApi<CustomerState>;
  /** Looks for the customer of a number; the last question wins. Nothing wanted empties the card. */
  look(wanted: Wanted | undefined): Promise<void>;
  choose(customer: Customer): void;
  /** Back to the choice between several cards. */
  chooseAgain(): void;
  startNew(companyId: string): void;
  edit(): void;
  change(fields: Partial<CustomerForm>): void;
  /** Puts the form back; answers with what was typed, for an undo. */
  cancel(): CustomerForm | undefined;
  reopen(form: CustomerForm): void;
  save(): Promise<boolean>;
}

/**
 * The customer card of the call. Exactly one card of the line's own company is taken at once; several, or cards of
 * other companies only, are for the operator to choose from.
 */
export function createCustomerDesk(bridge: Pick<DeskBridge, 'command'>): CustomerDesk {
  const store = createStore<CustomerState>(() => empty);
  const state = store.getState;
  let question = 0;

  const showNew = (wanted: Wanted, companyId: string) =>
    store.setState({
      chosen: undefined,
      form: newCustomerForm({
        companyId,
        ...(wanted.number === undefined ? {} : { number: wanted.number }),
        ...(wanted.name === undefined ? {} : { name: wanted.name }),
      }),
      changed: false,
      problem: undefined,
      savedAt: undefined,
    });

  return {
    store,
    async look(wanted) {
      question += 1;
      const asked = question;
      store.setState({ ...empty, wanted: wanted ?? {} }, true);
      if (wanted === undefined) return;
      const number = wanted.number === undefined ? undefined : toE164(wanted.number);
      if (number === undefined) {
        store.setState({ search: 'none' });
        if (wanted.companyId !== undefined) showNew(wanted, wanted.companyId);
        return;
      }
      store.setState({ search: 'searching' });
      const result = await bridge.command('customer.findByNumber', {
        number,
        ...(wanted.companyId === undefined ? {} : { companyId: wanted.companyId }),
      });
      if (asked !== question) return;
      if (!result.ok) {
        store.setState({ search: 'failed', problem: result.reason });
        return;
      }
      const matches = result.value.customers;
      const own = matches.filter((each) => each.companyId === wanted.companyId);
      const only = own.length === 1 ? own[0] : undefined;
      store.setState({ search: matches.length === 0 ? 'none' : 'found', matches, chosen: only });
      if (matches.length === 0 && wanted.companyId !== undefined) showNew(wanted, wanted.companyId);
    },
    choose(customer) {
      store.setState({ chosen: customer, form: undefined, changed: false, problem: undefined });
    },
    chooseAgain() {
      store.setState({ chosen: undefined, form: undefined, changed: false, problem: undefined });
    },
    startNew(companyId) {
      showNew(state().wanted, companyId);
    },
    edit() {
      const { chosen } = state();
      if (chosen !== undefined) {
        store.setState({ form: formOfCustomer(chosen), changed: false, problem: undefined });
      }
    },
    change(fields) {
      const { form, problem } = state();
      if (form === undefined) return;
      const solved = typeof problem === 'object' && problem.field in fields;
      store.setState({
        form: { ...form, ...fields },
        changed: true,
        problem: solved ? undefined : problem,
        savedAt: undefined,
      });
    },
    cancel() {
      const { form, changed, chosen, wanted } = state();
      if (chosen !== undefined) store.setState({ form: undefined, changed: false, problem: undefined });
      else if (form !== undefined) showNew(wanted, form.companyId);
      return changed ? form : undefined;
    },
    reopen(form) {
      const { chosen } = state();
      store.setState({ form, changed: true, chosen: chosen?.id === form.id ? chosen : undefined });
    },
    async save() {
      const { form, saving, wanted } = state();
      if (form === undefined || saving) return false;
      const read = customerOfForm(form);
      if (!read.ok) {
        store.setState({ problem: read.problem });
        return false;
      }
      const asked = question;
      store.setState({ saving: true, problem: undefined });
      const result = await bridge.command('customer.save', {
        customer: read.customer,
        ...(wanted.callId === undefined ? {} : { callId: wanted.callId }),
      });
      if (asked !== question) return result.ok;
      store.setState({ saving: false });
      if (!result.ok) {
        store.setState({ problem: result.reason });
        return false;
      }
      // Whoever went on typing meanwhile keeps the form with the newer words.
      const still = state().form;
      store.setState((now) => ({
        chosen: read.customer,
        search: 'found',
        matches: [read.customer, ...now.matches.filter((each) => each.id !== read.customer.id)],
        form: still === form ? undefined : still,
        changed: still !== form,
        savedAt: Date.now(),
      }));
      return true;
    },
  };
}
