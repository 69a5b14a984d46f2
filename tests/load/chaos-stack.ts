/** A stack in a process of its own, that can be killed outright: `chaos.ts` starts it, with its options. */
import type { StackOptions } from '../../supabase/local/service.ts';
import { startStack } from '../../supabase/local/stack.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as StackOptions;
const stack = await startStack({ ...options, log: () => {} });
const { url, mailUrl, keys, jwtSecret, signingKey, ports } = stack;
const told = { url, mailUrl, keys, jwtSecret, signingKey, ports };
const tell = () => process.send?.({ ...told, children: stack.children() });
tell();
process.on('message', (message) => {
	if (message === 'children') tell();
	else void stack.stop().then(() => process.exit());
});
process.on('disconnect', () => void stack.stop().then(() => process.exit()));
