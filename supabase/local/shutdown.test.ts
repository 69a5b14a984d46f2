import { expect, test } from 'vitest';
import { Shutdown } from './shutdown.ts';

test('all is closed, the newest first, though one part fails and another never ends', async () => {
	const closed: string[] = [];
	const problems: string[] = [];
	const shutdown = new Shutdown((problem) => problems.push(problem), 50);
	shutdown.add(() => closed.push('first'));
	shutdown.add(() => new Promise(() => {}));
	shutdown.add(() => Promise.reject(new Error('it fails')));
	shutdown.add(() => closed.push('last'));
	await Promise.all([shutdown.run(), shutdown.run()]);
	expect(closed).toEqual(['last', 'first']);
	expect(problems).toEqual(['it fails', 'a part does not close']);
});
