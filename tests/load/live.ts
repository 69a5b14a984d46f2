import { clientWith, type Bench } from './bench.ts';
import { openSlots } from './booking.ts';
import { bareServer, frameOf, listen, sendPaced, type Listeners } from './fanout.ts';
import { ms, quantile, times, type Figure } from './figures.ts';
import { demoPeople } from '../support/people.ts';

const now = () => performance.timeOrigin + performance.now();

/** The same number of bytes to the same number of sockets, with nothing else done. */
async function bareDelays(count: number, messages: number, frame: (id: string) => Buffer) {
	const server = await bareServer();
	const listeners = await listen({ kind: 'bare', count, url: server.url, topic: '', token: '' });
	const sent = await sendPaced(messages, 50, (id) => server.send(frame(id)));
	const { delays } = await listeners.delays(sent);
	listeners.close();
	server.close();
	return delays;
}

function realtimeListeners(bench: Bench, topic: string, token: string, count: number) {
	const url = `${bench.stack.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${bench.stack.keys.publishable}&vsn=2.0.0`;
	return listen({ kind: 'realtime', count, url, topic, token });
}

/** From the commit of a booking to the doctor's own client, with others listening too. */
export async function doctorHears(bench: Bench, others: number): Promise<Figure[]> {
	const { rows } = await bench.owner.query<{ id: string; user_id: string }>(
		`select doctors.id, staff.user_id from public.doctors
		 join public.staff using (id) join public.profiles on profiles.id = staff.user_id
		 where profiles.email = $1`,
		[demoPeople.doctor]
	);
	const doctorId = rows[0]?.id;
	if (!doctorId) throw new Error('The demo hospital has no doctor@');
	const topic = `doctor:${doctorId}`;
	const scheduler = await bench.token(demoPeople.receptionist);
	const listeners: Listeners = await realtimeListeners(bench, topic, scheduler, others);

	const heard = new Map<string, number>();
	const doctor = clientWith(bench.stack, await bench.token(demoPeople.doctor));
	await doctor.realtime.setAuth();
	await new Promise<void>((resolve, reject) => {
		doctor
			.channel(topic, { config: { private: true } })
			.on('broadcast', { event: 'appointment_changed' }, ({ payload }) => {
				const { appointment_id } = payload as { appointment_id: string };
				if (!heard.has(appointment_id)) heard.set(appointment_id, now());
			})
			.subscribe((status, error) => {
				if (status === 'SUBSCRIBED') resolve();
				else if (error) reject(error);
			});
	});

	const { visitTypeId, slots } = await openSlots(bench, 100_000);
	const own = slots.filter(({ doctor_id }) => doctor_id === doctorId).slice(0, 100);
	const { rows: patients } = await bench.owner.query<{ id: string }>(
		'select id from public.patients where archived_at is null order by id desc limit 400'
	);
	const committed = new Map<string, number>();
	for (const [index, slot] of own.entries()) {
		const id = crypto.randomUUID();
		await bench.owner.query('begin');
		const { rowCount } = await bench.owner.query(
			`insert into public.appointments (id, patient_id, doctor_id, visit_type_id, starts_at, ends_at, status)
			 values ($1, $2, $3, $4, $5, $6, 'confirmed') on conflict do nothing`,
			[id, patients[index]?.id, doctorId, visitTypeId, slot.starts_at, slot.ends_at]
		);
		const at = now();
		await bench.owner.query('commit');
		// The patient may be elsewhere at that time.
		if (rowCount === 0) continue;
		committed.set(id, at);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	await new Promise((resolve) => setTimeout(resolve, 1000));
	await doctor.removeAllChannels();
	listeners.close();

	const delays = [...heard].flatMap(([id, at]) => {
		const since = committed.get(id);
		return since === undefined ? [] : [at - since];
	});
	const bare = await bareDelays(others, own.length, (id) =>
		frameOf(topic, 'appointment_changed', { appointment_id: id, day: '2026-01-01', id })
	);
	const [p95, p99] = [quantile(delays, 0.95), quantile(delays, 0.99)];
	const ratio = p95 / quantile(bare, 0.95);
	return [
		{
			name: `commit → doctor's client, ${others} others listen`,
			measured: `p95 ${ms(p95)}, p99 ${ms(p99)}; ${delays.length} of ${committed.size} heard; ${times(ratio)}`,
			yardstick: `p95 ${ms(quantile(bare, 0.95))} bare sockets`,
			target: 'p95 ≤ 30 ms, p99 ≤ 60 ms, ≤ 1.5 ×',
			met:
				p95 <= 30 &&
				p99 <= 60 &&
				ratio <= 1.5 &&
				delays.length === committed.size &&
				committed.size > 50
		}
	];
}

/** From the commit of a change in a ward to everybody who watches its board. */
export async function wardHears(bench: Bench, watchers: number): Promise<Figure[]> {
	const { rows } = await bench.owner.query<{ id: string }>(
		'select id from public.wards order by code limit 1'
	);
	const topic = `ward:${rows[0]?.id ?? ''}`;
	const token = await bench.token(demoPeople.bed_manager);
	const listeners = await realtimeListeners(bench, topic, token, watchers);
	const messages = 100;
	const sent = await sendPaced(messages, 50, async (mark) => {
		await bench.owner.query(
			`select realtime.send(jsonb_build_object('mark', $1::text), 'bed_board_changed', $2, true)`,
			[mark, topic]
		);
	});
	const { delays, lost } = await listeners.delays(sent);

	const killed = now();
	bench.stack.dropSockets();
	await new Promise((resolve) => setTimeout(resolve, 5000));
	const back = await listeners.rejoined(killed);
	const latest = Math.max(...back);
	listeners.close();
	const bare = await bareDelays(watchers, messages, (mark) =>
		frameOf(topic, 'bed_board_changed', { mark, id: crypto.randomUUID() })
	);
	const p99 = quantile(delays, 0.99);
	return [
		{
			name: `bed change → ${watchers} watchers of a ward`,
			measured: `p99 ${ms(p99)}, ${lost} lost; ${times(p99 / quantile(bare, 0.99))}`,
			yardstick: `p99 ${ms(quantile(bare, 0.99))} bare sockets`,
			target: 'p99 ≤ 60 ms, none lost',
			met: p99 <= 60 && lost === 0
		},
		{
			name: `all ${watchers} sockets killed at once → all listening again`,
			measured: `${ms(latest)}, ${back.length} of ${watchers} came back`,
			target: '≤ 1 s, all',
			met: latest <= 1000 && back.length === watchers
		}
	];
}
