import { mostSteps } from './choices';

/** What is taken: 2 tablets 3 times (per_period) in 1 day (period, period_unit) for 7 days. */
export interface Step {
	dose: number;
	unit: string;
	per_period: number;
	period: number;
	period_unit: string;
	days?: number;
}

/** A prescription as `prescribe` takes it. */
export interface Wish {
	medicine_id: string;
	route: string;
	steps: Step[];
	as_needed: boolean;
	as_needed_for?: string;
	max_per_day?: number;
	timing?: string;
	instructions?: string;
	indication?: string;
	starts_on?: string;
	supply_days?: number;
	repeats: number;
}

const text = (form: FormData, name: string) => {
	const value = String(form.get(name) ?? '').trim();
	return value === '' ? undefined : value;
};
const number = (form: FormData, name: string) => {
	const given = text(form, name);
	// 1,000 may be one or a thousand: it is asked for again.
	if (given && /^[1-9]\d{0,2}([.,]\d{3})*[.,]\d\d0$/.test(given)) return NaN;
	const value = given?.replace(',', '.');
	return value === undefined ? undefined : Number(value);
};

/** What a form of a prescription says: steps until one has no dose. The browser asks by it what the server writes. */
export function readWish(form: FormData): Wish {
	const steps: Step[] = [];
	for (let at = 1; at <= mostSteps; at++) {
		const dose = number(form, `dose_${at}`);
		if (dose === undefined && text(form, `days_${at}`) === undefined) continue;
		steps.push({
			dose: dose ?? NaN,
			unit: text(form, `unit_${at}`) ?? '',
			per_period: number(form, `per_period_${at}`) ?? NaN,
			period: number(form, `period_${at}`) ?? NaN,
			period_unit: text(form, `period_unit_${at}`) ?? '',
			days: number(form, `days_${at}`)
		});
	}
	const asNeeded = form.get('as_needed') === 'yes';
	return {
		medicine_id: text(form, 'medicine_id') ?? '',
		route: text(form, 'route') ?? '',
		steps,
		as_needed: asNeeded,
		as_needed_for: asNeeded ? text(form, 'as_needed_for') : undefined,
		max_per_day: asNeeded ? number(form, 'max_per_day') : undefined,
		timing: text(form, 'timing'),
		instructions: text(form, 'instructions'),
		indication: text(form, 'indication'),
		starts_on: text(form, 'starts_on'),
		supply_days: number(form, 'supply_days'),
		repeats: number(form, 'repeats') ?? 0
	};
}

/** The fields of a form that says what a prescription does. */
export function fieldsOf(wish: Omit<Wish, 'medicine_id' | 'starts_on'>): Record<string, string> {
	const fields: Record<string, string> = {
		route: wish.route,
		as_needed: wish.as_needed ? 'yes' : '',
		as_needed_for: wish.as_needed_for ?? '',
		max_per_day: String(wish.max_per_day ?? ''),
		timing: wish.timing ?? '',
		instructions: wish.instructions ?? '',
		indication: wish.indication ?? '',
		supply_days: String(wish.supply_days ?? ''),
		repeats: String(wish.repeats)
	};
	wish.steps.forEach((step, at) => {
		fields[`dose_${at + 1}`] = String(step.dose);
		fields[`unit_${at + 1}`] = step.unit;
		fields[`per_period_${at + 1}`] = String(step.per_period);
		fields[`period_${at + 1}`] = String(step.period);
		fields[`period_unit_${at + 1}`] = step.period_unit;
		fields[`days_${at + 1}`] = String(step.days ?? '');
	});
	return fields;
}
