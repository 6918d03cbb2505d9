import { describe, expect, it } from 'vitest';
import {
  customerOfForm,
  formOfCustomer,
  newCustomerForm,
} from '../../../../../src/renderer/desk/features/customer/customer-form.ts';
import { customer as customerSchema } from '../../../../../src/contract/content.ts';
import { netLine, nino } from '../../../../support/desk-sample.ts';

const form = {
  ...newCustomerForm({ companyId: netLine.companyId, number: '+995599123456' }),
  name: ' Nino ',
};

describe('customerOfForm', () => {
  it('gives a card that the contract accepts', () => {
    const read = customerOfForm(form);
    expect(read).toMatchObject({ ok: true, customer: { name: 'Nino', phones: ['+995599123456'] } });
    expect(read.ok && customerSchema.safeParse(read.customer).success).toBe(true);
  });

  it('reads several numbers as people write them, each once', () => {
    const read = customerOfForm({ ...form, phones: '599 12 34 56; +995 599 123456,\n032 2 33 44 55,' });
    expect(read).toMatchObject({ ok: true, customer: { phones: ['+995599123456', '+995322334455'] } });
  });

  it('says which number is none', () => {
    expect(customerOfForm({ ...form, phones: '599 12 34 56, abc' })).toEqual({
      ok: false,
      problem: { field: 'phones', kind: 'phoneWrong', number: 'abc' },
    });
  });

  it('needs a name', () => {
    expect(customerOfForm({ ...form, name: '  ' })).toMatchObject({ ok: false, problem: { field: 'name' } });
  });

  it('gives back the same card when nothing was changed', () => {
    expect(customerOfForm(formOfCustomer(nino))).toMatchObject({ ok: true, customer: nino });
  });
});
