import { createHash, randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import pg from 'pg';

/**
 * Photos of some of the demo's patients: faces drawn here, of nobody there is. They take the way a photo from the desk takes:
 * a file put into storage, and then shown by `set_patient_photo`, as the receptionist.
 */

interface Sitter {
	id: string;
	sex: string;
	years: number;
}

type Colour = readonly [number, number, number];

/* Whoever has an account in the portal, and some who lie here or came of late; nobody who refuses photos. */
const chosen = `
	select patient.id, patient.sex, extract(year from age(patient.birth_date))::integer as years
	from public.patients patient
	where patient.archived_at is null and patient.deceased_at is null
		and coalesce(private.consent_of(patient.id, 'photos'), '') not in ('refused', 'withdrawn')
		and (
			exists (select from public.portal_links link where link.patient_id = patient.id and hashtext(link.patient_id::text) % 4 <> 0)
			or (
				hashtext(patient.id::text) % 3 = 1
				and exists (select from public.admissions stay where stay.patient_id = patient.id and stay.discharged_at is null)
			)
			or (
				hashtext(patient.id::text) % 9 = 2
				and exists (
					select from public.appointments visit
					where visit.patient_id = patient.id and visit.starts_at between now() - interval '2 days' and now() + interval '4 days'
				)
			)
		)
	order by (patient.id in (select link.patient_id from public.portal_links link)) desc, patient.id
	limit 30`;

/** Photographs some patients of a demo in which nobody has been. */
export async function loadDemoPhotos(to: {
	databaseUrl: string;
	url: string;
	secretKey: string;
}): Promise<number> {
	const client = new pg.Client({ connectionString: to.databaseUrl, application_name: 'demo' });
	await client.connect();
	try {
		const { rowCount: before } = await client.query('select from public.patient_photos limit 1');
		if (before) return 0;
		const { rows: sitters } = await client.query<Sitter>(chosen);
		const {
			rows: [desk]
		} = await client.query<{ id: string }>(
			`select user_id as id from public.staff where position = 'receptionist' and active and user_id is not null order by full_name limit 1`
		);
		if (!desk) return 0;
		const made = sitters.map((sitter) => ({ sitter, name: `${sitter.id}/${randomUUID()}.png` }));
		for (let at = 0; at < made.length; at += 8)
			await Promise.all(made.slice(at, at + 8).map((one) => put(to, one)));
		await client.query('begin');
		await client.query(
			`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			[JSON.stringify({ sub: desk.id, role: 'authenticated' })]
		);
		for (const { sitter, name } of made)
			await client.query('select public.set_patient_photo($1, $2)', [sitter.id, name]);
		await client.query('commit');
		return made.length;
	} finally {
		await client.end();
	}
}

async function put(
	{ url, secretKey }: { url: string; secretKey: string },
	{ sitter, name }: { sitter: Sitter; name: string }
): Promise<void> {
	const answer = await fetch(`${url}/storage/v1/object/patient-photos/${name}`, {
		method: 'POST',
		headers: {
			apikey: secretKey,
			authorization: `Bearer ${secretKey}`,
			'content-type': 'image/png'
		},
		body: portrait(sitter)
	});
	if (!answer.ok) throw new Error(`storage: ${answer.status} ${await answer.text()}`);
}

const skins: Colour[] = [
	[244, 214, 190],
	[232, 190, 160],
	[214, 165, 130],
	[176, 124, 92],
	[126, 84, 60]
];
const hairs: Colour[] = [
	[38, 30, 28],
	[74, 48, 34],
	[120, 78, 44],
	[176, 132, 76],
	[148, 66, 36]
];
const eyes: Colour[] = [...hairs, [70, 96, 110]];
const clothes: Colour[] = [
	[58, 92, 128],
	[112, 66, 88],
	[70, 108, 92],
	[140, 98, 60],
	[84, 84, 100],
	[168, 176, 186]
];
const walls: Colour[] = [
	[214, 222, 228],
	[226, 222, 212],
	[208, 220, 214],
	[222, 214, 222]
];

/* Drawn in points of 240 × 300, and kept at two thirds of them. */
const width = 160;
const height = 200;
const scale = 1.5;

/** A face as a passport has it: which skin, hair and clothes, by the patient's id; their age in the hair. */
function portrait({ id, sex, years }: Sitter): Uint8Array<ArrayBuffer> {
	const dice = createHash('sha256').update(id).digest();
	const pick = <Value>(nth: number, from: readonly Value[]): Value =>
		from[(dice[nth] ?? 0) % from.length] as Value;
	const shade = ([r, g, b]: Colour, by: number): Colour => [r * by, g * by, b * by];
	const skin = pick(0, skins);
	const grey: Colour = [196, 194, 192];
	const hair = years > 66 || (years > 52 && (dice[1] ?? 0) % 3 === 0) ? grey : pick(1, hairs);
	const cloth = pick(2, clothes);
	const long = sex === 'female' ? (dice[3] ?? 0) % 4 !== 0 : (dice[3] ?? 0) % 11 === 0;
	const bald = sex === 'male' && years > 45 && (dice[4] ?? 0) % 3 === 0;
	const beard = sex === 'male' && years > 22 && (dice[5] ?? 0) % 3 === 0;
	const glasses = years > 40 ? (dice[6] ?? 0) % 2 === 0 : (dice[6] ?? 0) % 6 === 0;
	const child = years < 13;
	const faceW = child ? 56 : 51 + ((dice[7] ?? 0) % 7);
	const faceH = child ? 64 : 68 + ((dice[8] ?? 0) % 8);
	const [x0, y0] = [120, child ? 142 : 128];
	const smile = 5 + ((dice[9] ?? 0) % 5);

	/* From back to front: the last that a point lies in has it. */
	const within = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
		((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
	const colourAt = (x: number, y: number): Colour => {
		let colour = shade(pick(10, walls), 1.04 - (y / 300) * 0.12);
		const into = (is: boolean, other: Colour) => {
			if (is) colour = other;
		};
		const inFace = within(x, y, x0, y0, faceW, faceH);
		const shoulders = child ? 84 : 104;
		into(
			long && within(x, y, x0, y0 + 20, faceW + 17, faceH + 34) && y < y0 + faceH + 26,
			shade(hair, 0.9)
		);
		into(!long && within(x, y, x0, y0 - 8, faceW + 7, faceH + 5) && y < y0 + 14 && !bald, hair);
		into(within(x, y, x0, 318, shoulders, 96), cloth);
		into(Math.abs(x - x0) < 22 && y > y0 + 30 && y < 246, shade(skin, 0.86));
		into(within(x, y, x0, 240, 30, 18), shade(skin, 0.86));
		for (const side of [-1, 1])
			into(within(x, y, x0 + side * faceW, y0 + 4, 8, 14), shade(skin, 0.92));
		into(inFace, shade(skin, 1.02 - Math.max(0, x - x0) / 900));
		into(beard && inFace && y > y0 + 26 - Math.abs(x - x0) / 8, shade(hair, 0.95));
		into(
			!bald && inFace && y < y0 - faceH * 0.5 + Math.abs(x - x0 - (long ? 14 : -10)) * 0.35 - 4,
			hair
		);
		into(
			bald && inFace && Math.abs(x - x0) > faceW - 9 && y > y0 - 40 && y < y0 + 8,
			shade(hair, 1)
		);
		const eyeY = y0 - 2;
		for (const side of [-1, 1]) {
			const ex = x0 + side * (faceW * 0.42);
			into(within(x, y, ex, eyeY, 9, 5.4), [250, 250, 248]);
			into(within(x, y, ex, eyeY, 4.6, 4.8), shade(pick(11, eyes), 0.9));
			into(within(x, y, ex, eyeY, 2.2, 2.4), [20, 20, 22]);
			into(
				Math.abs(x - ex) < 11 && Math.abs(y - (eyeY - 13 + (Math.abs(x - ex) / 11) ** 2 * 3)) < 1.7,
				shade(hair, 0.8)
			);
			if (glasses) {
				const rim = Math.max(Math.abs(x - ex) / 17, Math.abs(y - eyeY) / 13);
				into(rim > 0.88 && rim < 1.02, [52, 52, 58]);
			}
		}
		into(
			glasses && Math.abs(y - eyeY + 3) < 1.4 && Math.abs(x - x0) < faceW * 0.42 - 16,
			[52, 52, 58]
		);
		into(
			y > eyeY + 6 && y < y0 + 24 && Math.abs(x - x0 - (y - eyeY - 6) * 0.32) < 1.6,
			shade(skin, 0.8)
		);
		into(within(x, y, x0, y0 + 25, 8, 3), shade(skin, 0.84));
		const mouth = y0 + 42 - ((x - x0) / 18) ** 2 * smile;
		into(Math.abs(x - x0) < 18 && Math.abs(y - mouth) < 2.6, [168, 82, 78]);
		return colour;
	};

	const rows = Buffer.alloc(height * (width * 3 + 1));
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const sum = [0, 0, 0];
			for (const [dx, dy] of [
				[0.25, 0.6],
				[0.75, 0.4]
			] as const)
				colourAt((x + dx) * scale, (y + dy) * scale).forEach(
					(part, n) => (sum[n] = (sum[n] ?? 0) + part / 2)
				);
			sum.forEach((part, n) => {
				rows[y * (width * 3 + 1) + 1 + x * 3 + n] = Math.min(255, Math.round(part));
			});
		}
	return png(rows);
}

/** Rows of three bytes a point, each after the mark that it is not filtered, as a PNG. */
function png(rows: Buffer): Uint8Array<ArrayBuffer> {
	const chunk = (kind: string, content: Buffer) => {
		const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
		const frame = Buffer.alloc(8 + body.length);
		frame.writeUInt32BE(content.length, 0);
		body.copy(frame, 4);
		frame.writeUInt32BE(crc(body), 4 + body.length);
		return frame;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	return new Uint8Array(
		Buffer.concat([
			Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
			chunk('IHDR', head),
			chunk('IDAT', deflateSync(rows, { level: 9 })),
			chunk('IEND', Buffer.alloc(0))
		])
	);
}

/** The checksum PNG has of each of its parts. (`zlib.crc32` is of newer Nodes than some machines have.) */
function crc(bytes: Uint8Array): number {
	let sum = 0xffffffff;
	for (const byte of bytes) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
	}
	return (sum ^ 0xffffffff) >>> 0;
}
