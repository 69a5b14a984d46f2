import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest of each kind, so that it is not begun last and left to run alone. */
const longest = [
	'tests/docs/adding-a-domain.test.ts',
	'supabase/local/realtime/realtime.test.ts',
	'supabase/local/stack.test.ts',
	'tests/functions/reminders.test.ts',
	'tests/database/visits/availability.test.ts',
	'tests/database/app/registries.test.ts',
	'tests/database/wards/displays-gateway.test.ts',
	'tests/database/app/realtime-outage.test.ts'
];

/** Vitest's own order is by the size of files, until it remembers how long each took: in a new clone it does not. */
export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const place = ({ moduleId }: TestSpecification) => {
			const nth = longest.indexOf(relative(process.cwd(), moduleId).replaceAll('\\', '/'));
			return nth === -1 ? longest.length : nth;
		};
		return (await super.sort(files)).sort((one, other) => place(one) - place(other));
	}
}
