import { expect, test } from 'vitest';
import { factRows, summaryDocument } from './document';
import { deathWithdrawn, type Facts } from './facts';
import { sections, type SectionTexts } from './sections';

const facts = (more: Partial<Facts>): Facts => ({
	hospital: { name: 'Lantern', time_zone: 'Europe/Madrid' },
	patient: { name: 'Ada Lovelace', mrn: 'LN1', birth_date: '1940-12-10', sex: 'female' },
	admitted_at: '2026-11-20T08:00:00Z',
	discharged_at: '2026-11-28T08:00:00Z',
	disposition: 'deceased',
	death_withdrawn_at: null,
	reason: null,
	diagnosis_group: null,
	ward: 'Medicine',
	attending: null,
	stays: [],
	isolation: [],
	leaves: [],
	observations: [],
	notes: [],
	allergies: [],
	allergies_denied: null,
	follow_ups: [],
	appointments: [],
	...more
});

test('a summary signed of a death that was withdrawn says so first, on paper too', () => {
	const signed = facts({});
	const now = facts({ disposition: 'other', death_withdrawn_at: '2026-11-29T09:00:00Z' });
	expect(deathWithdrawn(signed, now)).toBe('2026-11-29T09:00:00Z');
	expect(deathWithdrawn(signed, signed)).toBeNull();
	// Signed afterwards, it says nothing that has to be put right.
	expect(deathWithdrawn(now, now)).toBeNull();

	const printed = (at: string | null) =>
		summaryDocument({
			language: 'en',
			facts: signed,
			sections: Object.fromEntries(sections.map((name) => [name, ''])) as SectionTexts,
			signed_at: null,
			signed_name: null,
			death_withdrawn_at: at,
			addenda: []
		}).blocks[0];
	expect(printed(deathWithdrawn(signed, now))).toMatchObject({
		kind: 'text',
		text: expect.stringContaining('did not die')
	});
	expect(printed(null)).toMatchObject({ kind: 'facts' });
});

test('how somebody left whose death was withdrawn is not known, and not said', () => {
	const said = (more: Partial<Facts>) => factRows(facts(more), 'en').map(([, value]) => value);
	expect(said({})).toContain('Deceased');
	const after = said({ disposition: 'other', death_withdrawn_at: '2026-11-29T09:00:00Z' });
	expect(after).not.toContain('Deceased');
	expect(after).not.toContain('Other');
});

test('a summary tells no allergies apart from none asked about', () => {
	const labels = { en: 'Allergies', es: 'Alergias' };
	const said = (more: Partial<Facts>, language: 'en' | 'es') =>
		new Map(factRows(facts(more), language)).get(labels[language]);
	expect(said({}, 'en')).toBe('Allergies not recorded');
	expect(said({}, 'es')).toBe('Alergias sin registrar');
	const asked = { allergies_denied: { at: '2026-11-21T09:30:00Z', by: 'Nora Vidal' } };
	for (const [language, words] of [
		['en', 'No known allergies'],
		['es', 'Sin alergias conocidas']
	] as const) {
		expect(said(asked, language)).toContain(words);
		expect(said(asked, language)).toContain('Nora Vidal');
		expect(said(asked, language)).toContain('2026');
	}
	const latex = [{ substance: 'Latex', reaction: null, severity: 'mild' }];
	expect(said({ ...asked, allergies: latex }, 'en')).toContain('Latex');
});
