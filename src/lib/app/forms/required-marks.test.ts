import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { z } from 'zod';

/*
 * A field says "optional" unless it is required, and its schema decides whether it is. Schemas and fields are matched by
 * the room they are in and the field's name; where schemas of a room disagree about a name, or the screen decides by an
 * expression, there is nothing to compare.
 */
const schemas = import.meta.glob<Record<string, unknown>>('/src/lib/**/schema.ts', { eager: true });
const components = import.meta.glob<string>('/src/lib/**/*.svelte', {
	query: '?raw',
	import: 'default',
	eager: true
});

/** Where a rule of the whole form, or what the form is about, decides; or two things of a room have one name. */
const ruledElsewhere = new Set([
	// The patient, chosen or by number: one of the two.
	'/src/lib/wards/board/AdmitForm.svelte patient_id',
	'/src/lib/wards/board/AdmitForm.svelte mrn',
	// Asked for where it is drawn: an item that is not done, a doctor nobody has named.
	'/src/lib/wards/discharge/Checklist.svelte reason',
	'/src/lib/wards/nursing/AlertPanel.svelte note',
	// None is an answer.
	'/src/lib/people/portal/PreferencesForm.svelte language',
	// Of a room and of a specialty the department is needed, of a colleague not.
	'/src/lib/people/directory/StaffFields.svelte department_id',
	// Of a policy that is somebody else's.
	'/src/lib/people/particulars/PolicyForm.svelte holder_name',
	// What is left empty is read as not said before the schema has it; the reason is asked of a change alone.
	...['timing', 'starts_on', 'supply_days', 'repeats', 'max_per_day'].map(
		(name) => `/src/lib/records/prescriptions/DetailFields.svelte ${name}`
	),
	'/src/lib/records/prescriptions/PrescribeForm.svelte words',
	// Of a rule between two; a list that may be empty.
	'/src/lib/records/medicines/RuleForm.svelte b',
	...['GroupForm', 'SubstanceForm'].map(
		(form) => `/src/lib/records/medicines/${form}.svelte synonyms`
	)
]);

const roomOf = (path: string) => path.split('/').slice(0, -1).join('/');

/** Whether a field has to be filled in: by room and name, every answer its schemas give. */
const wanted = new Map<string, Set<boolean>>();
for (const [path, exported] of Object.entries(schemas)) {
	for (const [given, value] of Object.entries(exported)) {
		// Some are made for the hospital's country.
		const schema =
			typeof value === 'function' && /Schema$/.test(given)
				? (value as (country: string) => unknown)('ES')
				: value;
		if (!(schema instanceof z.ZodObject)) continue;
		for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
			const key = `${roomOf(path)} ${name}`;
			wanted.set(key, (wanted.get(key) ?? new Set()).add(!field.safeParse('').success));
		}
	}
}

interface Node {
	type?: string;
	name?: string;
	attributes?: { type: string; name: string; value: unknown }[];
}

/** The fields a component draws, by name, and whether each is marked as required; null where an expression says so. */
function fieldsOf(source: string): { name: string; required: boolean | null }[] {
	const found: { name: string; required: boolean | null }[] = [];
	const text = (value: unknown) =>
		Array.isArray(value) && value.length === 1
			? ((value[0] as { data?: string }).data ?? null)
			: null;
	const visit = (node: unknown): void => {
		if (Array.isArray(node)) return node.forEach(visit);
		if (node === null || typeof node !== 'object') return;
		const { type, attributes = [] } = node as Node;
		if (type === 'Component') {
			const of = (name: string) => attributes.find((one) => one.name === name);
			const name = text(of('name')?.value);
			const required = of('required');
			// Boxes to tick say for themselves whether they must be.
			const labelled = of('label') && !/^Tick/.test((node as Node).name ?? '');
			if (name && labelled) {
				found.push({ name, required: required ? (required.value === true ? true : null) : false });
			}
		}
		Object.values(node).forEach(visit);
	};
	visit(parse(source, { modern: true }).fragment);
	return found;
}

test('a field is marked as optional where its schema takes it empty, and only there', () => {
	const wrong: string[] = [];
	let compared = 0;
	for (const [path, source] of Object.entries(components)) {
		for (const { name, required } of fieldsOf(source)) {
			const answers = [...(wanted.get(`${roomOf(path)} ${name}`) ?? [])];
			if (required === null || answers.length !== 1) continue;
			compared++;
			const place = `${path} ${name}`;
			if (answers[0] !== required && !ruledElsewhere.has(place)) {
				wrong.push(
					`${place}: ${required ? 'required, may be empty' : 'optional, may not be empty'}`
				);
			}
		}
	}
	expect(wrong).toEqual([]);
	expect(compared).toBeGreaterThan(50);
});
