import { appAnswers, spawnApp } from '../../supabase/local/app.ts';
import { freePort } from '../../supabase/local/ports.ts';
import { provideStack } from '../support/provide-stack.ts';
import { testStack } from '../support/stack.ts';

/** The stack, and the built app beside it as hospitals run it; the address goes to the tests. */
export default async function setUp(): Promise<() => Promise<void>> {
	const stopStack = await provideStack();
	const { url, publishableKey } = testStack();
	const port = await freePort();
	const app = spawnApp({ port, host: '127.0.0.1', supabaseUrl: url, publishableKey });
	app.stdout?.resume();
	process.env.LANTERN_TEST_APP = `http://127.0.0.1:${port}`;
	await appAnswers(process.env.LANTERN_TEST_APP);

	return async () => {
		app.kill();
		await stopStack();
	};
}
