import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** What `npm test` counts, and repeats at its end. */
export interface Outcome {
	passed: number;
	failed: number;
	/** What failed and why. */
	failures: string[];
}

const told = (name: string, errors: readonly Pick<SerializedError, 'message' | 'stack'>[]) =>
	errors.map(({ message, stack }) => `${name}\n${stack ?? message}`);

/** Errors beside the tests: a file that cannot be read, a `beforeAll` or `afterAll` that throws. */
function errorsAround(part: TestModule | TestSuite): string[] {
	const suites = [...part.children].filter((child) => child.type === 'suite');
	const name = part.type === 'module' ? part.moduleId : part.fullName;
	return [...told(`around the tests of ${name}`, part.errors()), ...suites.flatMap(errorsAround)];
}

/**
 * A Vitest reporter that leaves an `Outcome` as JSON in the file `LANTERN_TEST_OUTCOME` names. Vitest's
 * own JSON says nothing of errors outside of tests; here each is a failure like any other.
 */
export default class Summary implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
		const tests = modules.flatMap((module) => [...module.children.allTests()]);
		const failedTests = tests.filter((test) => test.result().state === 'failed');
		const around = [...modules.flatMap(errorsAround), ...told('outside of any test', unhandled)];
		const outcome: Outcome = {
			passed: tests.filter((test) => test.result().state === 'passed').length,
			failed: failedTests.length + around.length,
			failures: [
				...failedTests.flatMap((test) => told(test.fullName, test.result().errors ?? [])),
				...around
			]
		};
		writeFileSync(process.env.LANTERN_TEST_OUTCOME ?? '', JSON.stringify(outcome));
	}
}
