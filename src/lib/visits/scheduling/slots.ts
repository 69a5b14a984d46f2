import { addDays, dayOf, type Day } from '$lib/app/time/days';

/** A time a doctor can be booked. `ends_at` includes the buffer the visit type keeps free. */
export interface Slot {
	doctor_id: string;
	starts_at: string;
	ends_at: string;
}

/** A free time with the name that goes with it. */
export interface NamedSlot extends Slot {
	doctor_name: string;
}

export interface DoctorSlots {
	doctor_id: string;
	slots: Slot[];
}

/** One calendar day of the hospital with what is free on it, doctor by doctor. */
export interface SlotDay {
	day: Day;
	count: number;
	doctors: DoctorSlots[];
}

const byTime = (a: Slot, b: Slot) => Date.parse(a.starts_at) - Date.parse(b.starts_at);

/**
 * Sorts slots into the days of the hospital. Every day of the range is there, also when nothing is free on
 * it, and every day names all doctors in the given order, so that columns do not jump from day to day.
 */
export function groupByDay(
	slots: readonly Slot[],
	doctorIds: readonly string[],
	firstDay: Day,
	days: number,
	zone: string
): SlotDay[] {
	const cells = new Map<string, Slot[]>();
	for (const slot of slots) {
		const cell = `${dayOf(slot.starts_at, zone)} ${slot.doctor_id}`;
		const found = cells.get(cell);
		if (found) found.push(slot);
		else cells.set(cell, [slot]);
	}
	return Array.from({ length: days }, (_, index) => {
		const day = addDays(firstDay, index);
		const doctors = doctorIds.map((doctor_id) => ({
			doctor_id,
			slots: (cells.get(`${day} ${doctor_id}`) ?? []).sort(byTime)
		}));
		return { day, doctors, count: doctors.reduce((sum, doctor) => sum + doctor.slots.length, 0) };
	});
}

/** The earliest slots of all, soonest first. */
export function earliest(slots: readonly Slot[], count: number): Slot[] {
	return [...slots].sort(byTime).slice(0, count);
}

/** The day to show first: the wanted one if it is in the range, else the first with something free. */
export function openDay(days: readonly SlotDay[], wanted: Day | null): Day | null {
	if (wanted && days.some(({ day }) => day === wanted)) return wanted;
	return (days.find(({ count }) => count > 0) ?? days[0])?.day ?? null;
}

/** A chosen slot as one form value or query parameter. */
export const slotKey = (slot: Pick<Slot, 'doctor_id' | 'starts_at'>) =>
	`${new Date(slot.starts_at).toISOString()}~${slot.doctor_id}`;

/** Reads what `slotKey` wrote; null for anything else. */
export function parseSlotKey(text: string | null | undefined): Omit<Slot, 'ends_at'> | null {
	const [time, doctor_id, more] = (text ?? '').split('~');
	if (!time || !doctor_id || more !== undefined || Number.isNaN(Date.parse(time))) return null;
	return { starts_at: new Date(time).toISOString(), doctor_id };
}

/** Splits a list, so that one request stays under the number of rows the API hands out at once. */
export function chunk<T>(items: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size)
	);
}
