import { expect, test, type Person, type TestDatabase } from '../../support/database.ts';

const add = (
	db: TestDatabase,
	as: Person,
	staffId: string,
	{
		from = '1 hour',
		until = '9 hours',
		department = null as string | null,
		contact = 'Ext. 4100'
	} = {}
) =>
	db.as(as, () =>
		db.value<string>(
			`select public.add_on_call($1, $2, now() + $3::interval, now() + $4::interval, $5)`,
			[staffId, department, from, until, contact]
		)
	);

const end = (db: TestDatabase, as: Person, id: string) =>
	db.as(as, () => db.rows('select public.end_on_call($1)', [id]));

const shifts = (db: TestDatabase, staffId: string) =>
	db.rows<{ running: boolean; contact: string | null }>(
		`select starts_at <= now() and ends_at > now() as running, contact from public.on_call_shifts
		 where staff_id = $1 order by starts_at`,
		[staffId]
	);

test('somebody is on call once at a time, and a shift taken back never was', async ({ db }) => {
	const manager = await db.createStaff('ward_manager');
	const doctor = await db.createDoctor();
	const id = await add(db, manager, doctor.staffId);
	await expect(
		add(db, manager, doctor.staffId, { from: '8 hours', until: '10 hours' })
	).rejects.toMatchObject({
		code: '23P01',
		constraint: 'on_call_shifts_once'
	});
	await add(db, manager, doctor.staffId, { from: '9 hours', until: '10 hours', contact: ' ' });
	expect(await shifts(db, doctor.staffId)).toEqual([
		{ running: false, contact: 'Ext. 4100' },
		{ running: false, contact: null }
	]);
	await end(db, manager, id);
	expect(await shifts(db, doctor.staffId)).toHaveLength(1);
	await expect(end(db, manager, id)).rejects.toMatchObject({ code: 'PT404' });
});

test('what makes no sense is refused with the name of what is wrong', async ({ db }) => {
	const manager = await db.createStaff('ward_manager');
	const { staffId } = await db.createDoctor();
	const gone = await db.createDoctor();
	await db.rows('update public.staff set active = false where id = $1', [gone.staffId]);
	const wrong: [Parameters<typeof add>[2], Parameters<typeof add>[3], string][] = [
		[staffId, { from: '2 hours', until: '1 hour' }, 'p_ends_at'],
		[staffId, { from: '-3 hours', until: '-1 hour' }, 'p_ends_at'],
		[staffId, { until: '9 days' }, 'p_ends_at'],
		[staffId, { contact: 'x'.repeat(61) }, 'p_contact'],
		[staffId, { department: crypto.randomUUID() }, 'p_department_id'],
		[gone.staffId, {}, 'p_staff_id'],
		[crypto.randomUUID(), {}, 'p_staff_id']
	];
	for (const [id, more, hint] of wrong) {
		await expect(add(db, manager, id, more)).rejects.toMatchObject({ code: '22023', hint });
	}
	expect(await shifts(db, staffId)).toEqual([]);
});

test('what runs ends now, and who leaves is on call no more', async ({ db }) => {
	const manager = await db.createStaff('ward_manager');
	const doctor = await db.createDoctor();
	const id = await add(db, manager, doctor.staffId, { from: '-1 hour', until: '1 hour' });
	expect(await shifts(db, doctor.staffId)).toMatchObject([{ running: true }]);
	await end(db, manager, id);
	// It was.
	expect(await shifts(db, doctor.staffId)).toMatchObject([{ running: false }]);

	const leaving = await db.createDoctor();
	await add(db, manager, leaving.staffId, { from: '-1 hour', until: '1 hour' });
	await add(db, manager, leaving.staffId, { from: '2 hours', until: '3 hours' });
	await db.rows('update public.staff set active = false where id = $1', [leaving.staffId]);
	expect(await shifts(db, leaving.staffId)).toMatchObject([{ running: false }]);
});
