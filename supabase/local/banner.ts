import { demoPassword } from '../../src/lib/access/session/demo-people.ts';
import type { Stack } from './service.ts';

/** One of everybody, in the order a newcomer should try them. */
const tour: [email: string, who: string][] = [
	['patient@lantern.example', 'books and manages visits in the portal'],
	['doctor@lantern.example', 'sees bookings arrive on today’s list'],
	['reception@lantern.example', 'registers patients, books and checks in'],
	['nurse@lantern.example', 'admits, transfers and discharges on a live bed board'],
	['wardmanager@lantern.example', 'also closes and reopens beds'],
	['beds@lantern.example', 'sees every ward’s beds'],
	['housekeeping@lantern.example', 'finishes cleaning'],
	['admin@lantern.example', 'runs the hospital']
];

/** Where the services of a stack are, and its keys, one per line. */
export function stackLines(stack: Stack): string[] {
	return table([
		['API', stack.url],
		['Database', stack.databaseUrl('postgres')],
		['Mail and SMS', stack.mailUrl],
		['Publishable key', stack.keys.publishable],
		['Secret key', stack.keys.secret]
	]);
}

/** The demo hospital's sign-ins. */
export function demoLines(): string[] {
	return [`Sign in with the password ${demoPassword} as`, ...table(tour)];
}

/** Rows of two, the second aligned. */
export function table(rows: [string, string][]): string[] {
	const width = Math.max(...rows.map(([first]) => first.length));
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
