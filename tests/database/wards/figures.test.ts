import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';
import { createWard, createWardStaff, type Ward } from '../../support/ward.ts';

const minute = 60_000;
const hour = 60 * minute;
const zone = 'Europe/Madrid';
/** Clocks went back in the night before the 25th of October 2026: that day has 25 hours. */
const beginning = Date.parse('2026-10-20T00:00:00+02:00');
const now = Date.parse('2026-10-30T14:20:00+01:00');
/** All instants are multiples of this, so that counting slots is exact. */
const slot = 10 * minute;

const dayNames = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
const dayOf = (at: number) => dayNames.format(at);

interface Leg {
	bed: number;
	from: number;
	/** Null: still there. */
	until: number | null;
}
interface Stay {
	legs: Leg[];
	group: string | null;
	/** Null: still in. */
	left: number | null;
}
interface Closure {
	bed: number;
	from: number;
	until: number;
}
interface History {
	stays: Stay[];
	closures: Closure[];
}

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Stays of up to three legs in six beds, some after a while without a bed, some open; and closures. */
function randomHistory(seed: number): History {
	const roll = dice(seed);
	const upTo = (count: number) => Math.floor(roll() * count);
	const taken: { bed: number; from: number; until: number }[] = [];
	const isFree = (bed: number, from: number, until: number) =>
		!taken.some((other) => other.bed === bed && other.from < until && from < other.until);

	const stays: Stay[] = [];
	for (let n = 0; n < 40; n++) {
		const legs: Leg[] = [];
		let at = beginning + upTo((now - beginning) / slot) * slot;
		// Mostly where somebody has just left: turnovers of all lengths, none included.
		const last = taken.at(-1);
		if (last && roll() < 0.3 && last.until < now) at = last.until + upTo(3) * slot;
		for (let leg = 0; leg <= upTo(3); leg++) {
			const bed = upTo(6);
			const until = at + (1 + upTo(300)) * slot;
			const open = until >= now;
			if (at >= now || !isFree(bed, at, open ? Infinity : until)) break;
			taken.push({ bed, from: at, until: open ? Infinity : until });
			legs.push({ bed, from: at, until: open ? null : until });
			if (open) break;
			at = until + (roll() < 0.15 ? 12 * slot : 0);
		}
		const end = legs.at(-1)?.until;
		if (legs.length === 0) continue;
		stays.push({
			legs,
			group: [null, 'J00-J99', 'I00-I99'][upTo(3)] ?? null,
			left: end ?? null
		});
	}
	const closures: Closure[] = [];
	for (let bed = 0; bed < 6; bed++) {
		const from = beginning + upTo(900) * slot;
		// An ended closure may overlap a stay: then the bed was in use.
		if (roll() < 0.6) closures.push({ bed, from, until: from + (1 + upTo(400)) * slot });
	}
	return { stays, closures: closures.filter(({ until }) => until <= now) };
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

async function write(db: TestDatabase, wards: readonly Ward[], { stays, closures }: History) {
	const place = (bed: number) => {
		const ward = wards[Math.floor(bed / 3)];
		return { ward_id: ward?.id, bed_id: ward?.beds[bed % 3] };
	};
	for (const { legs, group, left } of stays) {
		const patientId = await db.createPatient();
		const admissionId = await db.value<string>(
			`insert into public.admissions (patient_id, ward_id, admitted_at, discharged_at, disposition, diagnosis_group)
			values ($1, $2, $3, $4, case when $4::timestamptz is not null then 'home' end, $5) returning id`,
			[patientId, place(legs.at(-1)?.bed ?? 0).ward_id, iso(legs[0]?.from ?? 0), iso(left), group]
		);
		await db.rows(
			`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
			select leg.bed_id, leg.ward_id, $1, $2, tstzrange(leg.begins, leg.ends)
			from jsonb_to_recordset($3) as leg (bed_id uuid, ward_id uuid, begins timestamptz, ends timestamptz)`,
			[
				patientId,
				admissionId,
				JSON.stringify(
					legs.map((leg) => ({ ...place(leg.bed), begins: iso(leg.from), ends: iso(leg.until) }))
				)
			]
		);
	}
	await db.rows(
		`insert into public.bed_closures (bed_id, ward_id, reason, starts_at, ended_at)
		select gone.bed_id, gone.ward_id, 'C', gone.begins, gone.ends
		from jsonb_to_recordset($1) as gone (bed_id uuid, ward_id uuid, begins timestamptz, ends timestamptz)`,
		[
			JSON.stringify(
				closures.map((gone) => ({
					...place(gone.bed),
					begins: iso(gone.from),
					ends: iso(gone.until)
				}))
			)
		]
	);
}

/** Two wards of three beds that have long been there, and somebody who sees the figures of both. */
async function hospital(db: TestDatabase) {
	const wards = [await createWard(db), await createWard(db)];
	await db.rows(`update public.beds set created_at = '2020-01-01' where ward_id = any ($1)`, [
		wards.map(({ id }) => id)
	]);
	const manager = await createWardStaff(db, 'ward_manager', ...wards);
	return { wards, manager };
}

interface Day extends Record<string, unknown> {
	day: string;
	available_hours: number;
	occupied_hours: number;
	closed_hours: number;
	admissions: number;
	transfers_in: number;
	discharges: number;
	transfers_out: number;
}

/** The same by looking at every bed in every slot. */
function plainDays(
	{ stays, closures }: History,
	beds: readonly number[],
	from: string,
	to: string
) {
	const days = new Map<string, Day>();
	for (let at = beginning - 5 * 24 * hour; at < now; at += slot) {
		const day = dayOf(at);
		if (day < from || day > to) continue;
		const row = days.get(day) ?? {
			day,
			available_hours: 0,
			occupied_hours: 0,
			closed_hours: 0,
			admissions: 0,
			transfers_in: 0,
			discharges: 0,
			transfers_out: 0
		};
		days.set(day, row);
		for (const bed of beds) {
			const covers = (span: { bed: number; from: number; until: number | null }) =>
				span.bed === bed && span.from <= at && (span.until === null || at < span.until);
			const occupied = stays.some(({ legs }) => legs.some(covers));
			const closed = !occupied && closures.some(covers);
			row.occupied_hours += occupied ? slot / hour : 0;
			row.closed_hours += closed ? slot / hour : 0;
			row.available_hours += closed ? 0 : slot / hour;
		}
	}
	const wardOf = (leg: Leg | undefined) => (leg ? Math.floor(leg.bed / 3) : undefined);
	for (const { legs } of stays) {
		for (const [place, leg] of legs.entries()) {
			if (!beds.includes(leg.bed)) continue;
			const came = days.get(dayOf(leg.from));
			const before = wardOf(legs[place - 1]);
			if (came && before === undefined) came.admissions += 1;
			else if (came && before !== wardOf(leg)) came.transfers_in += 1;
			const went = leg.until === null ? undefined : days.get(dayOf(leg.until));
			const after = wardOf(legs[place + 1]);
			if (went && after === undefined) went.discharges += 1;
			else if (went && after !== wardOf(leg)) went.transfers_out += 1;
		}
	}
	return [...days.values()].sort((one, other) => (one.day < other.day ? -1 : 1));
}

const days = (
	db: TestDatabase,
	who: Person,
	wardId: string | null,
	from: string,
	to: string,
	at = iso(now)
) =>
	db.as(who, () =>
		db.rows<Day>(
			`select day::text, available_hours, occupied_hours, closed_hours, admissions::int, transfers_in::int,
				discharges::int, transfers_out::int
			from public.ward_days($1, $2, $3, $4)`,
			[wardId, from, to, at]
		)
	);

const rounded = (rows: readonly Day[]) =>
	rows.map((row) => ({
		...row,
		available_hours: Number(row.available_hours.toFixed(6)),
		occupied_hours: Number(row.occupied_hours.toFixed(6)),
		closed_hours: Number(row.closed_hours.toFixed(6))
	}));

const median = (values: number[]) => {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = (sorted.length - 1) / 2;
	const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
};

const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);

describe('random histories', () => {
	test.for(seeds)(
		'hours and moves by day are as counted slot by slot (%i)',
		async (seed, { db }) => {
			const { wards, manager } = await hospital(db);
			const history = randomHistory(seed);
			await write(db, wards, history);
			for (const [from, to] of [
				['2026-10-19', '2026-10-30'],
				['2026-10-24', '2026-10-26'],
				['2026-10-28', '2026-10-28']
			] as const) {
				expect(
					rounded(await days(db, manager, wards[0]?.id ?? '', from, to)),
					`first ward, ${from}`
				).toEqual(rounded(plainDays(history, [0, 1, 2], from, to)));
				expect(rounded(await days(db, manager, null, from, to)), `both, ${from}`).toEqual(
					rounded(plainDays(history, [0, 1, 2, 3, 4, 5], from, to))
				);
			}
		}
	);

	test.for(seeds.slice(0, 6))(
		'turnover and length of stay are as worked out one by one (%i)',
		async (seed, { db }) => {
			const { wards, manager } = await hospital(db);
			const history = randomHistory(seed);
			await write(db, wards, history);
			const [from, to] = ['2026-10-22', '2026-10-28'];
			const inside = (at: number) => dayOf(at) >= from && dayOf(at) <= to;

			const legs = history.stays.flatMap((stay) => stay.legs);
			const gaps = [0, 1, 2].flatMap((bed) => {
				const ofBed = legs
					.filter((leg) => leg.bed === bed)
					.sort((one, other) => one.from - other.from);
				return ofBed.flatMap((leg, place) => {
					const next = ofBed[place + 1];
					if (leg.until === null || !next || next.from === leg.until || !inside(leg.until))
						return [];
					const left = leg.until;
					const shut = history.closures
						.filter((gone) => gone.bed === bed)
						.map((gone) => Math.min(gone.until, next.from) - Math.max(gone.from, left));
					const closed = shut.reduce((all, length) => all + Math.max(0, length), 0);
					return [(next.from - left - closed) / hour];
				});
			});
			const total = await db.as(manager, () =>
				db.row<{ turnovers: number; turnover_hours: number | null }>(
					`select turnovers::int, turnover_hours from public.ward_totals($1, $2, $3, $4)`,
					[wards[0]?.id, from, to, iso(now)]
				)
			);
			expect(total.turnovers).toBe(gaps.length);
			if (gaps.length > 0) expect(total.turnover_hours).toBeCloseTo(median(gaps) ?? NaN, 6);
			else expect(total.turnover_hours).toBeNull();

			const lengths = history.stays
				.filter(({ left }) => left !== null && inside(left))
				.map((stay) => ({
					group: stay.group,
					days: ((stay.left ?? 0) - (stay.legs[0]?.from ?? 0)) / (24 * hour)
				}));
			const rows = await db.as(manager, () =>
				db.rows<{
					diagnosis_group: string | null;
					by_group: boolean;
					by_ward: boolean;
					stays: number;
					mean_days: number;
					median_days: number;
				}>(
					`select diagnosis_group, by_group, by_ward, stays::int, mean_days, median_days
					from public.lengths_of_stay(null, $1, $2, $3)`,
					[from, to, iso(now)]
				)
			);
			const all = rows.find((row) => !row.by_group && !row.by_ward);
			expect(all?.stays ?? 0).toBe(lengths.length);
			for (const row of rows.filter(({ by_group }) => by_group)) {
				const mine = lengths.filter(({ group }) => group === row.diagnosis_group);
				expect(row.stays).toBe(mine.length);
				expect(row.median_days).toBeCloseTo(median(mine.map((stay) => stay.days)) ?? NaN, 6);
				expect(row.mean_days).toBeCloseTo(
					mine.reduce((sum, stay) => sum + stay.days, 0) / mine.length,
					6
				);
			}
		}
	);

	test.for(seeds.slice(0, 6))('daily looks see who was there (%i)', async (seed, { db }) => {
		const { wards, manager } = await hospital(db);
		const history = randomHistory(seed);
		await write(db, wards, history);
		const { cells, today } = await db.as(manager, () =>
			db.value<{ cells: [number, number, number | null, number, number][]; today: string }>(
				'select public.ward_history($1, $2)',
				[wards[0]?.id, iso(now)]
			)
		);
		expect(today).toBe('2026-10-30');

		// The looks are at 14:20 by the clock on the wall, on both sides of the change.
		const lookAt = (k: number) => {
			const day = 30 + k;
			return Date.parse(`2026-10-${day}T14:20:00${day >= 25 ? '+01:00' : '+02:00'}`);
		};
		const there = (stay: Stay, k: number) =>
			stay.legs.some(
				(leg) =>
					leg.bed < 3 && leg.from <= lookAt(k) && (leg.until === null || lookAt(k) < leg.until)
			);
		for (let k = -9; k <= 0; k++) {
			const present = history.stays.filter((stay) => there(stay, k));
			const seen = cells.filter(([look]) => look === k);
			expect(
				seen.reduce((sum, [, , , patients]) => sum + patients, 0),
				`look ${k}`
			).toBe(present.length);
			if (k === 0) continue;
			const left = present.filter((stay) => !there(stay, k + 1));
			expect(
				seen.reduce((sum, [, , , , leave]) => sum + leave, 0),
				`gone after look ${k}`
			).toBe(left.length);
		}
	});
});

describe('edges', () => {
	test('the day on which the clocks go back has 25 hours, the day that goes on only those it had', async ({
		db
	}) => {
		const { wards, manager } = await hospital(db);
		const rows = await days(db, manager, wards[0]?.id ?? '', '2026-10-24', '2026-10-30');
		expect(rows.map(({ available_hours }) => available_hours)).toEqual([
			72,
			75,
			72,
			72,
			72,
			72,
			expect.closeTo(3 * (14 + 1 / 3), 6)
		]);
	});

	test('a bed counts from when it was there, and a bed that is gone until its last use', async ({
		db
	}) => {
		const { wards, manager } = await hospital(db);
		const [ward] = wards;
		await write(db, wards, {
			stays: [
				{
					legs: [
						{
							bed: 1,
							from: Date.parse('2026-10-27T00:00+01:00'),
							until: Date.parse('2026-10-27T06:00+01:00')
						}
					],
					group: null,
					left: Date.parse('2026-10-27T06:00+01:00')
				}
			],
			closures: []
		});
		await db.rows(`update public.beds set created_at = '2026-10-28 12:00+01' where id = $1`, [
			ward?.beds[0]
		]);
		await db.rows('update public.beds set active = false where id = $1', [ward?.beds[1]]);
		const rows = await days(db, manager, ward?.id ?? '', '2026-10-27', '2026-10-29');
		expect(rows.map(({ available_hours }) => available_hours)).toEqual([24 + 6, 24 + 12, 48]);
	});

	test('what was expected of a stay is known as it was stated then', async ({ db }) => {
		const { wards, manager } = await hospital(db);
		const [ward] = wards;
		const patientId = await db.createPatient();
		const admissionId = await db.value<string>(
			`insert into public.admissions (patient_id, ward_id, admitted_at)
			values ($1, $2, now() - interval '5 days') returning id`,
			[patientId, ward?.id]
		);
		await db.rows(
			`insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
			values ($1, $2, $3, $4, tstzrange(now() - interval '5 days', null))`,
			[ward?.beds[0], ward?.id, patientId, admissionId]
		);
		// Three days ago somebody said: two days on. Now it is to be in four days.
		await db.rows(
			`insert into private.expected_discharges (admission_id, stated_at, expected_on) values
				($1, now() - interval '3 days 1 hour', private.hospital_day() - 1), ($1, now(), private.hospital_day() + 4)`,
			[admissionId]
		);
		const { cells } = await db.as(manager, () =>
			db.value<{ cells: number[][] }>('select public.ward_history($1)', [ward?.id])
		);
		expect(cells.map(([look, , ahead]) => [look, ahead])).toEqual(
			expect.arrayContaining([
				[-4, null],
				[-3, 2],
				[-2, 1],
				[-1, 0],
				[0, 4]
			])
		);
	});
});

test('each new expectation is written down with when it was stated', async ({ db }) => {
	const { wards } = await hospital(db);
	const admissionId = await db.value<string>(
		`insert into public.admissions (patient_id, ward_id, admitted_at, expected_discharge_on)
		values ($1, $2, '2026-11-20', '2026-11-24') returning id`,
		[await db.createPatient(), wards[0]?.id]
	);
	const state = (change: string) =>
		db.rows(`update public.admissions set ${change} where id = $1`, [admissionId]);
	await state(`expected_discharge_on = '2026-11-26'`);
	await state(`reason = 'Pneumonia'`);
	await state('expected_discharge_on = null');
	expect(
		await db.rows(
			'select expected_on::text from private.expected_discharges where admission_id = $1 order by stated_at',
			[admissionId]
		)
	).toEqual([{ expected_on: '2026-11-24' }, { expected_on: '2026-11-26' }, { expected_on: null }]);
});

describe('who may', () => {
	test('ask: with reports.wards, for wards of their own', async ({ db }) => {
		const { wards, manager } = await hospital(db);
		const [own, other] = wards;
		await db.rows('delete from public.staff_wards where staff_id = $1 and ward_id = $2', [
			manager.staffId,
			other?.id
		]);
		const nurse = await createWardStaff(db, 'nurse', ...wards);
		const ask = (name: string, wardId: string | null | undefined) => () =>
			db.rows(`select * from public.${name}($1, '2026-10-20', '2026-10-21')`, [wardId]);
		for (const name of ['ward_days', 'ward_totals', 'lengths_of_stay']) {
			expect((await db.refusal(nurse, ask(name, own?.id))).code, name).toBe('42501');
			expect((await db.refusal(manager, ask(name, other?.id))).code, name).toBe('PT404');
			await db.as(manager, ask(name, own?.id));
		}
		const history = () => db.rows('select public.ward_history($1)', [other?.id]);
		expect((await db.refusal(manager, history)).code).toBe('PT404');
		expect((await db.refusal(nurse, history)).code).toBe('42501');
		const totals = await db.as(manager, () => ask('ward_totals', null)());
		expect(totals.map(({ ward_id }) => ward_id)).toEqual([own?.id]);
	});

	test('the range is one that makes sense', async ({ db }) => {
		const { manager } = await hospital(db);
		const refused = async (from: string, to: string) =>
			(await db.refusal(manager, () => days(db, manager, null, from, to))).hint;
		expect(await refused('2026-10-21', '2026-10-20')).toBe('p_until');
		expect(await refused('2025-01-01', '2026-10-20')).toBe('p_until');
		expect(await refused('2026-12-01', '2026-12-02')).toBe('p_from');
	});
});
