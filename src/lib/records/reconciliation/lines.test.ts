import { describe, expect, test } from 'vitest';
import { ending, isDecided, lineOf, prescribing, undecided, type Decided } from './lines';
import type { ToReconcile } from './queries';

const wish = { medicine_id: 'm', route: 'oral', steps: [], as_needed: false, repeats: 0 };
const running: ToReconcile = {
	home_medicine_id: '',
	prescription_id: 'p',
	medicine: 'Warfarin',
	medicine_es: 'Warfarina',
	taking: '',
	source: '',
	held: false,
	wish
};
const line = (more: Partial<Decided>): Decided => ({ ...undecided(running), ...more });
const written = { ...wish, medicine: 'Warfarin', medicine_es: 'Warfarina', retired: false };

describe('a decision', () => {
	test('is whole with a reason, but to continue; a change with what it is changed into', () => {
		expect(isDecided(line({}))).toBe(false);
		expect(isDecided(line({ decision: 'continue' }))).toBe(true);
		expect(isDecided(line({ decision: 'stop' }))).toBe(false);
		expect(isDecided(line({ decision: 'stop', reason: 'Bleeding' }))).toBe(true);
		expect(isDecided(line({ decision: 'change', reason: 'Bleeding' }))).toBe(false);
		expect(isDecided(line({ decision: 'change', reason: 'Bleeding', wish: written }))).toBe(true);
	});

	test('prescribes what was written down, and again what was held; never what runs', () => {
		expect(prescribing(line({ decision: 'continue' }))).toBeNull();
		expect(prescribing(line({ decision: 'stop', wish: written }))).toBeNull();
		expect(prescribing(line({ decision: 'change', wish: written }))).toEqual(written);
		const held = line({ about: { ...running, held: true }, decision: 'continue' });
		expect(prescribing(held)).toEqual(written);
		expect(lineOf(held)).toMatchObject({ prescription_id: 'p', prescribe: wish });
	});

	test('other than to continue ends what runs', () => {
		expect(ending([line({ decision: 'continue' }), line({ decision: null })])).toEqual([]);
		expect(ending([line({ decision: 'hold' }), line({ decision: 'change' })])).toEqual(['p', 'p']);
	});
});
