/** Where the stack of this test run is; handed from process to process as JSON in one variable. */
export interface TestStack {
	url: string;
	publishableKey: string;
	secretKey: string;
	/** Connection string as `postgres`, the role migrations run as. */
	databaseUrl: string;
	/** A database beside it, as it was before any test, to make others from: nobody connects to it. */
	template: string;
	mailUrl: string;
	/** `POST <controlUrl>/drop` breaks every live connection to the stack, as a bad network would; requests of other tests go on. */
	controlUrl: string;
}

/** Names the stack, from process to process. */
export const stackVariable = 'LANTERN_TEST_STACK';

/** The stack this test run uses. Throws when no runner has started one. */
export function testStack(): TestStack {
	const value = process.env[stackVariable];
	if (!value)
		throw new Error(`No test stack: run the tests with npm test, which sets ${stackVariable}`);
	return JSON.parse(value) as TestStack;
}
