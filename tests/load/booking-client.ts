/**
 * Patients who book, in a process of their own, so that the time they need is not taken from the server's.
 * Started by `booking.ts`; speaks with it over the process channel. Plain HTTP rather than supabase-js,
 * whose own work would be most of what is measured.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface BookingOrder {
	url: string;
	publishableKey: string;
	visitTypeId: string;
	/** Booked in this order, each once. */
	attempts: Attempt[];
	/** How many ask at the same time. */
	atOnce: number;
}

export interface Attempt {
	patientId: string;
	token: string;
	doctorId: string;
	startsAt: string;
}

export interface Booked {
	/** Milliseconds each booking took that was made. */
	taken: number[];
	/** How many answers bore each code or status that was not a booking. */
	refused: Record<string, number>;
}

const agent = new Agent({ keepAlive: true });

function book(
	order: BookingOrder,
	{ patientId, token, doctorId, startsAt }: Attempt
): Promise<{ status: number; text: string }> {
	const body = JSON.stringify({
		p_patient_id: patientId,
		p_doctor_id: doctorId,
		p_starts_at: startsAt,
		p_visit_type_id: order.visitTypeId,
		p_reason: 'Measured',
		p_idempotency_key: randomUUID()
	});
	return new Promise((resolve, reject) => {
		const asked = request(
			`${order.url}/rest/v1/rpc/book_appointment`,
			{
				agent,
				method: 'POST',
				headers: {
					apikey: order.publishableKey,
					authorization: `Bearer ${token}`,
					'content-type': 'application/json',
					'content-length': Buffer.byteLength(body)
				}
			},
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('end', () =>
					resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
				);
			}
		);
		asked.on('error', reject);
		asked.end(body);
	});
}

async function bookAll(order: BookingOrder): Promise<Booked> {
	const taken: number[] = [];
	const refused: Record<string, number> = {};
	let next = 0;
	const client = async () => {
		for (;;) {
			const attempt = order.attempts[next++];
			if (!attempt) return;
			const since = performance.now();
			const { status, text } = await book(order, attempt);
			if (status === 200) {
				taken.push(performance.now() - since);
				continue;
			}
			const code = String((JSON.parse(text) as { code?: string }).code ?? status);
			refused[code] = (refused[code] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: order.atOnce }, client));
	return { taken, refused };
}

process.on('message', (order: BookingOrder) => {
	bookAll(order).then(
		(booked) => process.send?.(booked),
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		}
	);
});
process.send?.({ type: 'ready' });
