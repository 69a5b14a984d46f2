/**
 * Patients who book, in a process of their own, so that the time they need is not taken from the server's.
 * Started by `booking.ts`; speaks with it over the process channel. HTTP on bare sockets rather than
 * supabase-js or fetch: patients' devices are not part of the hospital's machine, and take little of it here.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

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

interface Answer {
	status: number;
	text: string;
}

export interface Booked {
	/** Milliseconds each booking took that was made. */
	taken: number[];
	/** How many answers bore each code or status that was not a booking. */
	refused: Record<string, number>;
}

/** One connection, kept, on which one request follows another. */
class Connection {
	readonly #socket: Socket;
	readonly #host: string;
	#received = '';
	#settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

	constructor(url: string) {
		const { hostname, port, host } = new URL(url);
		this.#host = host;
		this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
		this.#socket.setEncoding('utf8');
		this.#socket.on('data', (text: string) => this.#read(text));
		this.#socket.on('error', (error) => this.#settle?.reject(error));
		this.#socket.on('close', () => this.#settle?.reject(new Error('The connection was closed')));
	}

	post(path: string, headers: Record<string, string>, body: string): Promise<Answer> {
		const head = Object.entries({
			host: this.#host,
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(body)),
			...headers
		}).map(([name, value]) => `${name}: ${value}\r\n`);
		return new Promise((resolve, reject) => {
			this.#settle = { resolve, reject };
			this.#socket.write(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
		});
	}

	close(): void {
		this.#settle = undefined;
		this.#socket.destroy();
	}

	/** Answers are small and mostly come in one piece; a chunked one ends with an empty chunk. */
	#read(text: string): void {
		this.#received += text;
		const end = this.#received.indexOf('\r\n\r\n');
		if (end < 0) return;
		const head = this.#received.slice(0, end);
		const body = this.#received.slice(end + 4);
		const length = /^content-length: *(\d+)/im.exec(head)?.[1];
		const whole =
			length === undefined ? body.endsWith('0\r\n\r\n') : Buffer.byteLength(body) >= Number(length);
		if (!whole) return;
		this.#received = '';
		this.#settle?.resolve({ status: Number(head.slice(9, 12)), text: body });
	}
}

function book(
	connection: Connection,
	order: BookingOrder,
	{ patientId, token, doctorId, startsAt }: Attempt
): Promise<Answer> {
	return connection.post(
		'/rest/v1/rpc/book_appointment',
		{ apikey: order.publishableKey, authorization: `Bearer ${token}` },
		JSON.stringify({
			p_patient_id: patientId,
			p_doctor_id: doctorId,
			p_starts_at: startsAt,
			p_visit_type_id: order.visitTypeId,
			p_reason: 'Measured',
			p_idempotency_key: randomUUID()
		})
	);
}

async function bookAll(order: BookingOrder): Promise<Booked> {
	const taken: number[] = [];
	const refused: Record<string, number> = {};
	let next = 0;
	const client = async () => {
		const connection = new Connection(order.url);
		for (;;) {
			const attempt = order.attempts[next++];
			if (!attempt) break;
			const since = performance.now();
			const { status, text } = await book(connection, order, attempt);
			if (status === 200) {
				taken.push(performance.now() - since);
				continue;
			}
			const code = /"code":"(\w+)"/.exec(text)?.[1] ?? String(status);
			refused[code] = (refused[code] ?? 0) + 1;
		}
		connection.close();
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
