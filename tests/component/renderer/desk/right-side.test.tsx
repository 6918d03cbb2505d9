// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import {
  fibreProduct,
  netScript,
  routerArticle,
  sampleDraft,
  shopLine,
} from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

const field = () => screen.getByRole('combobox', { name: 'Search knowledge and actions' });

describe('greeting and script', () => {
  it('fills in the names and marks the one that is not known', async () => {
    const { fake } = await renderDesk();
    act(() => void fake.ring({ remoteNumber: '+995577000000' }));
    const greeting = within(await screen.findByRole('region', { name: 'Greeting' }));
    await greeting.findByText('ნანა მაისურაძე');
    expect(greeting.getByTitle("not known: customer's name").textContent).toBe("customer's name");
  });

  it('fills in the places of advice and of choices, and of the case that was submitted', async () => {
    const fake = new FakeDeskBridge(englishState());
    const [first, ...rest] = netScript.steps;
    if (first === undefined) throw new Error('the sample has no step');
    const step = {
      ...first,
      hint: { en: 'Ask: are you {{customer.name}}?' },
      choices: [{ label: { en: 'Reference {{case.reference}}, {{ weather-today }}' }, to: 'cable' }],
    };
    fake.scripts = [{ ...netScript, steps: [step, ...rest] }];
    await renderDesk(fake);
    act(() => void fake.ring());
    await screen.findByText('Ask: are you');
    expect((await screen.findAllByText('ნინო ბერიძე', { selector: 'strong' })).length).toBeGreaterThan(0);
    expect(screen.getByTitle('not known: reference').textContent).toBe('reference');
    expect(screen.getByTitle('not known: detail (weather-today)')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Script' }).textContent).not.toMatch(/[{}]/);

    const user = userEvent.setup();
    await user.keyboard('{F2}{F4}');
    await user.type(await screen.findByLabelText(/What it is about/), 'no light');
    await user.click(screen.getByRole('combobox', { name: /Category/ }));
    await user.keyboard('{ArrowDown}{Enter}{Control>}{Enter}{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Close' }));
    expect(screen.getByText('1004-000001-3', { selector: 'strong' })).toBeTruthy();
  });

  it('goes a step on, shows the path, and comes back', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(await screen.findByRole('button', { name: 'Red or dark' }));
    await screen.findByRole('heading', { name: 'Restart' });
    expect(
      within(screen.getByRole('navigation', { name: 'Steps taken' })).getByRole('button').textContent,
    ).toBe('The lamp of the router');
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    await screen.findByRole('heading', { name: 'The lamp of the router' });
  });

  it('keeps its place in the script while something is looked up', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(await screen.findByRole('button', { name: 'Red or dark' }));
    await user.type(field(), 'router');
    await screen.findByText('Found: 1');
    await user.keyboard('{Escape}');
    await screen.findByRole('heading', { name: 'Restart' });
  });
});

describe('the search', () => {
  it('is reached by a key, marks what matched and opens the chosen hit', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.keyboard('{Control>}k{/Control}');
    expect(document.activeElement).toBe(field());
    await user.keyboard('r');
    await screen.findByText('Found: 2');
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('heading', { name: 'Fibre 200' });
    expect(screen.getByText(/49\.90/).textContent).toMatch(/month/);
    await user.keyboard('{Escape}');
    expect((await screen.findAllByRole('option'))[1]?.textContent).toContain('Fibre');
    expect(screen.getAllByText('R', { selector: 'mark' }).length).toBeGreaterThan(0);
  });

  it('shows the answer to the last question, whatever comes late', async () => {
    const user = userEvent.setup();
    const fake = new FakeDeskBridge(englishState());
    await renderDesk(fake);
    fake.hold('knowledge.search');
    await user.type(field(), 'router');
    await waitFor(() => expect(fake.inputsOf('knowledge.search').at(-1)?.text).toBe('router'));
    await user.clear(field());
    await user.type(field(), 'fibre');
    await waitFor(() => expect(fake.inputsOf('knowledge.search').at(-1)?.text).toBe('fibre'));
    await act(async () => fake.release('knowledge.search'));
    await screen.findByText('Found: 1');
    expect(screen.getByRole('option').textContent).toContain('Fibre 200');
  });

  it("begins anew with a call, its line's script in front", async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.type(field(), 'router');
    await user.click(await screen.findByRole('option'));
    await screen.findByText('10 seconds');
    act(() => void fake.ring());
    await screen.findByRole('heading', { name: 'The lamp of the router' });
    expect(field()).toHaveProperty('value', '');
    expect(screen.queryByText('10 seconds')).toBeNull();
  });

  it('keeps the question of whoever is typing it, but nothing of another company', async () => {
    const user = userEvent.setup();
    const fake = new FakeDeskBridge(englishState());
    fake.articles = [
      routerArticle,
      { ...routerArticle, id: sampleDraft().id, companyId: shopLine.companyId },
    ];
    await renderDesk(fake);
    await user.type(field(), 'router');
    await screen.findByText('Found: 2');
    await user.keyboard('{Enter}');
    await screen.findByText('10 seconds');
    fake.hold('knowledge.search');
    act(() => void fake.ring({ lineId: shopLine.id }));
    expect(screen.queryByText('10 seconds')).toBeNull();
    expect(screen.getAllByRole('option')).toHaveLength(1);
    expect(document.activeElement).toBe(field());
    expect(field()).toHaveProperty('value', 'router');
    await waitFor(() =>
      expect(fake.inputsOf('knowledge.search').at(-1)).toMatchObject({ companyId: shopLine.companyId }),
    );
  });

  it('finds what can be done now by its words, and does it', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.type(field(), 'break meal');
    expect((await screen.findAllByRole('option')).map((each) => each.textContent)).toEqual(['Break: Meal']);
    await user.keyboard('{Enter}');
    expect(fake.inputsOf('presence.set')).toEqual([{ state: 'break', breakReason: 'meal' }]);
    expect(field()).toHaveProperty('value', '');
    act(() => void fake.ring());
    await user.type(field(), 'answ');
    await user.keyboard('{Enter}');
    expect(fake.inputsOf('call.answer')).toHaveLength(1);
  });

  it('offers nothing that is not possible now, and hits below what is', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.type(field(), 'answer');
    await screen.findByText(/Nothing found/);
    await user.clear(field());
    fake.articles = [{ ...routerArticle, title: { en: 'Shift plans' } }];
    await user.type(field(), 'shift');
    await screen.findByText('Found: 1');
    expect(screen.getAllByRole('option').map((each) => each.textContent)).toEqual([
      expect.stringContaining('End shift'),
      expect.stringContaining('Check before the shift'),
      expect.stringContaining('Shift plans'),
    ]);
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    await screen.findByRole('heading', { name: 'Shift plans' });
    expect(fake.inputsOf('shift.end')).toEqual([]);
  });

  it('says that nothing was found', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.type(field(), 'zzz');
    await screen.findByText(/Nothing found for “zzz”/);
  });

  it('lets neither HTML nor links of an article into the desk', async () => {
    const user = userEvent.setup();
    const { view } = await renderDesk();
    await user.type(field(), 'restarting');
    await user.click(await screen.findByRole('option'));
    await screen.findByText('10 seconds');
    const article = view.container.querySelector('article');
    expect(article?.querySelector('img, script, a')).toBeNull();
    expect(article?.textContent).toContain('a link');
  });

  it('says agreed where a product has no price', async () => {
    const user = userEvent.setup();
    const fake = new FakeDeskBridge(englishState());
    fake.products = [{ ...fibreProduct, priceTetri: undefined }];
    await renderDesk(fake);
    await user.type(field(), 'fibre');
    await user.click(await screen.findByRole('option'));
    await screen.findByText('Price by agreement');
  });
});
