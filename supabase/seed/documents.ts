import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * The demo's documents: small files, made here and put into storage, and then filed. SQL alone cannot bring files, so this
 * is no part of `demo/`; where it has not run the demo has no documents.
 */

interface Template {
	kind: string;
	title: string;
	/** So many days ago, counted back from the visit or within the stay. */
	daysAgo: number;
	lines: string[];
	released?: boolean;
	restricted?: boolean;
	/** The patient brought it. */
	sent?: boolean;
	type?: 'text/plain' | 'application/dicom';
}

const templates: Template[] = [
	{
		kind: 'lab_report',
		title: 'Blood count and CRP',
		daysAgo: 1,
		released: true,
		lines: [
			'Haemoglobin 13.1 g/dL (12.0-16.0)',
			'Leucocytes 11.8 10^9/L (4.0-10.0) H',
			'Platelets 268 10^9/L (150-400)',
			'C-reactive protein 42 mg/L (< 5) H'
		]
	},
	{
		kind: 'imaging',
		title: 'Chest X-ray, two views',
		daysAgo: 2,
		released: true,
		lines: [
			'Technique: posteroanterior and lateral views, standing.',
			'Heart size at the upper limit of normal. No pleural effusion.',
			'Lungs clear. No pneumothorax. Degenerative change of the spine.',
			'Conclusion: no acute finding.'
		]
	},
	{
		kind: 'referral',
		title: 'Referral from the general practitioner',
		daysAgo: 6,
		lines: [
			'Thank you for seeing this patient, who has been short of breath on stairs for three weeks.',
			'No fever. Weight unchanged. Takes ramipril 5 mg once a day.',
			'Please assess and advise on further treatment.'
		]
	},
	{
		kind: 'consent',
		title: 'Consent to contrast imaging',
		daysAgo: 3,
		released: true,
		lines: [
			'The procedure, its risks and the alternatives were explained in a language the patient understands.',
			'The patient has asked questions, and agrees.'
		]
	},
	{
		kind: 'letter',
		title: 'Letter from cardiology',
		daysAgo: 40,
		released: true,
		lines: [
			'Echocardiogram: ejection fraction 55 %, mild mitral regurgitation, no wall motion abnormality.',
			'We suggest to continue the present treatment, and a review in twelve months.'
		]
	},
	{
		kind: 'letter',
		title: 'Report of the social worker',
		daysAgo: 4,
		restricted: true,
		lines: ['Conversation in confidence about the situation at home. A follow-up is arranged.']
	},
	{
		kind: 'other',
		title: 'Home blood pressure diary',
		daysAgo: 8,
		sent: true,
		type: 'text/plain',
		lines: ['Mon 142/86 07:30', 'Tue 138/84 07:40', 'Wed 145/88 07:25', 'Thu 136/82 07:35']
	},
	{
		kind: 'imaging',
		title: 'Step wedge of the X-ray unit',
		daysAgo: 5,
		type: 'application/dicom',
		lines: []
	}
];

interface Person {
	id: string;
	mrn: string;
	name: string;
	birth_date: string;
	doctor_id: string | null;
	doctor: string | null;
}

/* Whoever lies here, and one in three of those who came of late. */
const chosen = `
	select distinct on (patient.id) patient.id, patient.mrn, patient.full_name as name, patient.birth_date::text,
		staff.id as doctor_id, staff.full_name as doctor
	from public.patients patient
	left join public.admissions admission on admission.patient_id = patient.id and admission.discharged_at is null
	left join lateral (
		select doctor_id from public.appointments visit
		where visit.patient_id = patient.id and visit.status = 'completed' order by starts_at desc limit 1
	) visit on true
	left join public.staff on staff.id = coalesce(admission.attending_id, visit.doctor_id)
	where admission.id is not null
		or (visit.doctor_id is not null and (
			hashtext(patient.id::text) % 3 = 0
			or exists (select from public.portal_links link where link.patient_id = patient.id)
		))
	order by patient.id
	limit 150`;

/** Files the documents of a demo that has none. */
export async function loadDemoDocuments(to: {
	databaseUrl: string;
	url: string;
	secretKey: string;
}): Promise<number> {
	const client = new pg.Client({ connectionString: to.databaseUrl, application_name: 'demo' });
	await client.connect();
	try {
		const { rowCount: before } = await client.query('select from public.documents limit 1');
		if (before) return 0;
		const { rows: people } = await client.query<Person>(chosen);
		const made = people.flatMap((person, n) =>
			templates
				.filter((_, nth) => (n + nth) % 4 === 0)
				.map((template) => ({ person, template, name: `${person.id}/${randomUUID()}` }))
		);
		for (let at = 0; at < made.length; at += 8)
			await Promise.all(made.slice(at, at + 8).map((one) => put(to, one)));
		for (const { person, template, name } of made) {
			const { type = 'application/pdf', sent } = template;
			await client.query(
				`insert into public.documents (
					patient_id, name, kind, title, dated_on, source, media_type, size_bytes, scan, restricted, released_at,
					author_id, filed_name, recorded_at
				)
				select $1, $2, $3, $4, private.hospital_day() - $5::integer, $6, $7, (metadata ->> 'size')::integer, 'not_scanned', $8,
					case when $9 then now() - make_interval(days => $5::integer) end, $10, $11,
					now() - make_interval(days => $5::integer)
				from storage.objects where bucket_id = 'documents' and name = $2`,
				[
					person.id,
					name,
					template.kind,
					template.title,
					template.daysAgo,
					sent ? 'patient' : 'staff',
					type,
					template.restricted ?? false,
					template.released ?? false,
					sent ? null : person.doctor_id,
					sent ? person.name : (person.doctor ?? '')
				]
			);
		}
		return made.length;
	} finally {
		await client.end();
	}
}

async function put(
	{ url, secretKey }: { url: string; secretKey: string },
	{ person, template, name }: { person: Person; template: Template; name: string }
): Promise<void> {
	const { type = 'application/pdf', title, lines } = template;
	const answer = await fetch(`${url}/storage/v1/object/documents/${name}`, {
		method: 'POST',
		headers: {
			apikey: secretKey,
			authorization: `Bearer ${secretKey}`,
			'content-type': type
		},
		body:
			type === 'application/dicom'
				? stepWedge(person)
				: type === 'text/plain'
					? `${title}\n\n${lines.join('\n')}\n`
					: sheet(title, [`${person.name}, ${person.birth_date}, ${person.mrn}`, '', ...lines])
	});
	if (!answer.ok) throw new Error(`storage: ${answer.status} ${await answer.text()}`);
}

/** A page of A4 with a title and lines, in a font every reader has; letters it has not are left out. */
function sheet(title: string, lines: string[]): Uint8Array<ArrayBuffer> {
	const text = (words: string) =>
		`(${words.replace(/[^\x20-\x7e\xa0-\xff]/g, '').replace(/[\\()]/g, '\\$&')}) Tj`;
	const content = [
		'BT /F1 16 Tf 56 780 Td',
		text(title),
		'/F1 10 Tf 0 -30 Td 15 TL',
		...lines.map((line) => `${text(line)} T*`),
		'ET'
	].join('\n');
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'
	];
	let file = '%PDF-1.4\n';
	const places = objects.map((object, n) => {
		const place = file.length;
		file += `${n + 1} 0 obj\n${object}\nendobj\n`;
		return String(place).padStart(10, '0');
	});
	const table = file.length;
	file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((place) => `${place} 00000 n \n`).join('')}`;
	file += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
	return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
}

/** Sixteen steps of grey from dark to bright, with which an X-ray unit is tested: a DICOM image without anybody in it. */
function stepWedge({ name, mrn }: Person): Uint8Array<ArrayBuffer> {
	const [width, height] = [256, 128];
	const pixels = Buffer.from(
		Array.from({ length: width * height }, (_, n) => Math.floor((n % width) / 16) * 17)
	);
	const element = (tag: string, kind: string, value: string | number | Buffer) => {
		const [group = 0, number = 0] = tag.split(',').map((part) => Number.parseInt(part, 16));
		let content =
			typeof value === 'number'
				? Buffer.from([value & 255, value >> 8])
				: Buffer.from(value as string, 'latin1');
		if (content.length % 2)
			content = Buffer.concat([content, Buffer.from(kind === 'UI' ? '\0' : ' ')]);
		const long = kind === 'OB';
		const head = Buffer.alloc(long ? 12 : 8);
		head.writeUInt16LE(group, 0);
		head.writeUInt16LE(number, 2);
		head.write(kind, 4, 'latin1');
		if (long) head.writeUInt32LE(content.length, 8);
		else head.writeUInt16LE(content.length, 6);
		return Buffer.concat([head, content]);
	};
	return new Uint8Array(
		Buffer.concat([
			Buffer.alloc(128),
			Buffer.from('DICM'),
			element('0002,0010', 'UI', '1.2.840.10008.1.2.1'),
			element('0008,0020', 'DA', '20261101'),
			element('0008,0060', 'CS', 'DX'),
			element('0008,1030', 'LO', 'Step wedge'),
			element('0010,0010', 'PN', name.replace(/[^\x20-\x7e\xa0-\xff]/g, '')),
			element('0010,0020', 'LO', mrn),
			element('0028,0002', 'US', 1),
			element('0028,0004', 'CS', 'MONOCHROME2'),
			element('0028,0010', 'US', height),
			element('0028,0011', 'US', width),
			element('0028,0100', 'US', 8),
			element('0028,0101', 'US', 8),
			element('0028,0103', 'US', 0),
			element('7FE0,0010', 'OB', pixels)
		])
	);
}
