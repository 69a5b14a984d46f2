import { problemsOf } from '../axe.ts';
import { expect, signIn, test } from '../fixtures.ts';
import { account, colleague } from '../people.ts';

test('a session ended on the profile is over on the other device at once', async ({
	visitor,
	browser,
	owner
}) => {
	const { email } = await account(owner);
	const elsewhere = await (await browser.newContext()).newPage();
	await signIn(elsewhere, email);
	await elsewhere.goto('/profile');
	await signIn(visitor, email);
	await visitor.goto('/profile');

	const sessions = visitor.getByRole('region', { name: 'Where you are signed in' });
	await expect(sessions.getByRole('listitem')).toHaveCount(2);
	await expect(sessions.getByRole('listitem').first()).toContainText('This device');
	await sessions.getByRole('button', { name: /^End session/ }).click();
	await expect(sessions.getByRole('listitem')).toHaveCount(1);

	await expect(elsewhere).toHaveURL(/\/sign-in/);
	await elsewhere.context().close();
});

test('a locked page can be neither seen nor asked for, and is as it was when it is unlocked by PIN', async ({
	visitor,
	owner
}) => {
	const { email } = await colleague(owner, 'nurse');
	await signIn(visitor, email);
	await visitor.goto('/profile');
	await visitor.getByLabel('PIN', { exact: true }).fill('271828');
	await visitor.getByRole('button', { name: 'Save PIN' }).click();
	await expect(visitor.locator('summary', { hasText: 'Remove PIN' })).toBeVisible();

	// Something typed, on a page that is then locked by keyboard.
	const typed = visitor.getByLabel('New email address');
	await typed.fill('half-typed@exam');
	await visitor.keyboard.press('Control+Alt+KeyL');
	const locked = visitor.getByRole('dialog', { name: 'Locked' });
	await expect(locked).toBeVisible();
	await expect(typed).toBeHidden();
	await expect(visitor).toHaveTitle('Locked');
	await visitor.keyboard.press('Escape');
	await visitor.keyboard.press('Escape');
	await expect(locked).toBeVisible();
	// Past the screen, in a tab of its own.
	const beside = await visitor.context().newPage();
	await expect(async () => {
		await beside.goto('/wards');
		await expect(beside).toHaveURL(/\/unlock\?next=%2Fwards/);
	}).toPass();

	expect(await problemsOf(beside)).toEqual([]);

	await locked.getByLabel('PIN or password').fill('999999');
	await locked.getByRole('button', { name: 'Unlock' }).click();
	await expect(locked.getByText('Wrong PIN or password.')).toBeVisible();
	await locked.getByLabel('PIN or password').fill('271828');
	await locked.getByRole('button', { name: 'Unlock' }).click();
	await expect(locked).toBeHidden();
	await expect(typed).toHaveValue('half-typed@exam');
	await beside.goto('/wards');
	await expect(beside).toHaveURL(/\/wards/);

	// By menu; five wrong tries end the session.
	await beside.getByRole('button', { name: /^Account/ }).click();
	await beside.getByRole('button', { name: 'Lock' }).click();
	const again = beside.getByRole('dialog', { name: 'Locked' });
	for (let nth = 0; nth < 5; nth++) {
		await again.getByLabel('PIN or password').fill(`wrong ${nth}`);
		const answered = beside.waitForResponse((response) => response.url().includes('/unlock'));
		await again.getByRole('button', { name: 'Unlock' }).click();
		await answered;
		if (nth < 4) await expect(again.getByLabel('PIN or password')).toHaveValue('');
	}
	await expect(beside).toHaveURL(/\/sign-in/);
});
