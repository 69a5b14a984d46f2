import * as OTPAuth from 'otpauth';
import { demoPassword } from '../../support/people.ts';
import { problemsOf } from '../axe.ts';
import { expect, signIn, test } from '../fixtures.ts';
import { colleague } from '../people.ts';

/** The code a key typed into an app gives, of so many half minutes from now. */
const codeOf = (key: string, step = 0) =>
	new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(key.replaceAll(' ', '')) }).generate({
		timestamp: Date.now() + step * 30_000
	});

test('a colleague sets up a second factor, signs in with a code, and with a recovery code', async ({
	visitor,
	owner,
	browser
}) => {
	const { email } = await colleague(owner, 'nurse');
	await signIn(visitor, email);
	await visitor.goto('/two-factor');
	await visitor.getByRole('button', { name: 'Set up' }).click();
	await expect(visitor.getByRole('img', { name: 'QR code' })).toBeVisible();
	const key = await visitor.locator('code').innerText();

	// A wrong code changes nothing, and the picture stays.
	await visitor.getByLabel('Six-digit code').fill('000000');
	await visitor.getByRole('button', { name: 'Confirm' }).click();
	await expect(visitor.getByText('That code is not right')).toBeVisible();
	await expect(visitor.locator('code')).toHaveText(key);
	// The code of the half minute before is taken in this one only: not begun at its very end.
	const rest = 30_000 - (Date.now() % 30_000);
	if (rest < 5000) await visitor.waitForTimeout(rest);
	await visitor.getByLabel('Six-digit code').fill(codeOf(key, -1));
	await visitor.getByRole('button', { name: 'Confirm' }).click();
	const codes = visitor.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem');
	await expect(codes).toHaveCount(10);
	const recovery = await codes.first().innerText();

	const elsewhere = await (await browser.newContext()).newPage();
	await elsewhere.goto('/sign-in?next=/wards');
	await elsewhere.getByLabel('Email').fill(email);
	await elsewhere.getByLabel('Password', { exact: true }).fill(demoPassword);
	await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(elsewhere.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
	expect(await problemsOf(elsewhere)).toEqual([]);
	// The password alone opens nothing.
	await elsewhere.goto('/wards');
	await expect(elsewhere).toHaveURL(/\/sign-in\/code\?next=%2Fwards/);
	await elsewhere.getByLabel('Six-digit code').fill(codeOf(key));
	await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(elsewhere).toHaveURL(/\/wards$/);
	await elsewhere.context().close();

	const lost = await (await browser.newContext()).newPage();
	await lost.goto('/sign-in');
	await lost.getByLabel('Email').fill(email);
	await lost.getByLabel('Password', { exact: true }).fill(demoPassword);
	await lost.getByRole('button', { name: 'Sign in', exact: true }).click();
	await lost.getByRole('link', { name: 'Lost your phone?' }).click();
	await lost.getByLabel('Recovery code').fill(recovery);
	await lost.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(lost).not.toHaveURL(/\/sign-in/);
	await lost.goto('/two-factor');
	await expect(lost.getByText('9 codes left')).toBeVisible();
	await lost.context().close();
});

test('who gives a role long after signing in is asked for the password, and loses nothing typed', async ({
	visitor,
	owner
}) => {
	const [{ email }, other] = [await colleague(owner, 'admin'), await colleague(owner, 'nurse')];
	await signIn(visitor, email);
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.staff where user_id = (select id from public.profiles where email = $1)',
		[other.email]
	);
	await owner.query(
		`update auth.mfa_amr_claims set updated_at = updated_at - interval '1 hour'
		where session_id in (select id from auth.sessions where user_id = (select id from auth.users where email = $1))`,
		[email]
	);
	// A token that says when the password was said: made anew, it says an hour ago.
	const cookies = await visitor.context().cookies();
	const kept = cookies.filter(({ name }) => /auth-token/.test(name));
	const session = JSON.parse(
		Buffer.from(
			kept
				.sort((a, b) => a.name.localeCompare(b.name))
				.map(({ value }) => value)
				.join('')
				.replace(/^base64-/, ''),
			'base64url'
		).toString()
	) as Record<string, unknown>;
	const value = `base64-${Buffer.from(JSON.stringify({ ...session, expires_at: 1 })).toString('base64url')}`;
	await visitor.context().clearCookies({ name: /auth-token/ });
	const first = kept[0];
	if (!first) throw new Error('no session is kept');
	const size = 3180;
	const pieces = value.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
	await visitor.context().addCookies(
		pieces.map((piece, nth) => ({
			...first,
			name: first.name.replace(/\.\d+$/, '') + (pieces.length > 1 ? `.${nth}` : ''),
			value: piece
		}))
	);

	await visitor.goto(`/admin/people/${rows[0]?.id}`);
	const renamed = `Renamed ${crypto.randomUUID().slice(0, 6)}`;
	await visitor.getByLabel('Full name').fill(renamed);
	await visitor.getByLabel('Give another role').selectOption({ label: 'Cashier' });
	await visitor.getByRole('button', { name: 'Review', exact: true }).click();
	const dialog = visitor.getByRole('dialog', { name: 'Confirm that it is you' });
	await dialog.getByLabel('Password', { exact: true }).fill('not my password');
	await dialog.getByRole('button', { name: 'Confirm' }).click();
	await expect(dialog.getByText('Wrong password.')).toBeVisible();
	await dialog.getByLabel('Password', { exact: true }).fill(demoPassword);
	await dialog.getByRole('button', { name: 'Confirm' }).click();
	await expect(visitor.getByRole('heading', { name: /the role: Cashier/ })).toBeVisible();
	await expect(visitor.getByLabel('Full name')).toHaveValue(renamed);
	await visitor.getByRole('button', { name: 'Give role' }).click();
	await expect(visitor.getByRole('log').getByText('The role has been given.')).toBeVisible();
});
