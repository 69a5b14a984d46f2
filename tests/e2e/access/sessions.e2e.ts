import { expect, signIn, test } from '../fixtures.ts';
import { account } from '../people.ts';

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
