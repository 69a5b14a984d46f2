import { expect, test } from 'vitest';
import { letterDocument, type Sheet } from './printed';

const sheet: Sheet = {
	kind: 'sick_note',
	language: 'es',
	number: '2026-000007',
	version: 2,
	reason: 'La gripe dura más',
	signed_at: '2026-12-01T09:00:00Z',
	content: {
		title: 'Certificado',
		sections: [
			{
				key: 'incapacity',
				title: 'Incapacidad',
				text: 'No puede trabajar.',
				fields: [
					{ key: 'from', label: 'Desde', type: 'date', value: '2026-12-01' },
					{ key: 'extent', label: 'Alcance', type: 'text' }
				]
			},
			{ key: 'diagnoses', title: 'Diagnóstico', text: 'Gripe', confidential: true }
		]
	},
	facts: {
		patient: { name: 'Ada Lovelace', mrn: 'LN1', birth_date: '1940-12-10' },
		doctor: { name: 'Dra. Person', registration: '28/12345', specialty: 'Oncología' },
		hospital: {
			name: 'Lantern',
			address: 'Calle 1',
			letterhead: 'Tel. 1',
			time_zone: 'Europe/Madrid'
		}
	},
	copy: 'full',
	revoked_at: null,
	verify: { code: 'ABCDE12345', url: 'https://x.example/letter?code=ABCDE-12345' }
};
const words = (made: Sheet) => JSON.stringify(letterDocument(made));

test('a letter is in its own language, with letterhead, signature, registration and code', () => {
	const page = letterDocument(sheet);
	expect(page.language).toBe('es-ES');
	expect(page.head).toMatchObject({
		from: 'Lantern\nCalle 1\nTel. 1',
		number: 'N.º 2026-000007/2'
	});
	const said = words(sheet);
	for (const part of [
		'Desde","1 de diciembre de 2026',
		'Gripe',
		'N.º de colegiado 28/12345',
		'Firmado electrónicamente el 1 dic 2026, 10:00',
		'ABCDE-12345',
		'1: La gripe dura más'
	])
		expect(said).toContain(part);
	// What was not filled in is not there.
	expect(said).not.toContain('Alcance');
	expect(page.page(1, 2)).toBe('Página 1 de 2');
});

test('the employer’s copy has neither what somebody has, nor whose patient they are', () => {
	const said = words({ ...sheet, copy: 'employer' });
	expect(said).toContain('Copia para la empresa');
	for (const part of ['Gripe', 'gripe', 'Diagnóstico', 'Oncología', 'LN1'])
		expect(said).not.toContain(part);
	expect(said).toContain('1 de diciembre de 2026');
});

test('a draft and a revoked letter say what they are', () => {
	expect(words({ ...sheet, signed_at: null, verify: null, language: 'en' })).toContain(
		'not signed and not valid'
	);
	expect(words({ ...sheet, revoked_at: '2026-12-02T09:00:00Z' })).toContain(
		'ANULADA el 2 dic 2026'
	);
});
