import { userEvent } from 'vitest/browser';
import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Writing } from '$lib/app/time/written';
import WrittenSample from './WrittenSample.svelte';

const madrid: Writing = { order: 'dmy', separator: '/', twelve: false };
const hospital = vi.hoisted(() => ({ time_zone: 'Europe/Madrid', writing: {} }));
vi.mock('$app/state', () => ({ page: { data: { hospital } } }));

hospital.writing = madrid;
afterEach(() => {
	hospital.writing = madrid;
});

/** What the form would post. */
const posted = (form: Element | null) =>
	Object.fromEntries(new FormData(form as HTMLFormElement).entries());

test('the hospital’s order is read, and said in words; what is posted is ISO', async () => {
	const screen = await render(WrittenSample, { born: '1980-12-31' });
	const born = screen.getByLabelText('Born');
	await expect.element(born).toHaveValue('31/12/1980');
	await expect.element(screen.getByText('Wednesday 31 December 1980 · in 1980')).toBeVisible();
	await born.fill('05/04/1971');
	await expect.element(screen.getByText('Monday 5 April 1971 · in 1971')).toBeVisible();
	await screen.getByLabelText('Quiet from').fill('10 pm');
	await screen.getByLabelText('Back at').fill('29/11/2026 22:00');
	await expect.element(screen.getByText('Sunday 29 November 2026, 22:00')).toBeVisible();
	await expect.element(screen.getByLabelText('Quiet from')).toHaveValue('22:00');
	expect(posted(screen.container.querySelector('form'))).toEqual({
		born: '1971-04-05',
		quiet: '22:00',
		back: '2026-11-29T22:00'
	});
});

test('a hospital in the United States has months first and twelve hours', async () => {
	hospital.writing = { order: 'mdy', separator: '/', twelve: true } satisfies Writing;
	const screen = await render(WrittenSample, {});
	await screen.getByLabelText('Born').fill('4/25/1971');
	await screen.getByLabelText('Quiet from').fill('22:00');
	await userEvent.tab();
	await expect.element(screen.getByLabelText('Born')).toHaveValue('04/25/1971');
	await expect.element(screen.getByLabelText('Quiet from')).toHaveValue('10:00 PM');
	expect(posted(screen.container.querySelector('form'))).toMatchObject({ born: '1971-04-25' });
});

test('ISO and other ways of writing are taken, and rewritten as the hospital does', async () => {
	const screen = await render(WrittenSample, {});
	const born = screen.getByLabelText('Born');
	for (const typed of ['1971-04-05', '5.4.1971', '٠٥/٠٤/١٩٧١', '05041971']) {
		await born.fill(typed);
		await userEvent.tab();
		await expect.element(born).toHaveValue('05/04/1971');
	}
});

test('what is no day, or outside the bounds, is said at the field once it is left', async () => {
	const screen = await render(WrittenSample, { min: '1880-01-01', max: '2026-11-29' });
	const born = screen.getByLabelText('Born');
	await born.fill('31/02/2026');
	await expect.element(born).not.toHaveAttribute('aria-invalid');
	await userEvent.tab();
	await expect.element(born).toHaveAttribute('aria-invalid', 'true');
	await expect.element(born).toHaveAccessibleDescription(/31\/02\/2026 does not exist/);
	expect(posted(screen.container.querySelector('form'))).toMatchObject({ born: '31/02/2026' });
	await born.fill('31/02/26');
	await userEvent.tab();
	await expect.element(born).toHaveAccessibleDescription(/Enter a date like 31\/12\/1980/);
	await born.fill('30/11/2026');
	await userEvent.tab();
	await expect.element(born).toHaveAccessibleDescription(/Not after Sunday 29 November 2026/);
	await born.fill('01/01/1879');
	await userEvent.tab();
	await expect.element(born).toHaveAccessibleDescription(/Not before Thursday 1 January 1880/);
	await born.fill('05/04/1971');
	await userEvent.tab();
	await expect.element(born).not.toHaveAttribute('aria-invalid');
});

test('a day is picked with the keyboard alone, by days, weeks and months', async () => {
	const screen = await render(WrittenSample, { born: '1971-04-05', max: '1971-06-01' });
	const born = screen.getByLabelText('Born');
	(born.element() as HTMLElement).focus();
	await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
	await expect.element(screen.getByRole('dialog', { name: 'Calendar' })).toBeVisible();
	await expect.element(screen.getByRole('button', { name: /Monday,? 5 April 1971/ })).toHaveFocus();
	await userEvent.keyboard('{ArrowRight}{ArrowDown}');
	await expect
		.element(screen.getByRole('button', { name: /Tuesday,? 13 April 1971/ }))
		.toHaveFocus();
	await userEvent.keyboard('{PageDown}');
	await expect
		.element(screen.getByRole('button', { name: /Thursday,? 13 May 1971/ }))
		.toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.element(born).toHaveFocus();
	await expect.element(born).toHaveValue('13/05/1971');
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
});

test('Escape closes the calendar and changes nothing', async () => {
	const screen = await render(WrittenSample, { born: '1971-04-05' });
	await screen.getByRole('button', { name: 'Open calendar' }).first().click();
	await expect.element(screen.getByRole('button', { name: /Monday,? 5 April 1971/ })).toHaveFocus();
	await userEvent.keyboard('{ArrowRight}{Escape}');
	await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
	await expect.element(screen.getByLabelText('Born')).toHaveValue('05/04/1971');
});

test('a day that is picked leaves the time to be typed, or keeps the one that is there', async () => {
	const screen = await render(WrittenSample, {});
	const back = screen.getByLabelText('Back at');
	await screen.getByRole('button', { name: 'Open calendar' }).nth(1).click();
	await screen.getByLabelText('Year').selectOptions('2027');
	await screen.getByLabelText('Month', { exact: true }).selectOptions('March');
	await screen.getByRole('button', { name: /Tuesday,? 9 March 2027/ }).click();
	await expect.element(back).toHaveFocus();
	await expect.element(back).toHaveValue('09/03/2027 ');
	await expect.element(screen.getByText('Tuesday 9 March 2027 · add the time')).toBeVisible();
	await expect.element(back).not.toHaveAttribute('aria-invalid');
	await userEvent.keyboard('930');
	await userEvent.tab();
	await expect.element(back).toHaveValue('09/03/2027 09:30');
	await screen.getByRole('button', { name: 'Open calendar' }).nth(1).click();
	await screen.getByRole('button', { name: /Wednesday,? 10 March 2027/ }).click();
	await expect.element(back).toHaveValue('10/03/2027 09:30');
});

test('where one reads from right to left the next day lies to the left', async () => {
	const screen = await render(WrittenSample, { born: '1971-04-05', dir: 'rtl' });
	await screen.getByRole('button', { name: 'Open calendar' }).first().click();
	await expect.element(screen.getByRole('button', { name: /Monday,? 5 April 1971/ })).toHaveFocus();
	await userEvent.keyboard('{ArrowLeft}');
	await expect
		.element(screen.getByRole('button', { name: /Tuesday,? 6 April 1971/ }))
		.toHaveFocus();
});
