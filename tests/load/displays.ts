import { fork } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { appAnswers, buildApp, spawnApp } from '../../supabase/local/app.ts';
import { freePort } from '../../supabase/local/ports.ts';
import { endChild } from '../../supabase/local/supervisor.ts';
import type { Bench } from './bench.ts';
import type { DisplaysOrder } from './displays-client.ts';
import { bareServer, frameOf, listen, sendPaced } from './fanout.ts';
import { ms, quantile, times, type Figure } from './figures.ts';

const now = () => performance.timeOrigin + performance.now();
const changes = 100;
const pause = 150;

/** As long as what the gateway says about one bed. */
const bytesOfChange = 330;

/** `count` displays of one ward, and a bed of it that is free. */
async function pairMany({ owner }: Bench, count: number) {
	const tokens = Array.from({ length: count }, () => randomUUID());
	const { rows } = await owner.query<{ ward_id: string; bed_id: string }>(
		`select bed.ward_id, bed.id as bed_id from public.beds bed
		 where bed.active
			and not exists (select from public.bed_stays s where s.bed_id = bed.id and s.is_current)
			and not exists (select from public.bed_closures c where c.bed_id = bed.id and c.ended_at is null)
			and not exists (select from public.housekeeping_tasks t where t.bed_id = bed.id and t.status in ('waiting', 'in_progress'))
			and not exists (select from public.bed_reservations r where r.bed_id = bed.id and r.ended_at is null)
		 order by bed.ward_id limit 1`
	);
	const [bed] = rows;
	if (!bed) throw new Error('The demo hospital has no free bed');
	await owner.query(
		`insert into public.displays (ward_id, name, token_hash)
		 select $1, 'Measured', hash from unnest($2::text[]) as hash`,
		[bed.ward_id, tokens.map((token) => createHash('sha256').update(token).digest('hex'))]
	);
	return { ...bed, tokens };
}

/** From the commit of a bed's change to the callback of every display of its ward. */
export async function displaysShow(bench: Bench, count: number): Promise<Figure[]> {
	const { owner, stack } = bench;
	const { ward_id, bed_id, tokens } = await pairMany(bench, count);
	await buildApp();
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const app = spawnApp({
		port,
		host: '127.0.0.1',
		supabaseUrl: stack.url,
		publishableKey: stack.keys.publishable
	});
	app.stdout?.resume();
	await appAnswers(url);
	const displays = fork(fileURLToPath(new URL('./displays-client.ts', import.meta.url)), {
		execArgv: ['--import', 'tsx']
	});
	const order: DisplaysOrder = { url, tokens };
	displays.send(order);
	await once(displays, 'message');

	const committed = new Map<number, number>();
	for (let change = 0; change < changes; change++) {
		// Tells the changes apart on the screens; a closure cannot begin in the future.
		const since = Date.now() - 1;
		await owner.query('begin');
		await owner.query(
			`insert into public.bed_closures (bed_id, ward_id, reason, starts_at) values ($1, $2, 'C', $3)`,
			[bed_id, ward_id, new Date(since)]
		);
		committed.set(since, now());
		await owner.query('commit');
		await new Promise((resolve) => setTimeout(resolve, pause));
		await owner.query(
			'update public.bed_closures set ended_at = clock_timestamp() where bed_id = $1 and ended_at is null',
			[bed_id]
		);
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
	await new Promise((resolve) => setTimeout(resolve, 1000));
	const answer = once(displays, 'message');
	displays.send({ type: 'report' });
	const [{ arrivals }] = (await answer) as [{ arrivals: [number, number][] }];
	displays.kill();
	await endChild(app);
	await owner.query(`delete from public.displays where ward_id = $1 and name = 'Measured'`, [
		ward_id
	]);

	const delays = arrivals.flatMap(([since, at]) => {
		const from = committed.get(since);
		return from === undefined ? [] : [at - from];
	});
	// Where the machine is slow the next change may come before a board is read: then the newer is shown.
	const seen = new Map<number, number>();
	for (const [since] of arrivals) {
		if (committed.has(since)) seen.set(since, (seen.get(since) ?? 0) + 1);
	}
	const lost = seen.size * count - delays.length;
	const overtaken = committed.size - seen.size;
	const bare = await bareFanOut(count);
	const [p95, p99] = [quantile(delays, 0.95), quantile(delays, 0.99)];
	const [bare95, bare99] = [quantile(bare, 0.95), quantile(bare, 0.99)];
	return [
		{
			name: `bed change → shown on ${count} displays of a ward`,
			measured: `p95 ${ms(p95)}, p99 ${ms(p99)}, ${lost} lost, ${overtaken} of ${changes} overtaken; ${times(p99 / bare99)}`,
			yardstick: `p95 ${ms(bare95)}, p99 ${ms(bare99)} bare sockets, the same bytes, no database`,
			target: 'p99 ≤ 250 ms, none lost',
			met: p99 <= 250 && lost === 0 && seen.size > changes / 2
		}
	];
}

/** The same number of bytes to the same number of sockets, with nothing else done. */
async function bareFanOut(count: number): Promise<number[]> {
	const server = await bareServer();
	const listeners = await listen({ kind: 'bare', count, url: server.url, topic: '', token: '' });
	const padding = 'x'.repeat(bytesOfChange);
	const sent = await sendPaced(changes, pause, (mark) =>
		server.send(frameOf('display', 'change', { mark, padding }))
	);
	const { delays } = await listeners.delays(sent);
	listeners.close();
	server.close();
	return delays;
}
