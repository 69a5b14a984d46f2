import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';
import { portalPeople } from './bench.ts';
import type { Attempt, Booked, BookingOrder } from './booking-client.ts';
import { ms, quantile, sideBySide, times, type Figure } from './figures.ts';
import { timeByPart } from './processor.ts';

interface Slot {
	doctor_id: string;
	starts_at: Date;
	ends_at: Date;
}

/** A visit type every doctor offers, and free slots of it from tomorrow on. */
export async function openSlots(
	{ owner }: Bench,
	count: number
): Promise<{ visitTypeId: string; slots: Slot[] }> {
	const { rows: types } = await owner.query<{ id: string }>(
		`select id from public.visit_types
		 where active and bookable_by_patient and specialty_id is null and not requires_confirmation
		 order by duration_minutes limit 1`
	);
	const visitTypeId = types[0]?.id;
	if (!visitTypeId) throw new Error('The hospital offers no visit type');
	const { rows: doctors } = await owner.query<{ id: string }>(
		'select id from public.doctors where active and accepts_patients order by id limit 24'
	);
	const { rows: slots } = await owner.query<Slot>(
		`select doctor_id, starts_at, ends_at
		 from public.free_slots($1, now() + interval '36 hours', now() + interval '40 days', $2)
		 order by starts_at, doctor_id limit $3`,
		[doctors.map(({ id }) => id), visitTypeId, count]
	);
	return { visitTypeId, slots };
}

/** Booking through the API as patients, beside the same insert by the owner. */
export async function booking(bench: Bench): Promise<Figure[]> {
	// Enough people that nobody's own earlier booking stands in the way of the pairs that are compared.
	const people = await portalPeople(bench, 440);
	const { visitTypeId, slots } = await openSlots(bench, 600);
	const take = (slot: Slot | undefined): Slot => {
		if (!slot) throw new Error('The hospital has too few free slots for this measurement');
		return slot;
	};
	const person = (index: number) => {
		const found = people[index % people.length];
		if (!found) throw new Error('The hospital has too few patients for this measurement');
		return found;
	};

	const book = async (index: number) => {
		const slot = take(slots.shift());
		const { client, patientId } = person(index);
		const { error } = await client.rpc('book_appointment', {
			p_patient_id: patientId,
			p_doctor_id: slot.doctor_id,
			p_starts_at: slot.starts_at.toISOString(),
			p_visit_type_id: visitTypeId,
			p_reason: 'Measured',
			p_idempotency_key: crypto.randomUUID()
		});
		// In the second part people book again and again, and may be elsewhere already.
		if (error && error.code !== '23P01') throw new Error(`${error.code} ${error.message}`);
	};
	const insert = async (index: number) => {
		const slot = take(slots.shift());
		await bench.owner.query(
			`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at, status, reason)
			 values ($1, $2, $3, $4, $5, 'confirmed', 'Measured')`,
			[person(index).patientId, slot.doctor_id, visitTypeId, slot.starts_at, slot.ends_at]
		);
	};

	// Each call has a person of its own: the even ones book, the odd ones are inserted.
	const pairs = (first: number) =>
		[(run: number) => book(first + 2 * run), (run: number) => insert(first + 2 * run + 1)] as const;
	await sideBySide(20, ...pairs(0));
	const [api, raw] = await sideBySide(200, ...pairs(40));
	const ratio = quantile(api, 0.5) / quantile(raw, 0.5);

	return [
		{
			name: 'booking through the API, p50',
			measured: `${ms(quantile(api, 0.5))} = ${times(ratio)}`,
			yardstick: `${ms(quantile(raw, 0.5))} raw insert by the owner`,
			target: '≤ 2 ×',
			met: ratio <= 2
		},
		...(await manyBook(bench))
	];
}

/** How many patients can book each second, and whose processor time a booking takes. */
async function manyBook(bench: Bench): Promise<Figure[]> {
	const { stack } = bench;
	const people = await portalPeople(bench, 1000);
	const { visitTypeId, slots } = await openSlots(bench, 3600);
	const attempts = slots.map(({ doctor_id, starts_at }, index) => {
		const person = people[index % people.length];
		if (!person) throw new Error('The hospital has too few patients for this measurement');
		const { patientId, token } = person;
		return { patientId, token, doctorId: doctor_id, startsAt: starts_at.toISOString() };
	});
	const child = fork(fileURLToPath(new URL('./booking-client.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx']
	});
	await once(child, 'message');
	const order = (some: Attempt[]): BookingOrder => ({
		url: stack.url,
		publishableKey: stack.keys.publishable,
		visitTypeId,
		attempts: some,
		atOnce: 16
	});
	const book = async (some: Attempt[]): Promise<Booked> => {
		const answer = once(child, 'message');
		child.send(order(some));
		const [booked] = (await answer) as [Booked];
		return booked;
	};
	// Connections, plans and code that is compiled when it has run a few hundred times.
	await book(attempts.splice(0, 600));
	const begun = performance.now();
	let booked: Booked = { taken: [], refused: {} };
	const used = await timeByPart(
		{ Postgres: 'postgres', PostgREST: 'rest', functions: 'functions' },
		{ stack, clients: child.pid ?? 0 },
		async () => {
			booked = await book(attempts);
		}
	);
	const seconds = (performance.now() - begun) / 1000;
	child.kill();
	const { taken, refused } = booked;
	const perSecond = taken.length / seconds;
	const parts = Object.entries(used).map(([part, time]): [string, number] => [
		part,
		time / taken.length
	]);
	const all = parts.reduce((sum, [, time]) => sum + time, 0);
	const others = Object.entries(refused).map(([code, count]) => `, ${count} × ${code}`);
	return [
		{
			name: 'bookings a second, 16 clients',
			measured: `${perSecond.toFixed(0)}, p50 ${ms(quantile(taken, 0.5))}, p99 ${ms(quantile(taken, 0.99))}${others.join('')}`,
			target: '≥ 400 on 2 cores',
			met: perSecond >= 400
		},
		{
			name: 'processor time of a booking',
			measured: `${ms(all)}: ${parts.map(([part, time]) => `${part} ${time.toFixed(2)}`).join(', ')}`,
			target: '≤ 5 ms, which is 400 a second on 2 cores',
			met: all <= 5
		}
	];
}

/** Twenty patients wanting the same slot, again and again. */
export async function hotSlots(bench: Bench, seconds: number): Promise<Figure[]> {
	const people = await portalPeople(bench, 20);
	const { visitTypeId, slots } = await openSlots(bench, 4000);
	const begun = performance.now();
	const winners: number[] = [];
	let offered = 0;
	let won = 0;
	let serverErrors = 0;
	let deadlocks = 0;

	for (const slot of slots) {
		if (performance.now() - begun > seconds * 1000) break;
		offered += 1;
		const answers = await Promise.all(
			people.map(async ({ client, patientId }) => {
				const since = performance.now();
				const { error, status } = await client.rpc('book_appointment', {
					p_patient_id: patientId,
					p_doctor_id: slot.doctor_id,
					p_starts_at: slot.starts_at.toISOString(),
					p_visit_type_id: visitTypeId,
					p_reason: 'Measured',
					p_idempotency_key: crypto.randomUUID()
				});
				return { error, status, took: performance.now() - since };
			})
		);
		const winning = answers.filter(({ error }) => !error);
		won += winning.length > 0 ? 1 : 0;
		winners.push(...winning.map(({ took }) => took));
		serverErrors += answers.filter(({ status }) => status >= 500).length;
		deadlocks += answers.filter(({ error }) => error?.code === '40P01').length;
	}

	const { rows } = await bench.owner.query<{ overlaps: number }>(
		`select count(*)::int as overlaps
		 from public.appointments one
		 join public.appointments other
		   on other.doctor_id = one.doctor_id and other.id > one.id
		  and other.starts_at < one.ends_at and one.starts_at < other.ends_at
		 where one.starts_at > now() and other.starts_at > now()
		   and one.status not in ('cancelled', 'no_show') and other.status not in ('cancelled', 'no_show')
		   and not one.overbooked and not other.overbooked`
	);
	const overlaps = rows[0]?.overlaps ?? NaN;
	const p99 = quantile(winners, 0.99);
	return [
		{
			name: `20 clients, same slot, ${seconds} s`,
			measured: `${won} of ${offered} slots won, ${overlaps} overlaps, ${serverErrors} × 5xx, ${deadlocks} deadlocks`,
			target: 'all won, 0, 0, 0',
			met: won === offered && overlaps === 0 && serverErrors === 0 && deadlocks === 0
		},
		{ name: 'p99 of the winners', measured: ms(p99), target: '≤ 50 ms', met: p99 <= 50 }
	];
}
