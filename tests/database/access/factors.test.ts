import { randomUUID } from 'node:crypto';
import * as OTPAuth from 'otpauth';
import { afterAll, describe } from 'vitest';
import { connect, expect, test, type StaffRole } from '../../support/database.ts';
import {
	anonymousClient,
	demoPassword,
	signedInClient,
	type Client
} from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/** The second factor as a hostile client meets it: by REST and the auth service, past the app. */

const stack = testStack();
const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
const owner = await connect();
const made: string[] = [];
afterAll(async () => {
	await owner.query(`update public.roles set second_factor = false where second_factor`);
	for (const id of made) {
		await owner.query('delete from public.staff where user_id = $1', [id]);
		await owner.query('delete from auth.users where id = $1', [id]);
	}
	await owner.end();
});

/** A role of this file's own, so that what is required of it is required of nobody else; it may what a model may. */
async function roleLike(model: StaffRole): Promise<string> {
	const id = `two_${randomUUID()
		.replaceAll(/[^a-f]/g, '')
		.slice(0, 20)}`;
	await owner.query(
		`insert into public.roles (id, kind, name) select $1, kind, $1 from public.roles where id = $2`,
		[id, model]
	);
	await owner.query(
		'insert into public.role_permissions select $1, permission_id from public.role_permissions where role_id = $2',
		[id, model]
	);
	return id;
}

async function colleague(role: string) {
	const email = `${randomUUID()}@lantern.example`;
	const { data } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const id = data.user?.id ?? '';
	made.push(id);
	await owner.query(
		`insert into public.staff (user_id, full_name, position) values ($1, $2, 'administrator')`,
		[id, email]
	);
	await owner.query('insert into public.user_roles (user_id, role_id) values ($1, $2)', [id, role]);
	return { id, email };
}

async function enrol(client: Client, name = 'phone') {
	const { data, error } = await client.auth.mfa.enroll({ factorType: 'totp', friendlyName: name });
	if (error) throw error;
	const totp = OTPAuth.URI.parse(data.totp.uri) as OTPAuth.TOTP;
	return { factorId: data.id, totp };
}

/** The code of the half minute before, which is good as well: used first, it leaves the present one. */
const early = (totp: OTPAuth.TOTP) => totp.generate({ timestamp: Date.now() - 30_000 });

/** Somebody with a factor and recovery codes, and a session that has shown it. */
async function enrolled(role: string) {
	const person = await colleague(role);
	const client = await signedInClient(stack, person.email);
	const { factorId, totp } = await enrol(client);
	const { error } = await client.auth.mfa.challengeAndVerify({ factorId, code: early(totp) });
	if (error) throw error;
	const { data: codes } = await client.rpc('renew_recovery_codes').throwOnError();
	return { ...person, client, factorId, totp, codes };
}

const lacks = async (client: Client) => {
	const { data } = await client.rpc('current_access');
	return (data as { lacks: string | null } | null)?.lacks;
};
/** How much of the staff list somebody reads: all colleagues or nothing. */
const reads = async (client: Client) => {
	const { data, error } = await client.from('staff').select('id').limit(1);
	return error ? error.code : data.length;
};
const shows = (client: Client, factorId: string, code: string) =>
	client.auth.mfa
		.challengeAndVerify({ factorId, code })
		.then(({ error }) => error?.code ?? 'whole');

/** How often somebody's browsers were told to ask again what they may. */
const told = (id: string) =>
	owner
		.query(`select from realtime.messages where topic = $1 and event = 'access_changed'`, [
			`user:${id}`
		])
		.then(({ rowCount }) => rowCount ?? 0);

describe('a session that has shown the password only', () => {
	test('of somebody with a factor gets nothing, whatever it asks, until the code was shown', async () => {
		const role = await roleLike('admin');
		const { email, id, factorId, totp } = await enrolled(role);
		const thief = await signedInClient(stack, email);
		expect(await lacks(thief)).toBe('code');
		expect(await reads(thief)).toBe('PT401');
		for (const table of ['profiles', 'notifications', 'user_roles'] as const) {
			expect((await thief.from(table).select('*').limit(1)).error?.code).toBe('PT401');
		}
		for (const call of ['own_sessions', 'renew_recovery_codes', 'end_other_sessions'] as const) {
			expect((await thief.rpc(call)).error?.code).toBe('PT401');
		}
		const joined = await new Promise<string>((resolve) => {
			thief.channel(`user:${id}`, { config: { private: true } }).subscribe(resolve);
		});
		expect(joined).toBe('CHANNEL_ERROR');
		await thief.removeAllChannels();

		expect(await shows(thief, factorId, totp.generate())).toBe('whole');
		expect(await lacks(thief)).toBeNull();
		expect(await reads(thief)).toBe(1);
	});

	test('holds nothing of a role that asks for a second factor, until one is enrolled', async () => {
		const role = await roleLike('admin');
		const { id, email } = await colleague(role);
		const [client, other] = [
			await signedInClient(stack, email),
			await signedInClient(stack, email)
		];
		expect(await reads(client)).toBe(1);
		// Who has none has nothing to recover.
		expect((await client.rpc('renew_recovery_codes')).error?.code).toBe('PT404');
		const before = await told(id);
		await owner.query('update public.roles set second_factor = true where id = $1', [role]);
		expect(await told(id)).toBe(before + 1);
		// At the next statement.
		expect(await reads(client)).toBe(0);
		const { data } = await client.rpc('current_access');
		expect(data).toMatchObject({
			lacks: 'enrol',
			permissions: [],
			staff_id: null,
			kind: 'patient',
			roles: ['patient']
		});
		expect((await client.rpc('person_sessions', { p_user_id: randomUUID() })).error?.code).toBe(
			'42501'
		);

		const { factorId, totp } = await enrol(client);
		expect(await shows(client, factorId, totp.generate())).toBe('whole');
		expect(await reads(client)).toBe(1);
		expect(await reads(other)).toBe('PT401');
	});
});

test('what is asked past the guard of requests is refused as well, and no token passes for another', async ({
	db
}) => {
	const [plain, guarded] = [await db.createPortalPerson(), await db.createPortalPerson()];
	await db.rows(
		`insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
		 values ($1, $2, 'totp', 'verified', now(), now())`,
		[randomUUID(), guarded.id]
	);
	/** As what a session asks by itself: a channel's policy, a function of ours. */
	const asked = async ({ id }: { id: string }) => {
		await db.rows(`select set_config('request.jwt.claims', $1, true)`, [
			JSON.stringify({ sub: id, role: 'authenticated', aal: 'aal1' })
		]);
		return db.row(
			`select private.session_lacks() as lacks, array(select private.current_patient_ids()) as records`
		);
	};
	expect(await asked(plain)).toEqual({ lacks: null, records: [plain.patientId] });
	expect(await asked(guarded)).toEqual({ lacks: 'code', records: [] });
});

test('each sign-in is in the log: whose, by what, from where', async () => {
	const { id } = await enrolled(await roleLike('nurse'));
	const { rows } = await owner.query(
		`select actor_id, after, ip, user_agent is not null as browser from audit.events
		where action = 'signed_in' and row_id = $1 order by id`,
		[id]
	);
	const from = { actor_id: id, ip: '127.0.0.1', browser: true };
	expect(rows).toEqual([
		{ ...from, after: { by: 'password' } },
		{ ...from, after: { by: 'totp' } }
	]);
});

describe('a code', () => {
	test('is good once, also when it is sent by six at once', async () => {
		const { email, factorId, totp } = await enrolled(await roleLike('nurse'));
		const clients = await Promise.all(
			Array.from({ length: 6 }, () => signedInClient(stack, email))
		);
		const code = totp.generate();
		const answers = await Promise.all(clients.map((client) => shows(client, factorId, code)));
		expect(answers.filter((answer) => answer === 'whole')).toHaveLength(1);
		const [another] = [await signedInClient(stack, email)];
		expect(await shows(another, factorId, code)).not.toBe('whole');
	});

	test('that is wrong five times costs time, a right one too, and is in the log', async () => {
		const { id, email, factorId, totp } = await enrolled(await roleLike('nurse'));
		const thief = await signedInClient(stack, email);
		const near = [-1, 0, 1, 2].map((step) =>
			totp.generate({ timestamp: Date.now() + step * 30_000 })
		);
		const wrong =
			['000000', '111111', '222222', '333333', '444444'].find((code) => !near.includes(code)) ?? '';
		for (let nth = 0; nth < 5; nth++) {
			expect(await shows(thief, factorId, wrong)).toBe('mfa_verification_failed');
		}
		const { error } = await thief.auth.mfa.challengeAndVerify({ factorId, code: totp.generate() });
		expect(error).toMatchObject({
			status: 429,
			message: expect.stringMatching(/^Try again in \d+ s\.$/) as unknown
		});
		expect(await lacks(thief)).toBe('code');
		const { rows } = await owner.query(
			`select count(*)::int as failures from audit.events where action = 'second_factor_failed' and row_id = $1`,
			[id]
		);
		expect(rows).toEqual([{ failures: 5 }]);
	});
});

describe('a recovery code', () => {
	test('makes a session whole, once, and its owner is told', async () => {
		const { id, email, codes } = await enrolled(await roleLike('admin'));
		expect(codes).toHaveLength(10);
		expect(new Set(codes).size).toBe(10);
		const clients = await Promise.all(
			Array.from({ length: 6 }, () => signedInClient(stack, email))
		);
		// However it was written down; at once from six places.
		const typed = (codes[0] ?? '').toLowerCase().replaceAll('-', ' ');
		const answers = await Promise.all(
			clients.map((client) => client.rpc('use_recovery_code', { p_code: typed }))
		);
		expect(answers.filter(({ data }) => data === true)).toHaveLength(1);
		const winner = clients[answers.findIndex(({ data }) => data === true)] as Client;
		expect(await reads(winner)).toBe(1);
		expect((await winner.rpc('recovery_codes_left')).data).toBe(9);
		const { rows } = await owner.query(
			`select params from private.account_notices where user_id = $1 and kind = 'recovery_code_used'`,
			[id]
		);
		expect(rows).toEqual([{ params: { left: 9 } }]);
	});

	test('that is wrong five times costs time, and of somebody else does nothing', async () => {
		const role = await roleLike('nurse');
		const [victim, thief] = [await enrolled(role), await enrolled(role)];
		const taken = await thief.client.rpc('remove_factor', { p_factor_id: victim.factorId });
		expect(taken.error?.code).toBe('PT404');
		const client = await signedInClient(stack, victim.email);
		for (let nth = 0; nth < 5; nth++) {
			const { data } = await client.rpc('use_recovery_code', { p_code: thief.codes[nth] ?? '' });
			expect(data).toBe(false);
		}
		const { error } = await client.rpc('use_recovery_code', { p_code: victim.codes[0] ?? '' });
		expect(error).toMatchObject({ code: 'LN017' });
		expect(await lacks(client)).toBe('code');
	});

	test('is worthless once others were made, or the last factor is gone', async () => {
		const { id, email, client, codes, factorId } = await enrolled(await roleLike('nurse'));
		const { data: renewed } = await client.rpc('renew_recovery_codes');
		const lost = await signedInClient(stack, email);
		expect((await lost.rpc('use_recovery_code', { p_code: codes[1] ?? '' })).data).toBe(false);
		expect((await lost.rpc('use_recovery_code', { p_code: renewed?.[1] ?? '' })).data).toBe(true);
		// Whoever has lost the phone takes its factor away, which the auth service would not let them.
		expect((await lost.auth.mfa.unenroll({ factorId })).error?.code).toBe('insufficient_aal');
		const before = await told(id);
		expect((await lost.rpc('remove_factor', { p_factor_id: factorId })).error).toBeNull();
		expect(await told(id)).toBe(before + 1);
		expect((await lost.rpc('recovery_codes_left')).data).toBe(0);
		expect(await lacks(await signedInClient(stack, email))).toBeNull();
	});
});

test('who has lost everything is helped by whoever manages access, and by nobody else', async () => {
	const [admin, lost] = [
		await colleague(await roleLike('admin')),
		await enrolled(await roleLike('nurse'))
	];
	const client = await signedInClient(stack, admin.email);
	const nurse = await signedInClient(stack, (await colleague('nurse')).email);
	const reset = (by: Client) => by.rpc('reset_factors', { p_user_id: lost.id });
	expect((await reset(nurse)).error?.code).toBe('42501');
	await ageOf(client);
	expect((await reset(client)).error?.code).toBe('LN029');
	expect((await client.rpc('person_factors', { p_user_id: lost.id })).data).toBe(1);
	await client.rpc('confirm_password', { p_password: demoPassword }).throwOnError();
	expect((await reset(client)).error).toBeNull();
	expect((await reset(client)).error?.code).toBe('PT404');
	expect((await lost.client.rpc('own_sessions')).error?.code).toBe('PT401');
	expect(await lacks(await signedInClient(stack, lost.email))).toBeNull();
	const { rows } = await owner.query(
		`select (select count(*)::int from private.recovery_codes where user_id = $1) as codes,
			(select count(*)::int from private.account_notices where user_id = $1 and kind = 'factor_removed') as told`,
		[lost.id]
	);
	expect(rows).toEqual([{ codes: 0, told: 1 }]);
	const { rows: noted } = await owner.query(
		`select action from audit.events where row_id = $1 and action like 'factor_%' order by id`,
		[lost.id]
	);
	expect(noted).toEqual([{ action: 'factor_added' }, { action: 'factor_removed' }]);
});

describe('what is dangerous', () => {
	test('asks whoever signed in long ago for the password, and whoever has a factor for a code', async () => {
		const role = await roleLike('admin');
		const other = await colleague('nurse');
		const { email } = await colleague(role);
		const client = await signedInClient(stack, email);
		const give = () => client.rpc('grant_role', { p_user_id: other.id, p_role_id: 'cashier' });
		expect((await give()).error).toBeNull();
		const take = () => client.rpc('revoke_role', { p_user_id: other.id, p_role_id: 'cashier' });

		await ageOf(client);
		const refused = await take();
		expect(refused.error).toMatchObject({ code: 'LN029', hint: 'password' });
		expect((await client.rpc('confirm_password', { p_password: 'not the password' })).data).toBe(
			false
		);
		expect((await take()).error?.code).toBe('LN029');
		expect((await client.rpc('confirm_password', { p_password: demoPassword })).data).toBe(true);
		expect((await take()).error).toBeNull();
		// What was said again grows old as well.
		await ageOf(client);
		expect((await give()).error?.code).toBe('LN029');
		expect((await client.rpc('set_pin', { p_pin: '482915' })).error?.code).toBe('LN029');
		await client.rpc('confirm_password', { p_password: demoPassword }).throwOnError();

		// A factor of theirs is asked for from then on, the password no longer.
		const { factorId, totp } = await enrol(client);
		expect(await shows(client, factorId, early(totp))).toBe('whole');
		expect((await give()).error).toBeNull();
		await ageOf(client);
		expect((await take()).error).toMatchObject({ code: 'LN029', hint: 'code' });
		// Nor does the password serve, had it been typed this very moment.
		const { data: now } = await client.auth.getClaims();
		await owner.query(
			`update auth.mfa_amr_claims set updated_at = now() where session_id = $1 and authentication_method = 'password'`,
			[now?.claims.session_id]
		);
		await client.auth.refreshSession();
		expect((await take()).error).toMatchObject({ code: 'LN029', hint: 'code' });
		expect((await client.rpc('confirm_password', { p_password: demoPassword })).error?.code).toBe(
			'PT404'
		);
		expect((await client.rpc('renew_recovery_codes')).error?.code).toBe('LN029');
		expect((await client.rpc('remove_factor', { p_factor_id: factorId })).error?.code).toBe(
			'LN029'
		);
		expect(await shows(client, factorId, totp.generate())).toBe('whole');
		expect((await take()).error).toBeNull();
	});

	test('asks for a code where a factor is taken away past the app, too, and of whoever has locked the screen', async () => {
		const { client, factorId, totp, id } = await enrolled(await roleLike('nurse'));
		const remove = () => client.auth.mfa.unenroll({ factorId });
		await ageOf(client);
		// Hosted's service asks for aal2 alone, which an old session has.
		expect((await remove()).error?.status).toBe(500);
		const left = () =>
			owner
				.query('select count(*)::int as n from auth.mfa_factors where id = $1', [factorId])
				.then(({ rows }) => (rows as { n: number }[])[0]?.n);
		expect(await left()).toBe(1);

		expect(await shows(client, factorId, totp.generate())).toBe('whole');
		await client.rpc('lock_session').throwOnError();
		expect((await remove()).error?.status).toBe(500);
		expect(await left()).toBe(1);
		await client.rpc('unlock_session', { p_secret: demoPassword }).throwOnError();
		expect((await remove()).error).toBeNull();
		expect(await left()).toBe(0);
		// With the account everything goes.
		const other = await enrolled(await roleLike('nurse'));
		await ageOf(other.client);
		await owner.query('delete from public.staff where user_id = any ($1)', [[id, other.id]]);
		expect((await secret.auth.admin.deleteUser(other.id)).error).toBeNull();
	});

	test('asks before a first factor and another address past the app, too, of this very session', async () => {
		const { id, email } = await colleague(await roleLike('nurse'));
		const client = await signedInClient(stack, email);
		const wanted = `${randomUUID()}@lantern.example`;
		const begun = async () => {
			const { rows } = await owner.query(
				`select (select count(*)::int from auth.mfa_factors where user_id = $1) as factors,
					email_change = $2 as moving from auth.users where id = $1`,
				[id, wanted]
			);
			return rows as unknown;
		};
		const tries = async (by: Client) => [
			(await by.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone' })).error?.status,
			(await by.auth.updateUser({ email: wanted })).error?.status
		];
		await ageOf(client);
		expect((await client.rpc('require_step_up')).error).toMatchObject({
			code: 'LN029',
			hint: 'password'
		});
		expect(await tries(client)).toEqual([500, 500]);
		// Another session of theirs that has just proved it does not serve this one, nor does the right to what asks nothing.
		const fresh = await signedInClient(stack, email);
		expect(await tries(client)).toEqual([500, 500]);
		expect(await begun()).toEqual([{ factors: 0, moving: false }]);
		expect((await client.auth.updateUser({ data: { full_name: 'Same' } })).error).toBeNull();
		expect(await tries(fresh)).toEqual([undefined, undefined]);
		expect(await begun()).toEqual([{ factors: 1, moving: true }]);
		await client.rpc('confirm_password', { p_password: demoPassword }).throwOnError();
		expect((await client.rpc('require_step_up')).error).toBeNull();
		expect(
			(await client.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'tablet' })).error
		).toBeNull();
	});

	test('asks on hosted, whose service names no session, that one of the owner’s has proved it of late', async () => {
		const { id, email } = await colleague(await roleLike('nurse'));
		const asked = () =>
			owner
				.query('select private.require_recent_proof($1)', [id])
				.then(() => 'passed')
				.catch((error: { code: string; hint: string }) => `${error.code} ${error.hint}`);
		expect(await asked()).toBe('LN029 password');
		const client = await signedInClient(stack, email);
		expect(await asked()).toBe('passed');
		await ageOf(client);
		expect(await asked()).toBe('LN029 password');
		await client.rpc('confirm_password', { p_password: demoPassword }).throwOnError();
		expect(await asked()).toBe('passed');
		await client.rpc('lock_session').throwOnError();
		expect(await asked()).toBe('LN029 password');
	});

	test('refuses a role by whatever way it is given, and gives none of it', async () => {
		const role = await roleLike('admin');
		const other = await colleague('nurse');
		const { email } = await colleague(role);
		const client = await signedInClient(stack, email);
		await ageOf(client);
		const { rows } = await owner.query<{ id: string; updated_at: Date }>(
			'select id, updated_at::text from public.staff where user_id = $1',
			[other.id]
		);
		const save = (roles: string[]) =>
			client.rpc('save_staff', {
				p_staff_id: rows[0]?.id ?? '',
				p_person: { full_name: 'Renamed', position: 'nurse', ward_ids: [], role_ids: roles },
				p_expected_updated_at: String(rows[0]?.updated_at)
			});
		expect((await save(['nurse', 'cashier'])).error?.code).toBe('LN029');
		expect(
			(await client.rpc('require_second_factor', { p_role_id: 'nurse', p_required: true })).error
				?.code
		).toBe('LN029');
		// Nor is a role changed; looking at what that would do is free.
		const p_change = { do: 'change_role', role_id: 'cashier', add: ['patients.manage'] };
		const looked = await client.rpc('preview_access_change', { p_change });
		expect(looked.error).toBeNull();
		const { seen } = looked.data as { seen: string };
		const made = await client.rpc('make_access_change', { p_change, p_seen: seen });
		expect(made.error).toMatchObject({ code: 'LN029', hint: 'password' });
		const { rows: after } = await owner.query(
			`select array_agg(role_id order by role_id) as roles, (select full_name from public.staff where user_id = $1) as name
			from public.user_roles where user_id = $1`,
			[other.id]
		);
		expect(after).toEqual([{ roles: ['nurse', 'patient'], name: other.email }]);
		// What gives and takes no role asks nobody.
		expect((await save(['nurse'])).error).toBeNull();
	});

	test('guessing at the password again costs time, from the fifth', async () => {
		const { email } = await colleague('nurse');
		const client = await signedInClient(stack, email);
		for (let nth = 0; nth < 5; nth++) {
			expect((await client.rpc('confirm_password', { p_password: `wrong ${nth}` })).data).toBe(
				false
			);
		}
		expect((await client.rpc('confirm_password', { p_password: demoPassword })).error?.code).toBe(
			'LN017'
		);
	});
});

/** Makes a session as old as one that nobody has proved anything in for an hour, its token too. */
async function ageOf(client: Client): Promise<void> {
	const { data } = await client.auth.getClaims();
	await owner.query(
		`update auth.mfa_amr_claims set updated_at = updated_at - interval '1 hour' where session_id = $1`,
		[data?.claims.session_id]
	);
	await owner.query(
		`update private.session_states set confirmed_at = confirmed_at - interval '1 hour' where session_id = $1`,
		[data?.claims.session_id]
	);
	await client.auth.refreshSession();
}

test('a token that was renewed just now proves nothing, and one of a password just said does', async ({
	db
}) => {
	const { id } = await db.createUser();
	const proves = async (method: string) => {
		const amr = [{ method, timestamp: Math.floor(Date.now() / 1000) }];
		await db.rows(`select set_config('request.jwt.claims', $1, true)`, [
			JSON.stringify({ sub: id, role: 'authenticated', session_id: randomUUID(), amr })
		]);
		return db.value('select private.stepped_up()');
	};
	// So does hosted's service call it.
	expect(await proves('token_refresh')).toBe(false);
	expect(await proves('password')).toBe(true);
});

test('a password is known whichever of its two names the service gave to its hash, and none is never right', async ({
	db
}) => {
	const { id } = await db.createUser();
	const right = (password: string | null) =>
		db.value<boolean>('select private.is_password($1, $2)', [id, password]);
	expect(await right('')).toBe(false);
	expect(await right('anything at all')).toBe(false);
	await db.rows(
		`update auth.users set encrypted_password = replace(extensions.crypt('a long sentence', extensions.gen_salt('bf', 4)), '$2a$', '$2b$') where id = $1`,
		[id]
	);
	expect(await right('a long sentence')).toBe(true);
	expect(await right('another sentence')).toBe(false);
	expect(await right(null)).toBe(false);
	expect(await db.value('select private.is_password($1, $2)', [randomUUID(), 'x'])).toBe(false);
});
