import { randomUUID } from 'node:crypto';
import { connect, expect, test } from '../../support/database.ts';
import {
	anonymousClient,
	demoPassword,
	signedInClient,
	type Client
} from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/** A locked session, as somebody meets it who sits down at the computer and goes past the screen. */

const stack = testStack();
const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });

async function somebody() {
	const email = `${randomUUID()}@lantern.example`;
	const { data } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	return { id: data.user?.id ?? '', email, client: await signedInClient(stack, email) };
}
const forget = (id: string) => secret.auth.admin.deleteUser(id);
const reads = async (client: Client) =>
	(await client.from('profiles').select('id')).error?.code ?? 'reads';
const unlock = async (client: Client, typed: string) =>
	(await client.rpc('unlock_session', { p_secret: typed })).data;

test('gets nothing until it is unlocked by PIN or password, and the other sessions go on', async () => {
	const { id, email, client } = await somebody();
	const other = await signedInClient(stack, email);
	try {
		expect((await client.rpc('set_pin', { p_pin: '271828' })).error).toBeNull();
		for (const typed of ['271828', demoPassword]) {
			await client.rpc('lock_session').throwOnError();
			expect(await reads(client)).toBe('PT401');
			expect((await client.rpc('own_sessions')).error?.code).toBe('PT401');
			expect((await client.rpc('set_pin', { p_pin: '314159' })).error?.code).toBe('PT401');
			const { data } = await client.rpc('current_access');
			expect(data).toMatchObject({ lacks: 'locked', permissions: [], patient_ids: [] });
			// A fresh token of it is no way past.
			await client.auth.refreshSession();
			expect(await reads(client)).toBe('PT401');
			const joined = await new Promise<string>((resolve) => {
				client.channel(`user:${id}`, { config: { private: true } }).subscribe(resolve);
			});
			expect(joined).toBe('CHANNEL_ERROR');
			await client.removeAllChannels();
			expect(await reads(other)).toBe('reads');
			expect(await unlock(client, typed)).toBe('open');
			expect(await reads(client)).toBe('reads');
		}
	} finally {
		await forget(id);
	}
});

test('ends with the fifth wrong try, also when ten are sent at once, and a PIN signs nobody in', async () => {
	const { id, email, client } = await somebody();
	const owner = await connect();
	try {
		await client.rpc('set_pin', { p_pin: '271828' }).throwOnError();
		await client.rpc('lock_session').throwOnError();
		const answers = await Promise.all(
			Array.from({ length: 10 }, (_, nth) => unlock(client, `10293${nth}`))
		);
		expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(4);
		expect(answers).toContain('ended');
		expect(answers).not.toContain('open');
		expect(await unlock(client, '271828')).toBeNull();
		expect((await client.auth.refreshSession()).error).not.toBeNull();
		await expect(signedInClient(stack, email, '271828')).rejects.toThrow('Invalid login');
		const { rows } = await owner.query(
			`select count(*)::int as failures from audit.events where action = 'unlock_failed' and row_id = $1`,
			[id]
		);
		expect(rows).toEqual([{ failures: 5 }]);
	} finally {
		await owner.end();
		await forget(id);
	}
});

test('a PIN is six digits or more that are not guessed first, and goes with the password', async () => {
	const { id, client } = await somebody();
	try {
		for (const pin of ['12345', '123456', '111111', '654321', 'abcdef', '1234567890123', '']) {
			const { error } = await client.rpc('set_pin', { p_pin: pin });
			expect([pin, error?.code, error?.hint]).toEqual([pin, '22023', 'p_pin']);
		}
		await client.rpc('set_pin', { p_pin: '271828' }).throwOnError();
		expect((await client.rpc('has_pin')).data).toBe(true);
		await client.auth.updateUser({
			password: 'Another-password-26',
			current_password: demoPassword
		});
		expect((await client.rpc('has_pin')).data).toBe(false);
	} finally {
		await forget(id);
	}
});

test('a right try sets the count back', async () => {
	const { id, client } = await somebody();
	try {
		for (let round = 0; round < 2; round++) {
			await client.rpc('lock_session').throwOnError();
			for (let nth = 0; nth < 4; nth++) expect(await unlock(client, `wrong ${nth}`)).toBe('wrong');
			expect(await unlock(client, demoPassword)).toBe('open');
		}
	} finally {
		await forget(id);
	}
});
