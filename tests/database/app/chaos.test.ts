import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterWith } from '../../../supabase/local/clusters.ts';
import { removeData } from '../../../supabase/local/postgres.ts';
import { chaos } from '../../load/chaos.ts';

// The long one, with all that can be killed, is `npm run bench -- --only chaos`.
test('what was acknowledged stands, once, though programs are killed outright under load', async () => {
	const stateDirectory = await mkdtemp(join(tmpdir(), 'lantern-chaos-'));
	// Under root the server is another user, who passes through.
	await chmod(stateDirectory, 0o755);
	try {
		const { acknowledged, lost, doubled, kills } = await chaos({
			stateDirectory,
			seconds: 6,
			victims: ['rest', 'postgres', 'stack'],
			copyOf: await clusterWith('demo')
		});
		expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
		expect(Math.min(...Object.values(acknowledged))).toBeGreaterThan(0);
		// How soon is measured by the bench, on a machine with nothing else to do: here it counts that all come back.
		expect(kills).toHaveLength(3);
	} finally {
		removeData(stateDirectory);
	}
});
