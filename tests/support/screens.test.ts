import { expect, test } from 'vitest';
import { unseen } from './screens.ts';

const routes = ['/wards', '/wards/[ward]', '/wards/all', '/visits/[id]/move'];

test('a screen that no list names is told', () => {
	expect(unseen(routes, ['/wards', '/wards/all', '/visits/[id]/move'])).toEqual(['/wards/[ward]']);
	expect(unseen(routes, [])).toEqual(routes);
});

test('an address is of the route that is written out, and of one with parameters only otherwise', () => {
	expect(unseen(routes, ['/wards', '/wards/all', '/visits/17/move'])).toEqual(['/wards/[ward]']);
	expect(unseen(routes, ['/wards', '/wards/north', '/wards/all', '/visits/1/2/move'])).toEqual([
		'/visits/[id]/move'
	]);
});
