import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { connect, expect, takeAway, test } from '../../support/database.ts';
import { anonymousClient, demoPassword, demoPeople, signedInClient } from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/*
 * A role is changed while those who have it are at work, each with a client that asks for nothing anew: their next
 * request and their open channels.
 */

const stack = testStack();

test('what a role allows no longer is refused at the next request, and its channels close within 5 s', async () => {
	const owner = await connect();
	const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
	const admin = await signedInClient(stack, demoPeople.admin);
	const email = `${randomUUID()}@lantern.example`;
	const name = `Clerk ${randomUUID().slice(0, 8)}`;
	const { data: made } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const id = made.user?.id ?? '';
	const role = await admin.rpc('create_role', { p_name: name, p_copied_from: 'receptionist' });
	const roleId = role.data?.id ?? '';
	const clients: SupabaseClient[] = [];
	try {
		await owner.query(
			`insert into public.staff (user_id, full_name, position) values ($1, $2, 'receptionist')`,
			[id, name]
		);
		await admin.rpc('grant_role', { p_user_id: id, p_role_id: roleId }).throwOnError();
		const clerk = await signedInClient(stack, email);
		const desk = await signedInClient(stack, demoPeople.receptionist);

		/** Hears what is said on a channel, and how it ends. */
		async function listen(client: SupabaseClient, topic: string) {
			clients.push(client);
			await client.realtime.setAuth();
			const heard = { statuses: [] as string[], said: 0, closed: 0 };
			await new Promise<void>((resolve) => {
				client
					.channel(topic, { config: { private: true } })
					.on('broadcast', { event: 'try' }, () => heard.said++)
					.subscribe((status) => {
						heard.statuses.push(status);
						if (status === 'CLOSED') heard.closed = Date.now();
						resolve();
					});
			});
			return heard;
		}
		const lost = await listen(clerk as unknown as SupabaseClient, 'calendar');
		const own = await listen(clerk as unknown as SupabaseClient, `user:${id}`);
		const other = await listen(desk as unknown as SupabaseClient, 'calendar');
		const say = () => owner.query(`select private.announce('calendar', 'try', '{}')`);
		await say();
		await expect.poll(() => [lost.said, other.said]).toEqual([1, 1]);
		expect((await clerk.rpc('search_patients', { p_query: 'garcia' })).error).toBeNull();

		const change = {
			do: 'change_role',
			role_id: roleId,
			add: [],
			remove: ['appointments.read_all', 'patients.read']
		};
		const seen = await admin.rpc('preview_access_change', { p_change: change }).throwOnError();
		// Looking closes nothing.
		await say();
		await expect.poll(() => [lost.said, other.said]).toEqual([2, 2]);
		await admin
			.rpc('make_access_change', {
				p_change: change,
				p_seen: (seen.data as { seen: string }).seen
			})
			.throwOnError();
		const at = Date.now();

		const refused = await clerk.rpc('search_patients', { p_query: 'garcia' });
		expect(refused.error?.code).toBe('42501');
		await expect.poll(() => lost.statuses, { timeout: 20_000 }).toEqual(['SUBSCRIBED', 'CLOSED']);
		expect(lost.closed - at).toBeLessThan(5000);
		await say();
		await expect.poll(() => other.said).toBe(3);
		expect(lost.said).toBe(2);
		// What is still theirs stays open.
		expect(own.statuses).toEqual(['SUBSCRIBED']);
	} finally {
		await Promise.all(clients.map((client) => client.removeAllChannels()));
		await takeAway([
			['delete from public.staff where user_id = $1', [id]],
			['delete from auth.users where id = $1', [id]],
			['delete from public.roles where id = $1', [roleId]],
			['delete from public.role_changes where role_id = $1', [roleId]]
		]);
		await owner.end();
	}
});
