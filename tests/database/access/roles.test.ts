import {
	connect,
	describe,
	expect,
	// What is compared is all there is: nobody else writes meanwhile.
	testApart as test,
	TestDatabase,
	type Actor,
	type Person
} from '../../support/database.ts';

interface People {
	permission_id: string;
	people: { user_id: string; staff_id: string | null; name: string }[];
}

interface Effect {
	seen: string;
	role: { id: string; name: string; kind: string };
	people: People['people'];
	adds: string[];
	removes: string[];
	gains: People[];
	loses: People[];
	without_role: People['people'];
	change_id: string | null;
}

type Change = Record<string, unknown>;

const preview = (db: TestDatabase, who: Actor, change: Change) =>
	db.as(who, () => db.value<Effect>('select public.preview_access_change($1)', [change]));

const make = (db: TestDatabase, who: Actor, change: Change, seen: string) =>
	db.as(who, () => db.value<Effect>('select public.make_access_change($1, $2)', [change, seen]));

/** As somebody does who has looked first. */
const change = async (db: TestDatabase, who: Actor, what: Change) =>
	make(db, who, what, (await preview(db, who, what)).seen);

const may = (db: TestDatabase, who: Actor, permission: string) =>
	db.as(who, () => db.value<boolean>('select private.has_permission($1)', [permission]));

const rolesOf = (db: TestDatabase, { id }: Person) =>
	db.value<string[]>(
		`select array_agg(role_id order by role_id) from public.user_roles where user_id = $1`,
		[id]
	);

const newRole = (db: TestDatabase, who: Actor, name: string, from: string | null = null) =>
	db.as(who, () =>
		db.value<string>('select (public.create_role($1, $2, $3)).id', [name, 'What for', from])
	);

const allowed = (db: TestDatabase, role: string) =>
	db.value<string[]>(
		`select coalesce(array_agg(permission_id order by permission_id), '{}') from public.role_permissions where role_id = $1`,
		[role]
	);

const give = (db: TestDatabase, { id }: Person, role: string) =>
	db.rows('insert into public.user_roles (user_id, role_id) values ($1, $2)', [id, role]);

/** Everything a change may touch, as it is. */
const state = (db: TestDatabase) =>
	db.row(
		`select (select jsonb_agg(r order by id) from public.roles r) as roles,
			(select jsonb_agg(p order by role_id, permission_id) from public.role_permissions p) as allowed,
			(select jsonb_agg(u order by user_id, role_id) from public.user_roles u) as held,
			(select count(*) from public.role_changes) as changes,
			(select count(*) from audit.events) as logged,
			(select count(*) from realtime.messages) as said`
	);

describe('a custom role', () => {
	test('begins as a copy nobody holds, and its history says who made it', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const id = await newRole(db, admin, '  Night\n  supervisor ', 'ward_manager');
		expect(await db.row('select * from public.roles where id = $1', [id])).toMatchObject({
			id: 'night_supervisor',
			kind: 'staff',
			name: 'Night supervisor',
			description: 'What for',
			built_in: false
		});
		expect(await allowed(db, id)).toEqual(await allowed(db, 'ward_manager'));
		expect(
			await db.row('select made_by, before from public.role_changes where role_id = $1', [id])
		).toEqual({ made_by: admin.id, before: null });
	});

	test('never makes an admin, and a copy of a doctor’s stays one', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const kinds: string[] = [];
		for (const from of ['admin', 'doctor', 'patient', null]) {
			const id = await newRole(db, admin, `Copy of ${from}`, from);
			kinds.push(await db.value('select kind from public.roles where id = $1', [id]));
		}
		expect(kinds).toEqual(['staff', 'doctor', 'staff', 'staff']);
	});

	test('has a name of its own, in whatever letters, and an id no other had', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const refused = (name: string) => db.refusal(admin, () => newRole(db, admin, name));
		await newRole(db, admin, 'Porter');
		expect(await refused('PORTER')).toMatchObject({
			code: '23505',
			constraint: 'roles_name_key'
		});
		expect(await refused(' \n ')).toMatchObject({ code: '22023', hint: 'name' });
		expect(await refused('x'.repeat(81))).toMatchObject({ code: '22023', hint: 'name' });
		expect(await newRole(db, admin, '夜勤')).toMatch(/^role(_[a-z]{6})?$/);
		const first = await newRole(db, admin, 'Guide');
		await change(db, admin, { do: 'delete_role', role_id: first });
		expect(await newRole(db, admin, 'Guide')).toMatch(/^guide_[a-z]{6}$/);
	});
});

describe('what a change would do', () => {
	test('is told by name, and nothing is done, logged or said', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const cashier = await db.createStaff('cashier', { name: 'Cara Cashier' });
		const both = await db.createStaff('cashier', { name: 'Bea Both' });
		await give(db, both, 'receptionist');
		const gone = await db.createStaff('cashier', { active: false });
		const before = await state(db);

		const effect = await preview(db, admin, {
			do: 'change_role',
			role_id: 'cashier',
			add: ['queue.manage'],
			remove: ['patients.read']
		});
		const names = (list: People[]) =>
			list.map(({ permission_id, people }) => [
				permission_id,
				people
					.filter(({ user_id }) => [cashier.id, both.id, gone.id].includes(user_id))
					.map(({ name }) => name)
			]);
		expect(effect).toMatchObject({ adds: ['queue.manage'], removes: ['patients.read'] });
		// Who has it by another role neither gains nor loses; who has left holds nothing.
		expect(names(effect.gains)).toEqual([['queue.manage', ['Cara Cashier']]]);
		expect(names(effect.loses)).toEqual([['patients.read', ['Cara Cashier']]]);
		expect(effect.without_role).toEqual([]);
		expect(effect.people).toContainEqual({
			user_id: cashier.id,
			staff_id: cashier.staffId,
			name: 'Cara Cashier'
		});
		expect(await state(db)).toEqual(before);
	});

	test('is what is done, at the next statement, and those it concerns are told', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const cashier = await db.createStaff('cashier');
		const told = () =>
			db.value<number>(
				`select count(*)::int from realtime.messages where topic = $1 and event = 'access_changed'`,
				[`user:${cashier.id}`]
			);
		const before = await told();
		const what = { do: 'change_role', role_id: 'cashier', remove: ['patients.read'] };
		const shown = await preview(db, admin, what);
		expect(await may(db, cashier, 'patients.read')).toBe(true);
		const { change_id, ...made } = await make(db, admin, what, shown.seen);
		expect(made).toEqual(shown);
		expect(await may(db, cashier, 'patients.read')).toBe(false);
		expect(await told()).toBe(before + 1);
		expect(
			await db.row(
				`select made_by, before -> 'permission_ids' ? 'patients.read' as was, after -> 'permission_ids' ? 'patients.read' as is
				 from public.role_changes where id = $1`,
				[change_id]
			)
		).toEqual({ made_by: admin.id, was: true, is: false });
		expect(
			await db.value<number>(
				`select count(*)::int from audit.events where actor_id = $1 and table_name = 'role_permissions'
				 and action = 'delete' and row_id = 'cashier/patients.read'`,
				[admin.id]
			)
		).toBe(1);
	});

	test('names who would have no role left', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const porter = await db.createStaff('housekeeper', { name: 'Pia Porter' });
		const take = { do: 'take_role', role_id: 'housekeeper', user_id: porter.id };
		expect((await preview(db, admin, take)).without_role.map(({ name }) => name)).toEqual([
			'Pia Porter'
		]);
		await give(db, porter, 'cashier');
		expect((await preview(db, admin, take)).without_role).toEqual([]);
	});

	test('that has become something else by now is not done', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const other = await db.createStaff('admin');
		const role = await newRole(db, admin, 'Porter', 'housekeeper');
		const porter = await db.createStaff('cashier');
		const what = { do: 'change_role', role_id: role, add: ['beds.manage'] };

		const meanwhile: (() => Promise<unknown>)[] = [
			// Somebody is given the role, it is renamed, it allows something else.
			() => db.as(other, () => db.rows('select public.grant_role($1, $2)', [porter.id, role])),
			() => change(db, other, { do: 'change_role', role_id: role, name: 'Porters' }),
			() => change(db, other, { do: 'change_role', role_id: role, add: ['queue.manage'] }),
			() => change(db, other, what)
		];
		for (const happens of meanwhile) {
			const { seen } = await preview(db, admin, what);
			await happens();
			const before = await state(db);
			const error = await db.refusal(admin, () =>
				db.rows('select public.make_access_change($1, $2)', [what, seen])
			);
			expect(error).toMatchObject({ code: 'LN009', hint: 'seen' });
			expect(await state(db)).toEqual(before);
		}
		// What a colleague allowed meanwhile stays: a change says what is added and removed.
		expect(await allowed(db, role)).toEqual(['beds.manage', 'housekeeping.work', 'queue.manage']);
	});

	test('is not another change than the one that was looked at', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const { seen } = await preview(db, admin, {
			do: 'change_role',
			role_id: 'cashier',
			add: ['queue.manage']
		});
		const other = { do: 'change_role', role_id: 'cashier', add: ['access.manage'] };
		expect((await db.refusal(admin, () => make(db, admin, other, seen))).code).toBe('LN009');
		expect(await allowed(db, 'cashier')).not.toContain('access.manage');
	});
});

describe('what cannot be changed', () => {
	const refused: [string, Change, { code: string; hint?: string }][] = [
		[
			'what makes an admin',
			{ do: 'change_role', role_id: 'admin', remove: ['audit.read'] },
			{ code: 'LN007' }
		],
		[
			'what anybody is who registers',
			{ do: 'change_role', role_id: 'patient', add: ['patients.read'] },
			{ code: '22023', hint: 'permission_ids' }
		],
		[
			'a permission nobody has defined',
			{ do: 'change_role', role_id: 'nurse', add: ['world.rule'] },
			{ code: '22023', hint: 'permission_ids' }
		],
		[
			'the name of a role that came with Lantern',
			{ do: 'change_role', role_id: 'nurse', name: 'Sister' },
			{ code: '22023', hint: 'name' }
		],
		[
			'a description without end',
			{ do: 'change_role', role_id: 'nurse', description: 'x'.repeat(301) },
			{ code: '22023', hint: 'description' }
		],
		[
			'a role that is not there',
			{ do: 'change_role', role_id: 'emperor' },
			{ code: 'PT404', hint: 'role_id' }
		],
		[
			'a role that came with Lantern, away',
			{ do: 'delete_role', role_id: 'nurse', move_to: 'cashier' },
			{ code: '22023', hint: 'role_id' }
		],
		[
			'whether somebody is a patient',
			{ do: 'take_role', role_id: 'patient', user_id: '00000000-0000-0000-0000-000000000001' },
			{ code: '22023', hint: 'role_id' }
		],
		[
			'somebody who is not there',
			{ do: 'give_role', role_id: 'nurse', user_id: '00000000-0000-0000-0000-000000000001' },
			{ code: 'PT404', hint: 'p_user_id' }
		],
		[
			'somebody without a name',
			{ do: 'give_role', role_id: 'nurse', user_id: 'me' },
			{ code: 'PT404', hint: 'p_user_id' }
		],
		[
			'something nobody knows',
			{ do: 'make_king', role_id: 'nurse' },
			{ code: '22023', hint: 'p_change' }
		]
	];
	for (const [what, wanted, error] of refused) {
		test(`${what}: neither looked at nor done`, async ({ db }) => {
			const admin = await db.createStaff('admin');
			const before = await state(db);
			for (const call of ['preview_access_change($1)', `make_access_change($1, 'seen')`]) {
				expect(
					await db.refusal(admin, () => db.rows(`select public.${call}`, [wanted]))
				).toMatchObject(error);
			}
			expect(await state(db)).toEqual(before);
		});
	}

	test('a role’s permissions, past the commands', async ({ db }) => {
		const admin = await db.createStaff('admin');
		for (const write of [
			`insert into public.role_permissions (role_id, permission_id) values ('cashier', 'beds.manage')`,
			`delete from public.role_permissions where role_id = 'cashier'`,
			`update public.roles set kind = 'admin' where id = 'cashier'`,
			`insert into public.roles (id, kind, name) values ('king', 'admin', 'King')`,
			`delete from public.role_changes`
		]) {
			expect((await db.refusal(admin, () => db.rows(write))).code).toBe('42501');
		}
	});

	test('the last admin: neither shown as done nor done', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await db.rows(`delete from public.user_roles where role_id = 'admin' and user_id <> $1`, [
			admin.id
		]);
		const take = { do: 'take_role', role_id: 'admin', user_id: admin.id };
		expect((await db.refusal(admin, () => preview(db, admin, take))).code).toBe('LN007');
		expect(await may(db, admin, 'access.manage')).toBe(true);
	});
});

describe('a role that is deleted', () => {
	test('leaves nobody behind: its holders are named, and moved', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const role = await newRole(db, admin, 'Porter', 'nurse');
		const one = await db.createStaff('cashier', { name: 'Ann' });
		const two = await db.createStaff('housekeeper', { name: 'Ben' });
		await give(db, one, role);
		await give(db, two, role);

		const without = { do: 'delete_role', role_id: role };
		expect(await db.refusal(admin, () => preview(db, admin, without))).toMatchObject({
			code: 'LN018',
			hint: 'move_to'
		});
		for (const move_to of [role, 'patient', 'emperor']) {
			expect(
				await db.refusal(admin, () => preview(db, admin, { ...without, move_to }))
			).toMatchObject({ code: '22023', hint: 'move_to' });
		}
		const moved = { ...without, move_to: 'housekeeper' };
		const shown = await preview(db, admin, moved);
		expect(shown.people.map(({ name }) => name)).toEqual(['Ann', 'Ben']);
		expect(
			shown.loses.find(({ permission_id }) => permission_id === 'charts.read')?.people.length
		).toBe(2);
		await make(db, admin, moved, shown.seen);
		expect(await rolesOf(db, one)).toEqual(['cashier', 'housekeeper', 'patient']);
		expect(await rolesOf(db, two)).toEqual(['housekeeper', 'patient']);
		expect(await db.rows('select from public.roles where id = $1', [role])).toEqual([]);
	});

	test('comes back as it was, and its holders with it', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const role = await newRole(db, admin, 'Porter', 'nurse');
		const one = await db.createStaff('cashier');
		const two = await db.createStaff('housekeeper');
		await give(db, one, role);
		await give(db, two, role);
		const held = () =>
			db.rows('select * from public.user_roles where user_id = any ($1) order by 1, 2', [
				[one.id, two.id]
			]);
		const before = [await held(), await allowed(db, role)];
		const { change_id } = await change(db, admin, {
			do: 'delete_role',
			role_id: role,
			move_to: 'housekeeper'
		});
		await db.as(admin, () => db.rows('select public.undo_role_change($1)', [change_id]));
		expect([await held(), await allowed(db, role)]).toEqual(before);
	});
});

describe('a change that is undone', () => {
	const undo = (db: TestDatabase, who: Actor, id: string | null) =>
		db.as(who, () => db.rows('select public.undo_role_change($1)', [id]));

	test('is as if it had not been, once', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const before = await db.value('select private.role_state($1)', ['nurse']);
		const { change_id } = await change(db, admin, {
			do: 'change_role',
			role_id: 'nurse',
			description: 'On the wards',
			add: ['beds.manage'],
			remove: ['charts.read']
		});
		await undo(db, admin, change_id);
		expect(await db.value('select private.role_state($1)', ['nurse'])).toEqual(before);
		expect(await db.refusal(admin, () => undo(db, admin, change_id))).toMatchObject({
			code: 'LN021',
			hint: 'overtaken'
		});
	});

	test('is one’s own, of the last ten minutes, with nothing after it', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const other = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		const { change_id } = await change(db, admin, {
			do: 'change_role',
			role_id: 'nurse',
			add: ['beds.manage']
		});
		const refused = async (who: Actor) => {
			const { code, hint } = await db.refusal(who, () => undo(db, who, change_id));
			return [code, hint];
		};
		expect(await refused(nurse)).toEqual(['42501', 'access.manage']);
		expect(await refused(other)).toEqual(['LN021', 'other']);
		await change(db, other, { do: 'change_role', role_id: 'nurse', add: ['displays.manage'] });
		expect(await refused(admin)).toEqual(['LN021', 'overtaken']);
		await db.rows(
			`update public.role_changes set made_at = made_at - interval '11 minutes' where id = $1`,
			[change_id]
		);
		expect(await refused(admin)).toEqual(['LN021', 'late']);
		expect(await allowed(db, 'nurse')).toContain('beds.manage');
	});
});

describe('somebody who is given a role and loses it', () => {
	const changesOf = (db: TestDatabase, { id }: Person) =>
		db.rows<{ id: string; given: boolean; made_by: string | null; undone: boolean }>(
			`select id, given, made_by, undone_at is not null as undone from public.role_changes
			 where user_id = $1 and role_id = 'cashier' order by made_at`,
			[id]
		);
	const undo = (db: TestDatabase, who: Actor, id: string) =>
		db.as(who, () => db.rows('select public.undo_role_change($1)', [id]));

	test('has a history, whatever way it came, which an undoing closes', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		const role = { role_id: 'cashier', user_id: nurse.id };
		await db.as(admin, () => db.rows(`select public.grant_role($1, 'cashier')`, [nurse.id]));
		await change(db, admin, { do: 'take_role', ...role });
		const [given, taken] = await changesOf(db, nurse);
		expect([given, taken]).toMatchObject([
			{ given: true, made_by: admin.id },
			{ given: false, made_by: admin.id }
		]);
		await undo(db, admin, taken?.id ?? '');
		expect(await rolesOf(db, nurse)).toEqual(['cashier', 'nurse', 'patient']);
		expect((await changesOf(db, nurse)).map(({ undone }) => undone)).toEqual([false, true]);
		await undo(db, admin, given?.id ?? '');
		expect(await rolesOf(db, nurse)).toEqual(['nurse', 'patient']);
		expect(await db.refusal(admin, () => undo(db, admin, given?.id ?? ''))).toMatchObject({
			code: 'LN021',
			hint: 'overtaken'
		});
	});

	test('is not given back what they have been given since, nor a role that is gone', async ({
		db
	}) => {
		const admin = await db.createStaff('admin');
		const person = await db.createStaff('cashier');
		await change(db, admin, { do: 'take_role', role_id: 'cashier', user_id: person.id });
		await give(db, person, 'cashier');
		const [, taken] = await changesOf(db, person);
		expect((await db.refusal(admin, () => undo(db, admin, taken?.id ?? ''))).hint).toBe(
			'overtaken'
		);
		const role = await newRole(db, admin, 'Porter');
		await change(db, admin, { do: 'give_role', role_id: role, user_id: person.id });
		await change(db, admin, { do: 'take_role', role_id: role, user_id: person.id });
		await change(db, admin, { do: 'delete_role', role_id: role });
		const last = await db.value<string>(
			`select id from public.role_changes where user_id = $1 and role_id = $2 and not given`,
			[person.id, role]
		);
		expect((await db.refusal(admin, () => undo(db, admin, last))).hint).toBe('overtaken');
	});

	test('the last admin is not undone', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const other = await db.createStaff('nurse');
		await change(db, admin, { do: 'give_role', role_id: 'admin', user_id: other.id });
		await db.rows(`delete from public.user_roles where role_id = 'admin' and user_id <> all ($1)`, [
			[admin.id, other.id]
		]);
		const gift = await db.value<string>(
			`select id from public.role_changes where user_id = $1 and role_id = 'admin' and given`,
			[other.id]
		);
		await db.rows(
			`insert into public.role_permissions (role_id, permission_id) values ('cashier', 'access.manage')`
		);
		await give(db, admin, 'cashier');
		await db.rows(`delete from public.user_roles where role_id = 'admin' and user_id = $1`, [
			admin.id
		]);
		expect((await db.refusal(admin, () => undo(db, admin, gift))).code).toBe('LN007');
		expect(await may(db, other, 'access.manage')).toBe(true);
	});

	test('goes with their account, history and all', async ({ db }) => {
		const person = await db.createStaff('cashier');
		await db.rows('delete from auth.users where id = $1', [person.id]);
		expect(await changesOf(db, person)).toEqual([]);
	});
});

test('nobody but who manages access looks at, makes or undoes a change', async ({ db }) => {
	const what = {
		do: 'give_role',
		role_id: 'admin',
		user_id: '00000000-0000-0000-0000-000000000001'
	};
	for (const role of ['ward_manager', 'doctor', 'receptionist'] as const) {
		const person = await db.createStaff(role);
		const own = { ...what, user_id: person.id };
		for (const [sql, value] of [
			['select public.preview_access_change($1)', own],
			[`select public.make_access_change($1, 'seen')`, own],
			[`select public.create_role($1)`, 'Mine']
		] as const) {
			expect((await db.refusal(person, () => db.rows(sql, [value]))).code).toBe('42501');
		}
		expect(await may(db, person, 'access.manage')).toBe(false);
	}
});

describe('two admins at once', () => {
	/** Two connections, and on them two admins and a role, committed. */
	async function committed(
		apart: string,
		use: (one: TestDatabase, two: TestDatabase, admins: Person[], role: string) => Promise<void>
	) {
		const clients = await Promise.all([connect(apart), connect(apart)]);
		const [one, two] = clients.map((client) => new TestDatabase(client)) as [
			TestDatabase,
			TestDatabase
		];
		try {
			await one.client.query('begin');
			const admins = [await one.createStaff('admin'), await one.createStaff('admin')];
			const role = await newRole(one, admins[0] as Person, `Race ${Date.now()}`, 'nurse');
			await one.client.query('commit');
			await use(one, two, admins, role);
		} finally {
			await Promise.all(clients.map((client) => client.end()));
		}
	}

	test('change one role: the second is told that it has moved, and shown it again', async ({
		apart
	}) => {
		await committed(apart, async (one, two, [first, second], role) => {
			if (!first || !second) throw new Error('there are two');
			const ours = { do: 'change_role', role_id: role, add: ['beds.manage'] };
			const theirs = { do: 'change_role', role_id: role, add: ['displays.manage'] };
			await one.client.query('begin');
			const { seen } = await preview(one, first, ours);
			await one.client.query('commit');
			await two.client.query('begin');
			const other = await preview(two, second, theirs);
			await two.client.query('commit');

			await one.client.query('begin');
			await make(one, first, ours, seen);
			// The second asks while the first has not committed: it waits, and then finds another role.
			await two.client.query('begin');
			const late = two.refusal(second, () => make(two, second, theirs, other.seen));
			await waiting(apart, two);
			await one.client.query('commit');
			expect((await late).code).toBe('LN009');
			await change(two, second, theirs);
			await two.client.query('commit');
			expect(await allowed(one, role)).toEqual(
				expect.arrayContaining(['beds.manage', 'displays.manage'])
			);
		});
	});

	test('take the role from each other: one of them stays', async ({ apart }) => {
		await committed(apart, async (one, two, [first, second]) => {
			if (!first || !second) throw new Error('there are two');
			const takeFrom = ({ id }: Person) => ({ do: 'take_role', role_id: 'admin', user_id: id });
			await one.client.query('begin');
			await two.client.query('begin');
			const seen = [
				(await preview(one, first, takeFrom(second))).seen,
				(await preview(two, second, takeFrom(first))).seen
			];
			await one.client.query('commit');
			await two.client.query('commit');
			await one.client.query('begin');
			await make(one, first, takeFrom(second), seen[0] ?? '');
			await two.client.query('begin');
			const late = two.refusal(second, () => make(two, second, takeFrom(first), seen[1] ?? ''));
			await waiting(apart, two);
			await one.client.query('commit');
			// The right was asked again after the wait: it is gone.
			expect((await late).code).toBe('42501');
			await two.client.query('rollback');
			expect(await rolesOf(one, first)).toContain('admin');
			expect(await rolesOf(one, second)).not.toContain('admin');
		});
	});

	/** Until the connection waits for a lock. */
	async function waiting(apart: string, db: TestDatabase) {
		const watch = await connect(apart);
		const pid = (db.client as unknown as { processID: number }).processID;
		try {
			await expect
				.poll(
					async () =>
						(
							await watch.query(
								`select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`,
								[pid]
							)
						).rowCount
				)
				.toBe(1);
		} finally {
			await watch.end();
		}
	}
});
