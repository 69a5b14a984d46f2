import { mkdtempSync, chmodSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from './stack.ts';
import { removeData } from './postgres.ts';
import { loadDemo } from '../seed/load.ts';
const dir = mkdtempSync(join(tmpdir(), 'lantern-m-')); chmodSync(dir, 0o755);
let t0 = 0;
const stack = await startStack({ stateDirectory: dir, ports: 'free', log: (s, m) => s === 'postgres' && console.log('   ', (performance.now() - t0).toFixed(0), s, m) });
await loadDemo(stack.databaseUrl('postgres'));
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));
for (let i = 0; i < 2; i++) {
  t0 = performance.now();
  process.kill(stack.children().find((c) => c.name === 'postgres')!.pid, 'SIGKILL');
  await sleep(6000);
}
console.log(readFileSync(join(dir, 'postgres.log'), 'utf8').split('\n').filter((l) => !/FATAL|ERROR/.test(l)).slice(-26).join('\n'));
await stack.stop(); removeData(dir); process.exit();
