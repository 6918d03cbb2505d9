import { uuidv7 } from 'uuidv7';
import type { Customer } from '../../../../contract/content.ts';
import { formatPhone, toE164 } from '../../../../domain/phone.ts';

/** A customer card as it is being typed: all text, phones in one field. */
export interface CustomerForm {
  readonly id: string;
  readonly companyId: string;
  readonly kind: Customer['kind'];
  readonly name: string;
  readonly phones: string;
  readonly email: string;
  readonly address: string;
  readonly account: string;
  readonly note: string;
}
export type CustomerField = Exclude<keyof CustomerForm, 'id' | 'companyId' | 'kind'>;

export const customerFieldLimits: Readonly<Record<CustomerField, number>> = {
  name: 120,
  phones: 600,
  email: 200,
  address: 300,
  account: 60,
  note: 2000,
};

/** An empty card with what the call tells: the number and the name that the PBX gave. */
export function newCustomerForm(known: { companyId: string; number?: string; name?: string }): CustomerForm {
  return {
    id: uuidv7(),
    companyId: known.companyId,
    kind: 'person',
    name: known.name ?? '',
    phones: known.number === undefined ? '' : formatPhone(known.number),
    email: '',
    address: '',
    account: '',
    note: '',
  };
}

export function formOfCustomer(customer: Customer): CustomerForm {
  return {
    id: customer.id,
    companyId: customer.companyId,
    kind: customer.kind,
    name: customer.name,
    phones: customer.phones.map((phone) => formatPhone(phone)).join(', '),
    email: customer.email ?? '',
    address: customer.address ?? '',
    account: customer.account ?? '',
    note: customer.note ?? '',
  };
}

export type FormProblem =
  | { readonly field: 'name'; readonly kind: 'nameMissing' }
  | { readonly field: 'phones'; readonly kind: 'phoneWrong'; readonly number: string };

/** The card that the form describes, its numbers in E.164, or what is wrong with it. */
export function customerOfForm(
  form: CustomerForm,
): { ok: true; customer: Customer } | { ok: false; problem: FormProblem } {
  if (form.name.trim() === '') return { ok: false, problem: { field: 'name', kind: 'nameMissing' } };
  const phones: string[] = [];
  for (const typed of form.phones.split(/[,;\n]/).map((part) => part.trim())) {
    if (typed === '') continue;
    const number = toE164(typed);
    if (number === undefined) {
      return { ok: false, problem: { field: 'phones', kind: 'phoneWrong', number: typed } };
    }
    if (!phones.includes(number)) phones.push(number);
  }
  const optional = (value: string) => (value.trim() === '' ? undefined : value.trim());
  const { id, companyId, kind } = form;
  return {
    ok: true,
    customer: {
      id,
      companyId,
      kind,
      name: form.name.trim(),
      phones,
      email: optional(form.email),
      address: optional(form.address),
      account: optional(form.account),
      note: optional(form.note),
    },
  };
}
