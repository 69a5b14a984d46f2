import { demoPassword, demoPeople, signedInClient } from '../../support/people.ts';
import { expect, signIn, test } from '../fixtures.ts';
import { mailedLink } from '../mail.ts';
import { account, portalPatient } from '../people.ts';

const unique = () => `e2e-${crypto.randomUUID().slice(0, 8)}@example.org`;
/** Links in mails name the configured site; these tests serve the app on a port of their own. */
const pathOf = (link: string) => link.slice(new URL(link).origin.length);

test('a wrong password is refused in words and keeps the address typed', async ({ visitor }) => {
	await visitor.goto('/sign-in');
	await visitor.getByLabel('Email').fill(demoPeople.doctor);
	await visitor.getByLabel('Password', { exact: true }).fill('not the password 1');
	await visitor.getByRole('button', { name: 'Sign in', exact: true }).click();

	await expect(visitor.getByText('Wrong email or password.')).toBeVisible();
	await expect(visitor.getByLabel('Email')).toHaveValue(demoPeople.doctor);
	await expect(visitor).toHaveURL(/\/sign-in/);
});

test('wrong passwords one after another cost time, the page says how much, then the right one works', async ({
	visitor,
	owner
}) => {
	const { email } = await account(owner);
	const password = visitor.getByLabel('Password', { exact: true });
	const submit = visitor.getByRole('button', { name: 'Sign in', exact: true });
	await visitor.goto('/sign-in');
	await visitor.getByLabel('Email').fill(email);
	for (let nth = 1; nth <= 6; nth++) {
		await password.fill(`not the password ${nth}`);
		const answered = visitor.waitForResponse((response) => response.request().method() === 'POST');
		await submit.click();
		await answered;
		await expect(password).toHaveValue('');
		await expect(visitor.getByRole('alert')).toContainText(
			nth < 5 ? 'Wrong email or password.' : /Too many attempts\. Wait \d+ seconds? and try again\./
		);
		await expect(visitor.getByLabel('Email')).toHaveValue(email);
	}

	// Tries during the wait do not lengthen it, so impatience is no harm.
	await expect(async () => {
		// The answer to the try before may have come after it was waited for.
		if (await password.isVisible()) {
			await password.fill(demoPassword);
			await submit.click();
		}
		await expect(visitor).toHaveURL(/\/portal/, { timeout: 1500 });
	}).toPass({ timeout: 20_000 });
});

test('an address without an account is answered as any other, wait and all', async ({
	visitor
}) => {
	await visitor.goto('/sign-in');
	const email = unique();
	const alert = visitor.getByRole('alert');
	for (let nth = 1; nth <= 6; nth++) {
		await visitor.getByLabel('Email').fill(email);
		await visitor.getByLabel('Password', { exact: true }).fill(`not the password ${nth}`);
		const answered = visitor.waitForResponse((response) => response.request().method() === 'POST');
		await visitor.getByRole('button', { name: 'Sign in', exact: true }).click();
		await answered;
		await expect(visitor.getByLabel('Password', { exact: true })).toHaveValue('');
		await expect(alert).toContainText(
			nth < 5 ? 'Wrong email or password.' : /Too many attempts\. Wait \d+ seconds?/
		);
	}
});

test('strangers who guess from everywhere do not keep an owner out on a device of theirs', async ({
	visitor,
	owner,
	browser
}) => {
	const { email } = await account(owner);
	const enter = async (page: typeof visitor) => {
		await page.goto('/sign-in');
		await page.getByLabel('Email').fill(email);
		await page.getByLabel('Password', { exact: true }).fill(demoPassword);
		await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	};
	await enter(visitor);
	await expect(visitor).toHaveURL(/\/portal/);
	await visitor.context().clearCookies({ name: /^sb-/ });
	await owner.query(
		`insert into private.attempts (what, user_id, failures, last_failed_at, locked_until)
		 select 'password', id, 120, now(), now() + interval '15 minutes' from auth.users where email = $1`,
		[email]
	);
	const stranger = await browser.newContext();
	const elsewhere = await stranger.newPage();
	await enter(elsewhere);
	await expect(elsewhere.getByText('Wrong email or password.')).toBeVisible();
	await stranger.close();
	await enter(visitor);
	await expect(visitor).toHaveURL(/\/portal/);
});

test('a stranger is sent to sign in and brought back to the page they asked for', async ({
	visitor
}) => {
	await visitor.goto('/reception');
	await expect(visitor).toHaveURL(/\/sign-in\?next=%2Freception/);
	await visitor.getByLabel('Email').fill(demoPeople.receptionist);
	await visitor.getByLabel('Password', { exact: true }).fill(demoPassword);
	await visitor.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(visitor).toHaveURL(/\/reception$/);
});

test('sign-in never sends anybody to another site', async ({ visitor }) => {
	await visitor.goto('/sign-in?next=https%3A%2F%2Fexample.org%2F');
	await visitor.getByLabel('Email').fill(demoPeople.doctor);
	await visitor.getByLabel('Password', { exact: true }).fill(demoPassword);
	await visitor.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(visitor).toHaveURL(/127\.0\.0\.1:\d+\/today$/);
});

test('a patient registers, confirms by mail, tells who they are and is in the portal', async ({
	visitor,
	stack
}) => {
	const email = unique();
	await visitor.goto('/register');
	await visitor.getByLabel('Full name').fill('Élodie Martín');
	await visitor.getByLabel('Email').fill(email);
	await visitor.getByRole('button', { name: 'Register' }).click();
	await expect(visitor.getByRole('heading', { name: 'Check your email' })).toBeVisible();

	await visitor.goto(pathOf(await mailedLink(stack, email)));
	const proceed = visitor.getByRole('button', { name: 'Continue' });
	if (await proceed.isVisible()) await proceed.click();
	const save = visitor.getByRole('button', { name: 'Save password' });
	await visitor.getByLabel('New password').fill('short');
	await save.click();
	await expect(visitor.getByText('Use at least 10 characters')).toBeVisible();
	await visitor.getByLabel('New password').fill(demoPassword);
	await save.click();
	await visitor.getByRole('link', { name: 'Continue' }).click();
	await expect(visitor).toHaveURL(/\/portal\/welcome/);
	await visitor.getByLabel('Given name').fill('Élodie');
	await visitor.getByLabel('Family name').fill('Martín');
	await visitor.getByLabel('Date of birth').fill('1990-02-28');
	await visitor.getByLabel('Sex').selectOption('female');
	await visitor.getByRole('button', { name: 'Save and continue' }).click();
	await expect(visitor).toHaveURL(/\/portal$/);
});

test('registering a taken address says nothing about it', async ({ visitor }) => {
	await visitor.goto('/register');
	await visitor.getByLabel('Full name').fill('Somebody');
	await visitor.getByLabel('Email').fill(demoPeople.patient);
	await visitor.getByRole('button', { name: 'Register' }).click();
	await expect(visitor.getByRole('heading', { name: 'Check your email' })).toBeVisible();
});

test('a forgotten password is replaced by a link that works once', async ({
	visitor,
	stack,
	owner
}) => {
	const email = unique();
	const { rowCount } = await owner.query(
		`insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
			confirmation_token, recovery_token, email_change, email_change_token_new)
		 values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
		         extensions.crypt('the-Old-one-12345', extensions.gen_salt('bf', 4)), now(), '{}', '{}', '', '', '', '')`,
		[email]
	);
	expect(rowCount).toBe(1);
	await visitor.goto('/reset-password');
	await visitor.getByLabel('Email').fill(email);
	await visitor.getByRole('button', { name: 'Send link' }).click();
	await expect(visitor.getByText(email)).toBeVisible();

	const link = pathOf(await mailedLink(stack, email));
	await visitor.goto(link);
	const proceed = visitor.getByRole('button', { name: 'Continue' });
	if (await proceed.isVisible()) await proceed.click();
	await visitor.getByLabel('New password').fill('A-brand-new-1234');
	await visitor.getByRole('button', { name: 'Save password' }).click();
	await expect(visitor.getByText('Your password has been saved.')).toBeVisible();
	await signedInClient(stack, email, 'A-brand-new-1234');
	await expect(signedInClient(stack, email, 'the-Old-one-12345')).rejects.toThrow(/invalid/i);

	// Whoever sits down at an open session knows no password, and changes none.
	await visitor.context().clearCookies();
	await signIn(visitor, email, 'A-brand-new-1234');
	await visitor.goto('/update-password');
	await visitor.getByLabel('New password').fill('Of-somebody-else-9');
	await visitor.getByRole('button', { name: 'Save password' }).click();
	await expect(visitor.getByText('Enter your current password.')).toBeVisible();
	await visitor.getByLabel('Current password').fill('A-brand-new-1234');
	await visitor.getByLabel('New password').fill('Chosen-by-its-owner-5');
	await visitor.getByRole('button', { name: 'Save password' }).click();
	await expect(visitor.getByText('Your password has been saved.')).toBeVisible();
	await signedInClient(stack, email, 'Chosen-by-its-owner-5');

	await visitor.context().clearCookies();
	await visitor.goto(link);
	if (await proceed.isVisible()) await proceed.click();
	await expect(visitor.getByText('This link no longer works')).toBeVisible();
});

test('an account’s name is changed by its owner, a colleague’s by nobody on their profile', async ({
	pageAs,
	owner
}) => {
	const { email } = await portalPatient(owner, 'Nora');
	const page = await pageAs({ email });
	await page.goto('/portal');
	await page.getByRole('button', { name: /^Account/ }).click();
	await page.getByRole('link', { name: 'Profile' }).click();
	const name = page.getByLabel('Name on your account');
	await name.fill('');
	await page.getByRole('button', { name: 'Save name' }).click();
	await expect(name).toHaveAttribute('aria-invalid', 'true');
	await name.fill('Nora Renamed');
	await page.getByRole('button', { name: 'Save name' }).click();
	await expect(page.getByText('Your name has been saved.')).toBeVisible();
	const { rows } = await owner.query('select full_name from public.profiles where email = $1', [
		email
	]);
	expect(rows).toEqual([{ full_name: 'Nora Renamed' }]);

	const doctor = await pageAs('doctor');
	await doctor.goto('/profile');
	await expect(doctor.getByText('kept by the administrators')).toBeVisible();
	await expect(doctor.getByRole('button', { name: 'Save name' })).toHaveCount(0);
	const answer = await doctor.request.post('/profile?/name', {
		form: { full_name: 'Somebody Else' },
		headers: { origin: new URL(doctor.url()).origin, 'x-sveltekit-action': 'true' }
	});
	expect(answer.status()).toBe(404);
});

test('an address is changed once the old and the new one have confirmed it', async ({
	pageAs,
	visitor,
	stack,
	owner
}) => {
	const { email } = await portalPatient(owner, 'Olivia');
	const next = unique();
	const page = await pageAs({ email });
	await page.goto('/profile');
	const field = page.getByLabel('New email address');
	const send = page.getByRole('button', { name: 'Send links' });
	await field.fill(email.toUpperCase());
	await send.click();
	await expect(page.getByText('This is already your address.')).toBeVisible();
	await field.fill(next);
	await send.click();
	await expect(page.getByText(`Check both mailboxes: ${email} and ${next}.`)).toBeVisible();

	for (const address of [next, email]) {
		const { rows } = await owner.query('select email from public.profiles where email = any ($1)', [
			[email, next]
		]);
		expect(rows).toEqual([{ email }]);
		await visitor.goto(pathOf(await mailedLink(stack, address)));
		const proceed = visitor.getByRole('button', { name: 'Continue' });
		if (await proceed.isVisible()) await proceed.click();
		if (address === next) await expect(visitor.getByText('the other mailbox')).toBeVisible();
	}
	await expect(async () => {
		await page.reload();
		await expect(page.getByRole('main').getByText(next).first()).toBeVisible({ timeout: 1000 });
	}).toPass();
	await signedInClient(stack, next, demoPassword);
});

test('asking for an address that somebody has says nothing about it', async ({ pageAs, owner }) => {
	const { email } = await portalPatient(owner, 'Paula');
	const page = await pageAs({ email });
	await page.goto('/profile');
	await page.getByLabel('New email address').fill(demoPeople.doctor);
	await page.getByRole('button', { name: 'Send links' }).click();
	await expect(
		page.getByText(`Check both mailboxes: ${email} and ${demoPeople.doctor}.`)
	).toBeVisible();
});

test('somebody whose role was taken away is refused at the next request', async ({
	pageAs,
	clientAs,
	owner
}) => {
	const email = unique();
	await owner.query(
		`with account as (
			insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
				confirmation_token, recovery_token, email_change, email_change_token_new)
			values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
			        extensions.crypt($2, extensions.gen_salt('bf', 4)), now(), '{}', '{}', '', '', '', '')
			returning id
		)
		select id from account`,
		[email, demoPassword]
	);
	await owner.query(
		`insert into public.staff (user_id, full_name, position)
		 select id, 'Temporary Receptionist', 'receptionist' from public.profiles where email = $1`,
		[email]
	);
	const admin = await clientAs('admin');
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.profiles where email = $1',
		[email]
	);
	const id = rows[0]?.id ?? '';
	const granted = await admin.rpc('grant_role', { p_user_id: id, p_role_id: 'receptionist' });
	expect(granted.error).toBeNull();

	const page = await pageAs({ email });
	await page.goto('/reception');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect((await page.goto('/reception'))?.status()).toBe(200);

	const revoked = await admin.rpc('revoke_role', { p_user_id: id, p_role_id: 'receptionist' });
	expect(revoked.error).toBeNull();
	expect((await page.goto('/reception'))?.status()).toBe(404);
});

test('signing out ends the session for the page and for the API', async ({ visitor }) => {
	await signIn(visitor, demoPeople.patient);
	await visitor.goto('/portal');
	const inEightDays = Date.now() / 1000 + 8 * 86_400;
	const kept = (await visitor.context().cookies()).filter(({ name }) => name.startsWith('sb-'));
	expect(kept.length).toBeGreaterThan(0);
	for (const { name, expires } of kept) {
		expect(expires, name).toBeLessThan(inEightDays);
	}
	await visitor.getByRole('button', { name: 'Account' }).click();
	await visitor.getByRole('button', { name: 'Sign out' }).click();
	await expect(visitor).toHaveURL(/\/sign-in/);
	await visitor.goto('/portal');
	await expect(visitor).toHaveURL(/\/sign-in\?next/);
});

test('a session in which nothing is done is closed: by the page, which asks before, and by the server', async ({
	visitor,
	app,
	owner
}) => {
	const { rows } = await owner.query<{ seconds: number }>(
		'select idle_minutes * 60 as seconds from public.hospital_settings'
	);
	const allowed = rows[0]?.seconds ?? 0;
	/** As if nobody had done anything for so long. */
	const silent = (seconds: number) =>
		visitor
			.context()
			.addCookies([
				{ name: 'lantern-active', value: String(Math.floor(Date.now() / 1000) - seconds), url: app }
			]);
	const asked = visitor.getByRole('dialog', { name: 'Are you still there?' });
	await signIn(visitor, demoPeople.patient);
	await visitor.goto('/portal');
	// What the page had still asked the server for may come back as a sign of somebody: then it is silent anew.
	await expect(async () => {
		await silent(allowed - 50);
		await expect(asked).toBeVisible({ timeout: 4000 });
	}).toPass();
	await asked.getByRole('button', { name: 'Stay signed in' }).click();
	await expect(asked).toBeHidden();
	await silent(allowed + 5);
	await expect(visitor).toHaveURL(/\/sign-in$/);

	// A lid that was closed: the page had no time to say anything.
	await signIn(visitor, demoPeople.patient);
	await visitor.goto('/portal');
	await visitor.goto('about:blank');
	await silent(allowed + 90);
	await visitor.goto('/portal');
	await expect(visitor).toHaveURL(/\/sign-in\?next/);
	await signIn(visitor, demoPeople.patient);
	await visitor.goto('/portal');
	await expect(visitor).toHaveURL(/\/portal$/);
});

test('words that are typed when the session closes are covered, and there for whoever typed them', async ({
	visitor,
	app,
	context
}) => {
	const silent = () =>
		context.addCookies([
			{ name: 'lantern-active', value: String(Math.floor(Date.now() / 1000) - 86_400), url: app }
		]);
	const covered = visitor.getByRole('dialog', { name: 'You have been signed out' });
	const name = visitor.locator('input[name="full_name"]');
	/** Whether the name can be seen where it stands. */
	const onTop = () =>
		name.evaluate((field) => {
			const { x, y } = field.getBoundingClientRect();
			return field.contains(document.elementFromPoint(x + 5, y + 5));
		});
	for (const back of [demoPeople.patient, demoPeople.nurse]) {
		await signIn(visitor, demoPeople.patient);
		await visitor.goto('/profile');
		const before = await name.inputValue();
		await name.fill('Somebody Else');
		expect(await onTop()).toBe(true);
		await expect(async () => {
			await silent();
			await expect(covered).toBeVisible({ timeout: 4000 });
		}).toPass();
		await visitor.keyboard.press('Escape');
		await visitor.keyboard.press('Escape');
		await expect(covered).toBeVisible();
		expect(await onTop()).toBe(false);

		const another = await context.newPage();
		await signIn(another, back);
		await another.close();
		await expect(covered).toBeHidden();
		if (back === demoPeople.patient) {
			await expect(name).toHaveValue('Somebody Else');
			await name.fill(before);
			await context.clearCookies();
		} else await expect(visitor).not.toHaveURL(/profile/);
	}
});

test('the demo is seen as one of its people by one click, and a hospital that is none has no such door', async ({
	visitor,
	owner,
	app
}) => {
	await visitor.goto('/sign-in');
	const tour = visitor.getByRole('region', { name: 'See the hospital as …' });
	await expect(tour.getByRole('button')).toHaveCount(8);

	await owner.query('update public.hospital_settings set demo = false');
	try {
		await tour.getByRole('button', { name: 'Nurse' }).click();
		await expect(visitor.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
		const sent = await visitor.request.post('/sign-in?/demo', {
			headers: { origin: app, accept: 'text/html' },
			form: { role: 'admin' },
			maxRedirects: 0
		});
		expect(sent.status()).toBe(404);
		await visitor.goto('/sign-in');
		await expect(visitor.getByLabel('Email')).toBeVisible();
		await expect(tour).toHaveCount(0);
	} finally {
		await owner.query('update public.hospital_settings set demo = true');
	}

	await visitor.reload();
	await tour.getByRole('button', { name: 'Nurse' }).click();
	await expect(visitor).toHaveURL(/\/wards/);
});
