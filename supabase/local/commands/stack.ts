/** The backend alone: `npm run stack`. The app, tests and tools find it at the usual addresses. */
import { stackLines } from '../banner.ts';
import { readOptions } from '../options.ts';
import { refuse } from '../refusal.ts';
import { startStack } from '../stack.ts';
import { stopOnSignals } from '../supervisor.ts';

const { host, ports } = readOptions();
const starting = startStack({ host, ports });
stopOnSignals(async () => (await starting).stop());
const stack = await starting.catch(refuse);
console.log(['The backend is running.', ...stackLines(stack), 'Ctrl C stops it.'].join('\n'));
