import { expect, test } from 'vitest';
import { currentOf } from './sections';

const shown = new URL('http://here/patients/7/notes/3?page=2');
const of = (...hrefs: string[]) => hrefs.map((href) => ({ href }));

test('is the nearest above what is shown, as the browser and as the server write addresses', () => {
	expect(currentOf(of('/patients/7', '/patients/7/notes', '/patients/7/note'), shown)?.href).toBe(
		'/patients/7/notes'
	);
	expect(currentOf(of('../../7', '../notes', '../summary'), shown)?.href).toBe('../notes');
	expect(currentOf(of('/patients/8', '/wards'), shown)).toBeUndefined();
});
