import { randomUUID } from 'node:crypto';
import { expect, test, type TestDatabase } from '../../support/database.ts';

/** What the next tick says, by topic. */
async function said(db: TestDatabase) {
	await db.rows('select private.tick()');
	return db.value<Record<string, Record<string, [times: number, ago: number]>>>(
		`select payload -> 'said' from realtime.messages where topic = 'tick' order by inserted_at desc limit 1`
	);
}

const announce = (db: TestDatabase, topic: string, event = 'changed') =>
	db.rows(`select private.announce($1, $2, '{}')`, [topic, event]);

test('a tick says how often each transaction announced something on a topic', async ({ db }) => {
	const ward = `ward:${randomUUID()}`;
	await announce(db, ward);
	await announce(db, ward, 'also_changed');
	const transaction = await db.value<string>('select pg_current_xact_id()::text');
	expect((await said(db))[ward]).toEqual({ [transaction]: [2, 0] });
});

test('it forgets after half a minute', async ({ db }) => {
	const ward = `ward:${randomUUID()}`;
	await announce(db, ward);
	await db.rows(
		`update realtime.messages set inserted_at = inserted_at - interval '31 seconds' where topic = $1`,
		[ward]
	);
	expect((await said(db))[ward]).toBeUndefined();
});

test('it names no person, and no channel whose name is a secret', async ({ db }) => {
	const secret = ['patient', 'user', 'queue-display', 'ward-display', 'handover'].map(
		(kind) => `${kind}:${randomUUID()}`
	);
	for (const topic of secret) await announce(db, topic);
	const told = Object.keys(await said(db));
	expect(told.filter((topic) => secret.includes(topic))).toEqual([]);
});

test('colleagues hear it, patients do not', async ({ db }) => {
	const hears = async (actor: Parameters<typeof db.as>[0]) =>
		db.as(actor, () => db.value<boolean>(`select private.may_on_topic('tick', 'hear')`));
	expect(await hears(await db.createStaff('nurse'))).toBe(true);
	expect(await hears(await db.createPortalPerson())).toBe(false);
	expect(await hears('anon')).toBe(false);
});
