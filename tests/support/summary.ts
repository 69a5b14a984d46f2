import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** What `npm test` counts, and repeats at its end. */
export interface Outcome {
	passed: number;
	failed: number;
	/** What failed and why. */
	failures: string[];
	/** What failed, and passed when tried again. */
	flaky: string[];
	/** How long each kind of test took. */
	seconds: Record<string, number>;
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
	/** When the last file of each kind had ended, in milliseconds since this process began. */
	readonly #ends = new Map<string, number>();

	onTestModuleEnd(module: TestModule): void {
		// Browsers are named behind: `component (chromium)`.
		const [kind = ''] = module.project.name.split(' ');
		this.#ends.set(kind, performance.now());
	}

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
			],
			flaky: tests.filter((test) => test.diagnostic()?.flaky).map((test) => test.fullName),
			seconds: this.#seconds()
		};
		writeFileSync(process.env.LANTERN_TEST_OUTCOME ?? '', JSON.stringify(outcome));
	}

	/** One kind runs after the other, so each took from the end of the one before to its own. */
	#seconds(): Record<string, number> {
		let before = 0;
		const inOrder = [...this.#ends].sort(([, one], [, other]) => one - other);
		return Object.fromEntries(
			inOrder.map(([kind, end]) => {
				const seconds = (end - before) / 1000;
				before = end;
				return [kind, seconds];
			})
		);
	}
}
