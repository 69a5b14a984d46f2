import { connect } from 'node:net';

/**
 * Requests of every shape a network can bring, the same ones for the same seed, for tests that nothing of
 * it ends a process, hangs, or is answered as the server's own fault. Only ever sent to this machine.
 */

/** Numbers that look like chance (mulberry32). */
export class Dice {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** A whole number from 0 to `end`, without `end`. */
	below(end: number): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
	}

	pick<Item>(items: readonly [Item, ...Item[]]): Item {
		return items[this.below(items.length)] ?? items[0];
	}

	/** True once in `times`. */
	oneIn(times: number): boolean {
		return this.below(times) === 0;
	}

	bytes(length: number): Buffer {
		return Buffer.from(Array.from({ length }, () => this.below(256)));
	}
}

/** What listens, and what it knows: odd requests are made of these. */
interface Target {
	port: number;
	paths: Some;
	/** Header lines of which one opens the door, for most requests. */
	credentials: Some;
	methods?: Some;
}

type Some = readonly [string, ...string[]];
/** The lines of a text: the shapes below are read at a glance so. */
export const lines = (text: string) => text.trim().split('\n') as [string, ...string[]];

const methods = lines('GET POST PUT PATCH DELETE HEAD OPTIONS TRACE QUERY'.replaceAll(' ', '\n'));
const tricks = lines(`
//
//[
///
/\\
//:@
//a:99999999
/%
/%00
/%ff%fe
/%E0%A4%A
/%2e%2e%2f
/../../../etc/passwd
/..%2f..%2f
/.
/;
/?
/?%
/??&&==
/?apikey=%E0%A4%A
/?select=(
/?token=a.b.c
/?download=%0d%0aX-Y:z
/?expiresIn=1e999
/?page=-1&per_page=x
/?limit=-1&offset=x
/\u00e1\u00ff
/"<>
/null
/undefined
/__proto__
/constructor
/-1
/1e999
/%F0%9F%A9%BA
/${'a'.repeat(4000)}
/?${'b=c&'.repeat(600)}
`);
const tokens = lines(`
a.b.c
..
.
null
{}
\u00e9\u00e9\u00e9.\u00e9.\u00e9
sb_secret_x
sb_
eyJhbGciOiJub25lIn0.e30.
eyJhbGciOiJIUzI1NiJ9.bnVsbA.AAAA
eyJhbGciOiJIUzI1NiJ9.W10.AAAA
bnVsbA.bnVsbA.bnVsbA
MQ.MQ.MQ
eyJhbGciOiJFUzI1NiIsImtpZCI6IngifQ.e30.AAAA
W10.e30.AA
${'e'.repeat(3000)}.x.y
`);
const headers = lines(`
host: [
host:
host: a b
host: \u00ff\u00fe
x-forwarded-for: ,,,
x-forwarded-for: ::1, \u00e9
accept: \u00ff
x-forwarded-host: [
x-forwarded-proto: javascript
origin: null
origin: http://[
referer: //
range: bytes=9-1
range: bytes=-
range: bytes=99999999999999999999-
range: lines=0-
prefer: count=,return=
prefer: tx=rollback
accept-profile: pg_catalog
content-profile: \u00e9
accept: application/vnd.pgrst.object+json
accept-language: *;q=x
x-supabase-api-version: 9999
x-upsert: true
x-metadata: !!!
x-metadata: bnVsbA==
cookie: a=%E0%A4%A; =; ;;
cookie: sb-127-auth-token=base64-%%%
if-none-match: "
if-modified-since: yesterday
cache-control: max-age=x
content-encoding: gzip
accept-encoding: br;q=x
expect: nothing
upgrade: h2c
x-real-ip: 
forwarded: for="[
te: trailers
`);
const types = lines(`
application/json
application/json; charset=utf-16
text/plain
application/x-www-form-urlencoded
;;;
\u00e9
multipart/form-data
multipart/form-data; boundary=
multipart/form-data; boundary=x
application/octet-stream
text/csv
`);
const bodies = lines(`
{
[
"
nul
-
{}
[]
null
true
1e999
""
"\\ud800"
{"a":
{"__proto__":{"role":"service_role"}}
{"email":null,"password":{}}
{"email":"\\u0000@x.y","password":"\\u0000"}
{"email":"a@b.co","password":"\\ud800","data":{"a":"\\u0000"}}
{"refresh_token":"\\u0000"}
{"refresh_token":[]}
{"token_hash":"\\u0000","type":"email"}
{"email":"a@b.co","token":"\\ud800","type":"recovery"}
{"prefixes":["\\u0000","\\ud800",""]}
{"prefix":"\\u0000","limit":-1,"offset":"x"}
{"paths":["\\u0000"],"expiresIn":1e308}
{"expiresIn":-1}
{"bucketId":"\\u0000","sourceKey":"a","destinationKey":"b"}
{"id":"\\u0000","name":"x"}
{"id":"ab","name":"ab","file_size_limit":"x","allowed_mime_types":1}
{"messages":[{"topic":"\\u0000","event":"e","payload":{},"private":true}]}
{"messages":[null,1,[]]}
{"messages":{}}
{"p_id":"\\u0000"}
{"p_at":"infinity"}
[{"a":1},{"b":2}]
{"user_metadata":{"\\u0000":1}}
{"ban_duration":"x","role":"postgres"}
To=%00&From=&Body=%ff
To=%2B15551234567&From=%2B15551234567&Body=a&StatusCallback=//[
--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--
--x
\u0000
\u00ff\u00fe\u0000\u00d8
${'['.repeat(3000)}
{"a":${'{"a":'.repeat(500)}
${'9'.repeat(3000)}
"${'\\u00e9'.repeat(500)}"
`);

/** A request that HTTP allows, so that another may follow it on the same connection. */
function oddRequest(dice: Dice, target: Target): Buffer {
	const path = dice.pick(target.paths);
	const trick = dice.pick(tricks);
	const address = dice.pick([
		path,
		path + trick,
		trick + path.slice(1),
		path.replace(/[^/]+$/, trick.slice(1)),
		trick,
		'*',
		`http://[${trick}`
	]);
	const lines = [
		`${dice.pick(target.methods ?? methods)} ${address.replace(/ /g, '') || '/'} HTTP/1.1`
	];
	if (!dice.oneIn(8)) lines.push('host: 127.0.0.1');
	if (!dice.oneIn(6)) lines.push(dice.pick(target.credentials));
	else
		lines.push(
			`${dice.pick(['apikey: ', 'authorization: Bearer ', 'authorization: Basic ', 'authorization: '])}${dice.pick(tokens)}`
		);
	while (dice.oneIn(2)) lines.push(dice.pick(headers));

	let body: Buffer = Buffer.alloc(0);
	if (!dice.oneIn(3)) {
		const text = dice.pick(bodies);
		body = dice.oneIn(8)
			? dice.bytes(dice.below(300))
			: Buffer.from(text, dice.oneIn(4) ? 'latin1' : 'utf8');
		lines.push(`content-type: ${dice.pick(types)}`);
		if (dice.oneIn(3)) {
			lines.push('transfer-encoding: chunked');
			const size = Buffer.from(`${body.length.toString(16)};odd=${dice.below(9)}\r\n`);
			body = Buffer.concat([
				...(body.length > 0 ? [size, body, Buffer.from('\r\n')] : []),
				Buffer.from('0\r\n\r\n')
			]);
		} else lines.push(`content-length: ${body.length}`);
	}
	return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** What no server can take for a request, or the beginning of one that never goes on. */
function brokenRequest(dice: Dice, target: Target): Buffer {
	const path = dice.pick(target.paths);
	const upgrade = `host: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: ${dice.below(20)}`;
	return dice.pick([
		() => dice.bytes(1 + dice.below(200)),
		() => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`),
		() => Buffer.from(`GET ${path} HTTP/1.1\r\nx-nul: \u0000\r\n\r\n`),
		() => Buffer.from(`GET ${path}\u0000 HTTP/1.1\r\n\r\n`),
		() => Buffer.from(`GET ${path} HTTP/9.9\r\n\r\n`),
		() => Buffer.from(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n`),
		() =>
			Buffer.from(
				`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`
			),
		() =>
			Buffer.from(`POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`),
		() =>
			Buffer.from(
				`POST ${path} HTTP/1.1\r\nhost: x\r\n${dice.pick(target.credentials)}\r\ncontent-length: 4000\r\n\r\n{"a":`
			),
		() =>
			Buffer.from(
				`POST ${path} HTTP/1.1\r\nhost: x\r\n${dice.pick(target.credentials)}\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{`
			),
		() =>
			Buffer.from(
				`POST ${path} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n`
			),
		() => Buffer.from(`CONNECT ${dice.pick(tricks)} HTTP/1.1\r\nhost: x\r\n\r\n`),
		() => Buffer.from(`GET ${dice.pick(tricks)} HTTP/1.1\r\n${upgrade}\r\n\r\n`, 'latin1'),
		() =>
			Buffer.from(
				`GET ${path} HTTP/1.1\r\n${upgrade}\r\nsec-websocket-key: !\r\n${dice.pick(target.credentials)}\r\n\r\n`
			),
		() => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: x\r\nx-half: `),
		() => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
	])();
}

const events = lines(`
phx_join
phx_leave
broadcast
presence
access_token
heartbeat
toString
`);
const payloads = lines(`
null
1
[]
{}
"x"
{"config":null}
{"config":{"private":true,"presence":{"key":"\\u0000"}}}
{"config":{"postgres_changes":[null,{"event":1}],"broadcast":{"replay":{"since":"x"}}}}
{"config":{"broadcast":1,"private":"\\ud800"}}
{"access_token":"a.b.c"}
{"event":"track","payload":null}
{"type":"broadcast","event":null,"payload":1}
`);

/** A WebSocket frame of a client: sound ones with odd contents, and unsound ones. */
function frame(dice: Dice, topics: Some): Buffer {
	const topic = dice.pick(topics);
	const event = dice.pick(events);
	const payload = dice.pick(payloads);
	const message = dice.pick([
		() => `["1","1","${topic}","${event}",${payload}]`,
		() => `{"topic":"${topic}","event":"${event}","payload":${payload},"ref":1}`,
		() => `["1","1","${topic}","${event}"`,
		() => dice.pick(bodies)
	])();
	let body = dice.oneIn(6) ? dice.bytes(dice.below(120)) : Buffer.from(message);
	if (dice.oneIn(8))
		body = Buffer.concat([Buffer.from([3, 0, 1, dice.below(256), 1, 0, dice.below(3)]), body]);
	const length =
		body.length < 126
			? Buffer.from([0x80 | body.length])
			: Buffer.from([0x80 | 126, body.length >> 8, body.length & 255]);
	const opcode = dice.oneIn(4) ? dice.below(256) : 0x81;
	if (dice.oneIn(20)) return dice.bytes(2 + dice.below(20));
	// A mask of zeros changes nothing.
	return Buffer.concat([Buffer.from([opcode]), length, Buffer.alloc(4), body]);
}

interface Toll {
	sent: number;
	/** How often each status was answered. */
	statuses: Record<number, number>;
	/** What was answered by 5xx, not answered, or not in time, in short. */
	faults: string[];
}

/** How long a connection may take for what was sent on it, milliseconds. */
const patience = 20_000;
const atOnce = 32;
const perConnection = 20;

/**
 * Writes, waits for `expected` answers, says that no more will come, and waits for the other side to
 * close. Node lets go of what it has not answered when a client has said so.
 */
function exchange(
	port: number,
	parts: Buffer[],
	expected = 0
): Promise<{ statuses: number[]; late: boolean }> {
	return new Promise((resolve) => {
		let heard = '';
		let late = false;
		const statuses = () =>
			[...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)]
				.map(([, status]) => Number(status))
				.filter((status) => status >= 200);
		const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
		const timer = setTimeout(() => {
			late = true;
			socket.destroy();
		}, patience);
		socket.on('data', (chunk) => {
			heard += chunk.toString('latin1');
			if (statuses().length >= expected) socket.end();
		});
		socket.on('end', () => socket.end());
		// A reset is an ending like another; `close` follows.
		socket.on('error', () => undefined);
		socket.on('close', () => {
			clearTimeout(timer);
			resolve({ statuses: statuses(), late });
		});
		socket.write(Buffer.concat(parts));
		if (expected === 0) socket.end();
	});
}

const inShort = (request: Buffer) => JSON.stringify(request.toString('latin1').slice(0, 900));

/** Does `work` for each part of a count, a few at a time. */
async function shared(
	count: number,
	each: number,
	work: (size: number) => Promise<void>
): Promise<void> {
	let left = count;
	const worker = async () => {
		while (left > 0) {
			const size = Math.min(each, left);
			left -= size;
			await work(size);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Sends `count` requests, pipelined, each batch ended by one that is broken. */
export async function sendRequests(dice: Dice, target: Target, count: number): Promise<Toll> {
	const toll: Toll = { sent: 0, statuses: {}, faults: [] };
	await shared(count, perConnection, async (size) => {
		let waiting = Array.from({ length: size - 1 }, () => oddRequest(dice, target));
		let ending = [brokenRequest(dice, target)];
		toll.sent += size;
		let alone = false;
		while (waiting.length > 0) {
			const batch = alone ? waiting.slice(0, 1) : waiting;
			const { statuses, late } = await exchange(
				target.port,
				alone ? batch : [...batch, ...ending],
				batch.length
			);
			const answered = statuses.slice(0, batch.length);
			answered.forEach((status, index) => {
				toll.statuses[status] = (toll.statuses[status] ?? 0) + 1;
				if (status >= 500)
					toll.faults.push(`${status} ← ${inShort(batch[index] ?? Buffer.alloc(0))}`);
			});
			const first = batch[answered.length] ?? ending[0];
			if (late) toll.faults.push(`late ← ${inShort(first ?? Buffer.alloc(0))}`);
			else if (alone && answered.length === 0)
				toll.faults.push(`nothing ← ${inShort(batch[0] ?? Buffer.alloc(0))}`);
			if (!alone) ending = [];
			waiting = waiting.slice(alone || late ? Math.max(answered.length, 1) : answered.length);
			// The answer before closed the connection, as it may, or was lost to a reset.
			alone = !alone;
		}
	});
	return toll;
}

/** Opens WebSockets and sends `count` frames over them. */
export async function sendFrames(
	dice: Dice,
	{ port, path, topics }: { port: number; path: string; topics: Some },
	count: number
): Promise<Toll> {
	const toll: Toll = { sent: 0, statuses: {}, faults: [] };
	await shared(count, perConnection, async (size) => {
		const hello = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
		const frames = Array.from({ length: size }, () => frame(dice, topics));
		const { late } = await exchange(port, [Buffer.from(hello), ...frames]);
		toll.sent += size;
		if (late) toll.faults.push('a WebSocket whose client had ended stayed open');
	});
	return toll;
}

const mailWords = lines(`
EHLO
EHLO [
HELO x
NOOP
RSET
AUTH PLAIN !
AUTH LOGIN
STARTTLS
VRFY
XCLIENT A=
MAIL FROM:<a@b.co>
MAIL FROM:<>
MAIL FROM:<a@b.co> SIZE=x
RCPT TO:<\u0000@x>
RCPT TO:<a@b.co>
DATA
.
`);
const oddMail = `Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\r\n=?utf-8?B?!?=\r\n.`;

/** Says `count` odd lines to an SMTP server. */
export async function sendMail(dice: Dice, port: number, count: number): Promise<Toll> {
	const toll: Toll = { sent: 0, statuses: {}, faults: [] };
	await shared(count, perConnection, async (size) => {
		const lines = Array.from({ length: size }, () =>
			dice.pick([
				() => Buffer.from(dice.pick(mailWords)),
				() => Buffer.from(oddMail),
				() => dice.bytes(dice.below(300)),
				() => Buffer.from('x'.repeat(5000))
			])()
		);
		const hello = Buffer.from('EHLO x\r\nMAIL FROM:<a@b.co>\r\nRCPT TO:<c@d.co>\r\n');
		await exchange(port, [hello, ...lines.flatMap((line) => [line, Buffer.from('\r\n')])]);
		toll.sent += size;
	});
	return toll;
}
