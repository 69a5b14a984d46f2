/** Starts over: deletes the local database, files and secrets. `npm run reset`. */
import { existsSync } from 'node:fs';
import { requireStopped } from '../lock.ts';
import { removeData } from '../postgres.ts';
import { refuse } from '../refusal.ts';
import { defaultStateDirectory } from '../stack.ts';

try {
	requireStopped(defaultStateDirectory);
} catch (error) {
	refuse(error);
}
const existed = existsSync(defaultStateDirectory);
removeData(defaultStateDirectory);
console.log(existed ? 'Deleted. The next start begins with a new hospital.' : 'There was nothing.');
