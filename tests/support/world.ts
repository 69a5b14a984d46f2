/// <reference types="vite/client" />
import type { Actor, Person, PortalPerson, StaffRole, TestDatabase } from './database.ts';
import { inTransaction, staffRoles, testApart } from './database.ts';

/**
 * A small hospital for the access matrix. Everything in it is there twice: what has to do with the
 * people of the matrix (`own`: their ward, their patient, their doctor) and what has not (`other`).
 */

/** Whom the matrix asks about. */
export const roles = [
	...staffRoles,
	/** The patient of `own`. */
	'patient',
	/** Just registered, with no record yet. */
	'newcomer',
	/** A nurse of the ward who has left the hospital. */
	'former_nurse',
	'anon'
] as const;

export type Role = (typeof roles)[number];
export type Side = 'own' | 'other';

/** Values that tell one row of a table from all others. */
export type Key = Record<string, unknown>;

/** One half of the hospital: what hangs on everything else; each room adds its own. */
export interface Half {
	patient: PortalPerson;
	doctor: Person & { staffId: string; doctorId: string; specialtyId: string };
	departmentId: string;
	/** Of no other half, for what has a code. */
	code: string;
	/** By table, its row of this half. */
	keys: Record<string, Key>;
}

export interface World {
	people: Record<Exclude<Role, 'anon'>, Person>;
	own: Half;
	other: Half;
	/** A colleague who is in none of it. */
	bystander: Person & { staffId: string };
}

interface Tools {
	db: TestDatabase;
	/** Runs an insert and tells the id of its row. */
	id: (insert: string, values: unknown[]) => Promise<string>;
}

/** What a room has in the hospital, in its `<room>.world.ts`. */
export interface WorldPart {
	/** Rooms that must have theirs before. */
	after?: string[];
	/** Makes the rows of one half; what it gives back is added to that half. */
	half?: (tools: Tools, half: Half) => Promise<Partial<Half>>;
	/** What is done when both halves and everybody are there. */
	world?: (db: TestDatabase, world: World) => Promise<void>;
}

/** Who a role of the matrix is. */
export function actorOf(world: World, role: Role): Actor {
	return role === 'anon' ? 'anon' : world.people[role];
}

/** The account a row is about: one's own, or the other patient's. Strangers try the patient's. */
export function accountOf(world: World, side: Side, role: Role): string {
	if (side === 'other') return world.other.patient.id;
	return role === 'anon' ? world.people.patient.id : world.people[role].id;
}

/**
 * Vitest's `test` with this hospital, built once a file in a database of the file's own. What a test does
 * there, to rows and to the schema, is undone when it ends.
 */
export const testInWorld = testApart.extend<{
	$test: { db: TestDatabase; world: World };
	$file: { hospital: { db: TestDatabase; world: World } };
}>({
	hospital: [
		async ({ apart }, use) =>
			inTransaction(apart, async (db) => use({ db, world: await buildWorld(db) })),
		{ scope: 'file' }
	],
	db: async ({ hospital: { db } }, use) => db.undone(() => use(db)),
	world: async ({ hospital }, use) => use(hospital.world)
});

export async function buildWorld(db: TestDatabase): Promise<World> {
	const own = await buildHalf(db);
	const other = await buildHalf(db);
	const staff = {} as Record<StaffRole, Person & { staffId: string }>;
	for (const role of staffRoles) {
		staff[role] = role === 'doctor' ? own.doctor : await db.createStaff(role);
	}
	const people = {
		...staff,
		patient: own.patient,
		newcomer: await db.createUser(),
		former_nurse: await db.createStaff('nurse', { active: false })
	};
	// What rooms add to the type they add here.
	const world = {
		people,
		own,
		other,
		bystander: await db.createStaff('cashier')
	} as unknown as World;
	for (const part of parts) await part.world?.(db, world);
	return world;
}

async function buildHalf(db: TestDatabase): Promise<Half> {
	const patient = await db.createPortalPerson();
	const departmentId = await db.createDepartment();
	const doctor = await db.createDoctor();
	const half = {
		patient,
		doctor,
		departmentId,
		code: departmentId.slice(0, 8).toUpperCase(),
		keys: { patients: { id: patient.patientId } }
	} as unknown as Half;
	const id = (insert: string, values: unknown[]) =>
		db.value<string>(`${insert} returning id`, values);
	for (const part of parts) {
		const { keys, ...added } = (await part.half?.({ db, id }, half)) ?? {};
		Object.assign(half, added);
		Object.assign(half.keys, keys);
	}
	return half;
}

const found = import.meta.glob<WorldPart>('../database/*/*.world.ts', {
	eager: true,
	import: 'part'
});
const parts = inOrder(
	new Map(
		Object.entries(found).map(([path, part]) => [
			path.slice('../database/'.length, -'.world.ts'.length),
			part
		])
	)
);

/** Each after those it names. */
function inOrder(rooms: Map<string, WorldPart>): WorldPart[] {
	const ordered = new Set<WorldPart>();
	const add = (room: string) => {
		const part = rooms.get(room);
		if (!part) throw new Error(`${room} has no part in the world, and another comes after it`);
		for (const before of part.after ?? []) add(before);
		ordered.add(part);
	};
	for (const room of rooms.keys()) add(room);
	return [...ordered];
}
