import { expect, test } from 'vitest';
import { admitSchema } from './schema';

const posted = {
	bed_id: crypto.randomUUID(),
	patient_id: crypto.randomUUID(),
	attending_id: 'none'
};
const wrongAt = (form: object) =>
	admitSchema.safeParse(form).error?.issues.map(({ path }) => path.join('.'));

test('who admits says which doctor is in charge, or that it is not decided', () => {
	expect(wrongAt({ ...posted, attending_id: '' })).toEqual(['attending_id']);
	expect(wrongAt({ ...posted, attending_id: undefined })).toEqual(['attending_id']);
	expect(admitSchema.parse(posted).attending_id).toBe('');
	const doctor = crypto.randomUUID();
	expect(admitSchema.parse({ ...posted, attending_id: doctor }).attending_id).toBe(doctor);
});

test('an allergy that is known is named, and none needs no name', () => {
	expect(admitSchema.parse(posted).allergies).toBe('');
	expect(wrongAt({ ...posted, allergies: 'none' })).toBeUndefined();
	expect(wrongAt({ ...posted, allergies: 'known', allergy_substance: ' ' })).toEqual([
		'allergy_substance',
		'allergy_severity'
	]);
	const known = { allergies: 'known', allergy_substance: 'Latex', allergy_severity: 'mild' };
	expect(wrongAt({ ...posted, ...known })).toBeUndefined();
});
