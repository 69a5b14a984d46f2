import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { expect, test } from 'vitest';
import ws from 'ws';
import { demoPassword, demoPeople } from '../../src/lib/access/session/demo-people.ts';
import { clusterWith } from './clusters.ts';
import { removeData } from './postgres.ts';
import { startStack } from './stack.ts';

/** What stands nowhere else, so that finding it means that it was said here. */
const words = {
	given: 'Zephyrine',
	family: 'Quillfeather',
	number: 'Q-7734190-X',
	phone: '+34677341908',
	email: 'zephyrine.q@example.net',
	street: 'Whimberry Lane 12',
	password: 'Quince-Marmalade-88'
};

test('no log of a day’s work has a name, a number, an address or a password of anybody', async () => {
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-log-'));
	const lines: string[] = [];
	const stack = await startStack({
		stateDirectory,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('demo'),
		log: (service, message) => lines.push(`${service} ${message}`)
	});
	const owner = new pg.Client({ connectionString: stack.databaseUrl('postgres') });
	try {
		await owner.connect();
		const client = createClient(stack.url, stack.keys.publishable, {
			auth: { persistSession: false },
			realtime: { transport: ws as unknown as typeof WebSocket }
		});
		const { given, family, number, phone, email, street, password } = words;
		// A stranger, who mistypes and registers.
		await client.auth.signInWithPassword({ email, password });
		await client.auth.signUp({
			email,
			password,
			options: { data: { full_name: `${given} ${family}` } }
		});
		await client.rpc('visit_by_link', { p_token: given });
		await client.from('patients').select('*').eq('given_name', given);

		// The desk, which does it right and wrong in every way.
		await client.auth.signInWithPassword({
			email: demoPeople.receptionist,
			password: demoPassword
		});
		const person = {
			given_name: given,
			family_name: family,
			birth_date: '1980-01-01',
			national_id: number,
			phone,
			email,
			address_line: street
		};
		const made = await client.rpc('register_patient', { p_patient: person });
		expect(made.error).toBeNull();
		const id = (made.data as { id: string }).id;
		const refused: unknown[] = [];
		for (const wrong of [
			{ birth_date: given },
			{ email: `${family} no address` },
			{ given_name: given.repeat(30) },
			{ national_id: number },
			{ country: given },
			{ phone: family },
			{ sex: given },
			{ [given]: 'x' },
			{ birth_date: '3000-01-01' }
		]) {
			const { error } = await client.rpc('register_patient', {
				p_patient: { ...person, national_id: null, ...wrong }
			});
			refused.push(error?.code);
		}
		expect(refused.every(Boolean)).toBe(true);
		for (const answer of [
			client.rpc('search_patients', { p_query: `${given} ${family}` }),
			client.rpc('search_patients', { p_query: number }),
			client.rpc('patient_national_id', { p_patient_id: family }),
			client.from('patients').select('*').eq('id', given),
			client.from('patients').select('*').eq(given, family),
			client.from('patients').update({ email: given }).eq('id', id),
			client.from('patients').update({ birth_date: family }).eq('id', id),
			client.from('patient_contacts').insert({ patient_id: id, name: family, phone: given }),
			client.from('patient_contacts').insert({ patient_id: given, name: family, phone }),
			client.rpc(family.toLowerCase(), { p_name: given })
		]) {
			await answer;
		}
		await client.storage.from(family).upload(`${given}.txt`, new Blob([family]));
		await client.functions.invoke(family.toLowerCase(), { body: { given } });
		await fetch(`${stack.url}/rest/v1/rpc/search_patients?p_query=${family}`, {
			headers: { apikey: stack.keys.publishable }
		});

		// And what a person at the database does wrong.
		await owner
			.query(`select private.seal('patients.national_id', $1, $2)`, [id, '-'.repeat(50)])
			.catch(() => {});
		await owner
			.query(
				`insert into public.patients (given_name, birth_date, email) values ($1, '1980-01-01', 'no')`,
				[given]
			)
			.catch(() => {});
		await owner.query(`select '${family}'::uuid`).catch(() => {});
		await owner.query(`do $$ begin raise warning '%', '${given}'; end $$`);

		const { rows: statements } = await owner.query<{ query: string }>(
			'select query from extensions.pg_stat_statements'
		);
		expect(statements.length).toBeGreaterThan(50);
		// Functions the people call, not what a person at the database typed as part of a statement's name.
		const said = statements.map(({ query }) => query).filter((query) => !query.startsWith('do $$'));
		for (const word of Object.values(words)) {
			expect(
				said.filter((query) => query.includes(word)),
				word
			).toEqual([]);
		}
	} finally {
		await owner.end();
		await stack.stop();
	}
	const log = [...lines, readFileSync(join(stateDirectory, 'postgres.log'), 'utf8')].join('\n');
	expect(log).toContain('database system is ready to accept connections');
	for (const [what, word] of Object.entries(words)) {
		const found = log.split('\n').filter((line) => line.toLowerCase().includes(word.toLowerCase()));
		expect(found, what).toEqual([]);
	}
	removeData(stateDirectory);
});
