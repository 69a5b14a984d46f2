import { expect, test } from 'vitest';
import { whereIs } from './straight-imports';

const files: Record<string, string> = {
	'/kit/index.js': `export { Bar, Calendar, } from "./parts/index.js";\nexport * from "./other.js";`,
	'/kit/parts/index.js': `export { Calendar } from "./calendar/index.js";
		export { default as Axis, default as Ruler } from './Axis.svelte';`,
	'/kit/parts/calendar/index.js': `export * as Calendar from "./exports.js";`
};
const at = (name: string, module = '/kit/index.js') =>
	whereIs(name, module, (file) => files[file] ?? '');

test('an import leads to the module that has what is imported, by the name it has there', () => {
	expect(at('Calendar')).toEqual({ name: 'Calendar', from: '/kit/parts/calendar/index.js' });
	expect(at('Ruler', '/kit/parts/index.js')).toEqual({
		name: 'default',
		from: '/kit/parts/Axis.svelte'
	});
});

test('what is not exported by name is asked of the package', () => {
	expect(at('Elsewhere')).toEqual({ name: 'Elsewhere', from: '/kit/index.js' });
	expect(at('Bar')).toEqual({ name: 'Bar', from: '/kit/parts/index.js' });
});
