import pg from 'pg';
import {
	connect,
	describe,
	expect,
	testApart,
	TestDatabase,
	type Person
} from '../../support/database.ts';

/* Clients that commit, in a database of the file's own: two who sign, one who writes, one who revokes while another sends. */

const test = testApart.extend<{ run: Clinic }>({
	run: async ({ apart }, use) => {
		const owner = await connect(apart);
		await use(new Clinic(apart, new TestDatabase(owner)));
		await owner.end();
	}
});

class Clinic {
	readonly #database: string;
	readonly db: TestDatabase;

	constructor(database: string, db: TestDatabase) {
		this.#database = database;
		this.db = db;
	}

	/** What one statement gave, or the SQLSTATE, by a connection of its own; `meanwhile` runs before it commits. */
	async as(
		who: Person | 'anon',
		sql: string,
		values: unknown[],
		meanwhile?: () => Promise<void>
	): Promise<unknown> {
		const client = await connect(this.#database);
		try {
			await client.query('begin');
			await client.query(
				`select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`,
				who === 'anon'
					? ['anon', JSON.stringify({ role: 'anon' })]
					: ['authenticated', JSON.stringify({ sub: who.id, role: 'authenticated' })]
			);
			const { rows } = await client.query<{ answer: unknown }>(
				`select public.${sql} as answer`,
				values
			);
			await meanwhile?.();
			await client.query('commit');
			return rows[0]?.answer ?? 'done';
		} catch (error) {
			await client.query('rollback');
			if (error instanceof pg.DatabaseError) return error.code;
			throw error;
		} finally {
			await client.end();
		}
	}

	/** A letter one doctor has begun, about a patient of two. */
	async scene() {
		const { db } = this;
		await db.rows('begin');
		const patientId = await db.createPatient();
		const [doctor, colleague] = [await db.createDoctor(), await db.createDoctor()];
		for (const { staffId } of [doctor, colleague]) {
			await db.rows(
				`select private.join_care_team($1, 'assigned', gen_random_uuid(), now() + interval '1 month', $2)`,
				[patientId, staffId]
			);
		}
		const template = await db.row<{ id: string; content: { en: Record<string, unknown> } }>(
			`select id, template.content from public.letter_templates template
			join public.letter_template_versions given on given.template_id = id and given.number = 1 and given.saved_name = ''
			where kind = 'free'`
		);
		await db.rows('commit');
		const id = String(
			await this.as(doctor, `begin_letter($1, $2, 'en')`, [patientId, template.id])
		);
		return { id, doctor, colleague, content: JSON.stringify(template.content.en) };
	}

	/** One that is signed. */
	async signed() {
		const scene = await this.scene();
		expect(await this.as(scene.doctor, 'sign_letter($1, 1)', [scene.id])).toBe(1);
		return scene;
	}

	async count(sql: string, id: string) {
		return this.db.count(sql, [id]);
	}
}
const rest = (milliseconds: number) =>
	new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const linksOf = 'select from public.letter_links where letter_id = $1';

describe('two at once', () => {
	test('who sign one letter: it is signed once, the other is told', async ({ run }) => {
		const { id, doctor } = await run.scene();
		const answers = await Promise.all([
			run.as(doctor, 'sign_letter($1, 1)', [id], () => rest(150)),
			run.as(doctor, 'sign_letter($1, 1)', [id], () => rest(150))
		]);
		expect(answers.map(String).sort()).toEqual(['1', 'LN060']);
		expect(await run.count('select from public.letter_versions where letter_id = $1', id)).toBe(1);
	});

	test('of whom one signs and one writes: nothing that was kept is signed unread', async ({
		run
	}) => {
		const written = await run.scene();
		const words = written.content
			.replace('"text": "', '"text": "Added. ')
			.replace('"text":"', '"text":"Added. ');
		let signing: Promise<unknown> | undefined;
		expect(
			await run.as(
				written.colleague,
				'save_letter_draft($1, 1, $2)',
				[written.id, words],
				async () => {
					signing = run.as(written.doctor, 'sign_letter($1, 1)', [written.id]);
					await rest(150);
				}
			)
		).toBe(2);
		expect(await signing).toBe('LN009');

		const signed = await run.scene();
		let writing: Promise<unknown> | undefined;
		await run.as(signed.doctor, 'sign_letter($1, 1)', [signed.id], async () => {
			writing = run.as(signed.colleague, 'save_letter_draft($1, 1, $2)', [signed.id, words]);
			await rest(150);
		});
		expect(await writing).toBe('LN060');
	});

	test('of whom one revokes and one sends: what is revoked is sent to nobody, and opens for nobody', async ({
		run
	}) => {
		const send = `send_letter($1, 'other', 'full', 'X', 'x@tests.example')`;
		const revoke = `set_letter_aside($1, 'Another patient')`;
		const first = await run.signed();
		let sending: Promise<unknown> | undefined;
		await run.as(first.doctor, revoke, [first.id], async () => {
			sending = run.as(first.colleague, send, [first.id]);
			await rest(150);
		});
		expect(await sending).toBe('LN060');
		expect(await run.count(linksOf, first.id)).toBe(0);

		const second = await run.signed();
		let revoking: Promise<unknown> | undefined;
		await run.as(second.doctor, send, [second.id], async () => {
			revoking = run.as(second.colleague, revoke, [second.id]);
			await rest(150);
		});
		expect(await revoking).toBe('');
		expect(await run.count(`${linksOf} and withdrawn_at is null`, second.id)).toBe(0);
		expect(await run.count(linksOf, second.id)).toBe(1);
	});

	test('of whom one revokes and one opens by a link: the link is over', async ({ run }) => {
		const { id, doctor, colleague } = await run.signed();
		const sent = (await run.as(doctor, `send_letter($1, 'other', 'full', 'X', 'x@tests.example')`, [
			id
		])) as { id: string; code: string };
		await run.db.rows(
			`insert into private.letter_tokens (token_hash, link_id) values (private.token_hash('contention'), $1)`,
			[sent.id]
		);
		let opening: Promise<unknown> | undefined;
		await run.as(colleague, `set_letter_aside($1, 'Another patient')`, [id], async () => {
			opening = run.as('anon', 'open_letter($1, $2)', ['contention', sent.code]);
			await rest(150);
		});
		expect(await opening).toBe('LN014');
		expect(
			await run.count(
				'select from public.letter_openings opening join public.letter_links link on link.id = link_id where link.letter_id = $1',
				id
			)
		).toBe(0);
	});
});
