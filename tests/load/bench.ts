import type { Client as Database } from 'pg';
import { createClient } from '@supabase/supabase-js';
import WebSocket from 'ws';
import type { Stack } from '../../supabase/local/service.ts';
import { createSigner } from '../../supabase/local/tokens.ts';
import type { Client } from '../support/people.ts';

/** What every measurement works with: a running stack, the owner's connection, people signed in. */
export interface Bench {
	stack: Stack;
	owner: Database;
	/** Token of a demo person, by e-mail; a sign-in held, as a browser holds it. */
	token(email: string): Promise<string>;
}

/** A token as the auth service would issue it, for measurements that need hundreds of people. */
export function tokenFor(stack: Stack, userId: string): string {
	const now = Math.floor(Date.now() / 1000);
	return createSigner(stack.signingKey)({
		sub: userId,
		role: 'authenticated',
		aud: 'authenticated',
		iat: now,
		exp: now + 6 * 3600,
		aal: 'aal1'
	});
}

/** A client of the public API that holds this token. */
export function clientWith(stack: Stack, token: string): Client {
	return createClient(stack.url, stack.keys.publishable, {
		accessToken: () => Promise.resolve(token),
		realtime: { transport: WebSocket as unknown as typeof globalThis.WebSocket }
	});
}

/** `count` new patients with portal accounts, made for the measurement: they have no other visits. */
export async function portalPeople(
	{ owner, stack }: Bench,
	count: number
): Promise<{ patientId: string; token: string; client: Client }[]> {
	const { rows: patients } = await owner.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date, sex)
		 select 'Measured', 'Person ' || number, '1980-01-01', 'unknown'
		 from generate_series(1, $1::int) number returning id`,
		[count]
	);
	const people = patients.map(({ id }) => ({ patientId: id, userId: crypto.randomUUID() }));
	const users = people.map(({ userId }) => userId);
	await owner.query(
		`insert into auth.users (instance_id, id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
			confirmation_token, recovery_token, email_change, email_change_token_new)
		 select '00000000-0000-0000-0000-000000000000', id, 'authenticated', 'authenticated',
			'bench-' || id || '@lantern.example', now(), '{}', '{}', '', '', '', ''
		 from unnest($1::uuid[]) as id`,
		[users]
	);
	await owner.query(
		`insert into public.portal_links (user_id, patient_id, relationship)
		 select user_id, patient_id, 'self' from unnest($1::uuid[], $2::uuid[]) as link (user_id, patient_id)`,
		[users, people.map(({ patientId }) => patientId)]
	);
	return people.map(({ patientId, userId }) => {
		const token = tokenFor(stack, userId);
		return { patientId, token, client: clientWith(stack, token) };
	});
}

/** Runs `work` in a transaction as a signed-in user, the way PostgREST does, and rolls it back. */
export async function asUser<Result>(
	owner: Database,
	userId: string,
	work: () => Promise<Result>
): Promise<Result> {
	await owner.query('begin');
	try {
		await owner.query(
			`select set_config('role', 'authenticated', true),
			        set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: userId, role: 'authenticated' })]
		);
		return await work();
	} finally {
		await owner.query('rollback');
	}
}
