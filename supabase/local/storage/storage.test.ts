import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBench, type Bench } from '../testing.ts';
import { signToken } from '../tokens.ts';
import { createStorage } from './service.ts';

/* Everybody has a folder of their own in `documents`, and nothing else. */
const policies = ['select using', 'insert with check', 'update using', 'delete using']
	.map((rule) => {
		const [command] = rule.split(' ');
		return `create policy objects_${command}_own on storage.objects for ${rule.replace(' ', ' to authenticated ')} (
			bucket_id = 'documents' and (storage.foldername(name))[1] = (select auth.uid())::text
		);`;
	})
	.join('\n');

let bench: Bench;
let admin: SupabaseClient;
let ada: SupabaseClient;
let ben: SupabaseClient;
let adaId: string;
let benId: string;

beforeAll(async () => {
	bench = await openBench();
	await bench.sql.query(`
		insert into storage.buckets (id, name, public) values
			('documents', 'documents', false), ('leaflets', 'leaflets', true);
		${policies}`);
	bench.context.config = { storage: { file_size_limit: '1MiB' } };
	bench.mount('/storage/v1', createStorage(bench.context));
	admin = bench.admin();
});

afterAll(() => bench.close());

beforeEach(() => {
	[adaId, benId] = [randomUUID(), randomUUID()];
	[ada, ben] = [bench.client(adaId), bench.client(benId)];
});

const documents = (client: SupabaseClient) => client.storage.from('documents');
const text = { contentType: 'text/plain' };
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Uploads into the caller's own folder. */
async function put(client: SupabaseClient, key: string, content: string) {
	const { error } = await documents(client).upload(key, Buffer.from(content), text);
	expect(error).toBeNull();
}

const names = (entries: { name: string }[] | null) => entries?.map(({ name }) => name);
const refusal = (result: { error: unknown }) => {
	const { statusCode, message } = (result.error ?? {}) as { statusCode?: string; message?: string };
	return { statusCode, message };
};

async function storedFiles(): Promise<string[]> {
	const folder = join(bench.context.stateDirectory, 'storage');
	const found = await readdir(folder, { recursive: true, withFileTypes: true });
	return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('who may', () => {
	test('upload: to one’s own folder only, and what is refused leaves nothing behind', async () => {
		await put(ada, `${adaId}/x.txt`, 'hello');
		const before = await storedFiles();
		const result = await documents(ada).upload(`${benId}/x.txt`, Buffer.from('evil'));

		expect(refusal(result)).toEqual({
			statusCode: '403',
			message: 'new row violates row-level security policy'
		});
		expect(await storedFiles()).toEqual(before);
		expect((await documents(ben).list(benId)).data).toEqual([]);
	});

	test('read: the owner; for another user and for nobody the file does not exist', async () => {
		await put(ada, `${adaId}/x.txt`, 'hello');

		expect(await (await documents(ada).download(`${adaId}/x.txt`)).data?.text()).toBe('hello');
		for (const other of [ben, bench.client()]) {
			const refused = { statusCode: '404', message: 'Object not found' };
			expect(refusal(await documents(other).download(`${adaId}/x.txt`))).toEqual(refused);
			expect(refusal(await documents(other).info(`${adaId}/x.txt`))).toEqual(refused);
			expect((await documents(other).exists(`${adaId}/x.txt`)).data).toBe(false);
			expect((await documents(other).list(adaId)).data).toEqual([]);
			expect(refusal(await documents(other).createSignedUrl(`${adaId}/x.txt`, 60))).toEqual(
				refused
			);
		}
	});

	test('move, copy and remove: the owner', async () => {
		await put(ada, `${adaId}/x.txt`, 'hello');

		expect(refusal(await documents(ben).move(`${adaId}/x.txt`, `${benId}/x.txt`))).toMatchObject({
			statusCode: '404'
		});
		expect(refusal(await documents(ben).copy(`${adaId}/x.txt`, `${benId}/x.txt`))).toMatchObject({
			statusCode: '404'
		});
		expect((await documents(ben).remove([`${adaId}/x.txt`])).data).toEqual([]);
		expect(refusal(await documents(ada).move(`${adaId}/x.txt`, `${benId}/x.txt`))).toMatchObject({
			statusCode: '403'
		});

		expect((await documents(ada).move(`${adaId}/x.txt`, `${adaId}/y.txt`)).error).toBeNull();
		expect((await documents(ada).copy(`${adaId}/y.txt`, `${adaId}/z.txt`)).error).toBeNull();
		expect(names((await documents(ada).remove([`${adaId}/y.txt`])).data)).toEqual([
			`${adaId}/y.txt`
		]);
		expect(names((await documents(ada).list(adaId)).data)).toEqual(['z.txt']);
		expect(await (await documents(ada).download(`${adaId}/z.txt`)).data?.text()).toBe('hello');
	});

	test('manage buckets: the secret key', async () => {
		expect(refusal(await ada.storage.createBucket('mine'))).toMatchObject({ statusCode: '403' });
		expect((await ada.storage.listBuckets()).data).toEqual([]);

		expect((await admin.storage.createBucket('scans', { public: false })).error).toBeNull();
		expect(refusal(await admin.storage.createBucket('scans'))).toMatchObject({ statusCode: '409' });
		expect(refusal(await admin.storage.createBucket('a/b'))).toMatchObject({ statusCode: '400' });
		await admin.storage.updateBucket('scans', { public: true, fileSizeLimit: '1KiB' });
		expect((await admin.storage.getBucket('scans')).data).toMatchObject({
			public: true,
			file_size_limit: 1024
		});
		await admin.storage.from('scans').upload('a.txt', Buffer.from('a'), text);
		expect(refusal(await admin.storage.deleteBucket('scans'))).toMatchObject({ statusCode: '409' });
		const files = await storedFiles();
		expect((await admin.storage.emptyBucket('scans')).error).toBeNull();
		expect(await storedFiles()).toHaveLength(files.length - 1);
		expect((await admin.storage.deleteBucket('scans')).error).toBeNull();
		expect(refusal(await admin.storage.getBucket('scans'))).toMatchObject({ statusCode: '404' });
	});

	test('a bucket belongs to whoever made it, and what the secret key makes to nobody', async () => {
		await bench.sql.query(
			`create policy buckets_all_of_makers on storage.buckets for all to authenticated
				using (owner_id = (select auth.uid())::text) with check (owner_id = (select auth.uid())::text)`
		);
		const id = `of-${adaId}`;
		expect((await ada.storage.createBucket(id)).error).toBeNull();
		expect((await ada.storage.getBucket(id)).data).toMatchObject({ owner: adaId });
		expect(refusal(await ben.storage.getBucket(id))).toMatchObject({ statusCode: '404' });
		expect(names((await ada.storage.listBuckets()).data)).toEqual([id]);
		const { rows } = await bench.sql.query(
			'select owner::text from storage.buckets where id = $1',
			[id]
		);
		expect(rows).toEqual([{ owner: adaId }]);

		await admin.storage.createBucket('of-nobody');
		expect((await admin.storage.getBucket('of-nobody')).data).toMatchObject({ owner: '' });
		await bench.sql.query('drop policy buckets_all_of_makers on storage.buckets');
	});

	test('a forged token may nothing', async () => {
		const token = signToken('another secret', { role: 'service_role', exp: 9_999_999_999 });
		const forger = bench.client(undefined, { accessToken: async () => token });

		expect(refusal(await documents(forger).list(''))).toMatchObject({ statusCode: '403' });
	});
});

describe('uploading', () => {
	test('again is refused, unless it is meant to replace', async () => {
		const key = `${adaId}/x.txt`;
		await put(ada, key, 'one');
		const files = await storedFiles();

		expect(refusal(await documents(ada).upload(key, Buffer.from('two'), text))).toEqual({
			statusCode: '409',
			message: 'The resource already exists'
		});
		const upserted = documents(ada).upload(key, Buffer.from('two'), { ...text, upsert: true });
		expect((await upserted).error).toBeNull();
		expect(await (await documents(ada).download(key)).data?.text()).toBe('two');
		expect((await documents(ada).update(key, Buffer.from('three'), text)).error).toBeNull();
		expect(await (await documents(ada).download(key)).data?.text()).toBe('three');
		expect(await storedFiles()).toHaveLength(files.length);
	});

	test('a copy over another file is refused, unless it is meant to replace', async () => {
		await put(ada, `${adaId}/new.txt`, 'new');
		await put(ada, `${adaId}/old.txt`, 'old');
		const copy = (headers: Record<string, string>) =>
			fetch(`${bench.context.apiUrl}/storage/v1/object/copy`, {
				method: 'POST',
				body: JSON.stringify({
					bucketId: 'documents',
					sourceKey: `${adaId}/new.txt`,
					destinationKey: `${adaId}/old.txt`
				}),
				headers: { authorization: `Bearer ${bench.userToken(adaId)}`, ...headers }
			});
		expect(await (await copy({})).json()).toMatchObject({ statusCode: '409' });
		const before = (await storedFiles()).length;
		expect((await copy({ 'x-upsert': 'true' })).status).toBe(200);
		const { data } = await documents(ada).download(`${adaId}/old.txt`);
		expect(await data?.text()).toBe('new');
		expect(await storedFiles()).toHaveLength(before);
	});

	test('works for Blobs, with notes of the application', async () => {
		const key = `${adaId}/blob.txt`;
		const blob = new Blob(['from a form'], { type: 'text/plain' });
		const { error } = await documents(ada).upload(key, blob, {
			cacheControl: '60',
			metadata: { source: 'scanner' }
		});

		expect(error).toBeNull();
		expect((await documents(ada).info(key)).data).toMatchObject({
			size: 11,
			contentType: 'text/plain',
			cacheControl: 'max-age=60',
			metadata: { source: 'scanner' }
		});
		expect((await documents(ada).exists(key)).data).toBe(true);
	});

	test('an empty file is a file', async () => {
		await put(ada, `${adaId}/empty.txt`, '');

		expect((await documents(ada).download(`${adaId}/empty.txt`)).data?.size).toBe(0);
	});

	test('more than the limit is refused before it is read, and leaves nothing', async () => {
		const before = await storedFiles();
		const big = Buffer.alloc(2 * 1024 * 1024);
		const refused = { statusCode: '413', message: 'The object exceeded the maximum allowed size' };

		expect(refusal(await documents(ada).upload(`${adaId}/big`, big))).toEqual(refused);
		expect(refusal(await documents(ada).upload(`${adaId}/big`, new Blob([big])))).toEqual(refused);
		expect(await storedFiles()).toEqual(before);
	});

	test('a body of unknown length is cut off at the limit', async () => {
		const before = await storedFiles();
		const response = await new Promise<string>((resolve, reject) => {
			const upload = httpRequest(
				`${bench.context.apiUrl}/storage/v1/object/documents/${adaId}/endless`,
				{ method: 'POST', headers: { authorization: `Bearer ${bench.userToken(adaId)}` } },
				(answer) => {
					clearInterval(pump);
					answer.setEncoding('utf8').once('data', resolve);
				}
			).on('error', reject);
			const pump = setInterval(() => upload.write(Buffer.alloc(256 * 1024)), 5);
		});

		expect(JSON.parse(response)).toMatchObject({ statusCode: '413' });
		await expect.poll(storedFiles).toEqual(before);
	});

	test('an answer given before the body was read closes the connection', async () => {
		const response = await new Promise<{ status?: number; connection?: string }>((resolve) => {
			const upload = httpRequest(
				`${bench.context.apiUrl}/storage/v1/object/documents/${benId}/x`,
				{
					method: 'POST',
					headers: {
						authorization: `Bearer ${bench.userToken(adaId)}`,
						'content-length': 500_000
					}
				},
				({ statusCode, headers }) => {
					resolve({ status: statusCode, connection: headers.connection });
					upload.destroy();
				}
			);
			upload.on('error', () => {}).write('the first bytes');
		});

		expect(response).toEqual({ status: 400, connection: 'close' });
	});

	test('to a bucket that lists types, a file must say that it is one of them, and is believed', async () => {
		await admin.storage.createBucket('images', {
			public: false,
			allowedMimeTypes: ['image/png', 'text/*']
		});
		const images = admin.storage.from('images');
		const upload = (key: string, content: Buffer, contentType: string) =>
			images.upload(key, content, { contentType });

		expect((await upload('a.png', png, 'image/png')).error).toBeNull();
		expect((await upload('a.txt', Buffer.from('a'), 'text/plain;charset=UTF-8')).error).toBeNull();
		// Hosted looks at no file: whoever needs to know what it is looks where it is used.
		expect((await upload('b.png', Buffer.from('%PDF-1.7'), 'image/png')).error).toBeNull();
		expect((await upload('b.txt', Buffer.from('MZ\x90'), 'text/plain')).error).toBeNull();
		for (const type of ['application/pdf', 'image/jpeg', 'image', '']) {
			expect(refusal(await upload('c', png, type))).toEqual({
				statusCode: '415',
				message: `mime type ${type || 'application/octet-stream'} is not supported`
			});
		}
		expect(names((await images.list()).data)).toEqual(['a.png', 'a.txt', 'b.png', 'b.txt']);
	});

	test.each(['../x', 'a/../x', './x', 'a\\..\\x', 'a%00b', 'a\u0001b'])(
		'the key %j is refused',
		async (key) => {
			const response = await fetch(
				`${bench.context.apiUrl}/storage/v1/object/documents/${adaId}/${encodeURIComponent(key)}`,
				{
					method: 'POST',
					headers: { authorization: `Bearer ${bench.userToken(adaId)}` },
					body: 'x'
				}
			);

			expect(await response.json()).toMatchObject({ statusCode: '400', error: 'InvalidKey' });
		}
	);

	test('a path that climbs reaches no file of the server', async () => {
		await writeFile(join(bench.context.stateDirectory, 'secret.txt'), 'secret');
		for (const path of [
			'/object/public/leaflets/../../../secret.txt',
			'/object/public/leaflets/..%2f..%2f..%2fsecret.txt',
			'/object/public/%2e%2e/secret.txt'
		]) {
			const body = await new Promise<string>((resolve) => {
				// fetch would tidy the path up before it is sent.
				const { port } = new URL(bench.context.apiUrl);
				httpRequest({ port, path: `/storage/v1${path}` }, (answer) => {
					answer.setEncoding('utf8').on('data', resolve);
				}).end();
			});

			expect(JSON.parse(body)).toMatchObject({ statusCode: '404' });
		}
	});

	test('ten at once to one key: one wins, and the file is whole', async () => {
		const key = `${adaId}/race.txt`;
		const results = await Promise.all(
			Array.from({ length: 10 }, (_, index) =>
				documents(ada).upload(key, Buffer.from(`${index}`.repeat(1000)), text)
			)
		);
		const winners = results.flatMap(({ error }, index) => (error ? [] : [index]));

		expect(winners).toHaveLength(1);
		expect(await (await documents(ada).download(key)).data?.text()).toBe(
			`${winners[0]}`.repeat(1000)
		);
	});
});

describe('signed addresses', () => {
	test('give the file to anybody, under another name if wanted, and only that file', async () => {
		const key = `${adaId}/Roentgen scan.txt`;
		await put(ada, key, 'bone');
		const { data } = await documents(ada).createSignedUrl(key, 60, { download: 'left hand.txt' });
		const address = data?.signedUrl ?? '';
		const response = await fetch(address);

		expect(await response.text()).toBe('bone');
		expect(response.headers.get('content-disposition')).toBe(
			`attachment; filename=left%20hand.txt; filename*=UTF-8''left%20hand.txt`
		);
		await put(ada, `${adaId}/other.txt`, 'other');
		expect((await fetch(address.replace('Roentgen%20scan', 'other'))).status).toBe(400);
		expect((await fetch(address.replace('token=', 'token=x'))).status).toBe(400);
		expect((await fetch(address.replace(/token=[^&]+/, '$&x'))).status).toBe(400);
		expect((await fetch(address.replace(/token=[^&]+/, ''))).status).toBe(400);
	});

	test('expire', async () => {
		await put(ada, `${adaId}/x.txt`, 'x');
		const { data } = await documents(ada).createSignedUrl(`${adaId}/x.txt`, 1);
		const fetched = () => fetch(data?.signedUrl ?? '').then(({ status }) => status);

		expect(await fetched()).toBe(200);
		await expect.poll(fetched, { timeout: 3000 }).toBe(400);
	});

	test('come in lists, with an error for each file that is not the caller’s', async () => {
		await put(ada, `${adaId}/x.txt`, 'x');
		await put(ben, `${benId}/x.txt`, 'x');
		const { data } = await documents(ada).createSignedUrls(
			[`${adaId}/x.txt`, `${benId}/x.txt`],
			60
		);

		expect(data?.map(({ error }) => error === null)).toEqual([true, false]);
		expect(await (await fetch(data?.[0]?.signedUrl ?? '')).text()).toBe('x');
	});

	test('let somebody upload one file on another’s behalf, once', async () => {
		const key = `${adaId}/from-camera.txt`;
		const { data } = await documents(ada).createSignedUploadUrl(key);
		const token = data?.token ?? '';
		const nobody = documents(bench.client());

		expect(
			refusal(await nobody.uploadToSignedUrl(`${adaId}/else.txt`, token, Buffer.from('x')))
		).toMatchObject({ statusCode: '400' });
		expect((await nobody.uploadToSignedUrl(key, token, Buffer.from('photo'))).error).toBeNull();
		expect(await (await documents(ada).download(key)).data?.text()).toBe('photo');
		expect(refusal(await nobody.uploadToSignedUrl(key, token, Buffer.from('again')))).toMatchObject(
			{ statusCode: '409' }
		);
		expect(refusal(await documents(ben).createSignedUploadUrl(key))).toMatchObject({
			statusCode: '409'
		});
		expect(refusal(await documents(ben).createSignedUploadUrl(`${adaId}/new.txt`))).toMatchObject({
			statusCode: '403'
		});
	});

	test('for downloading are of no use for uploading, nor as a user’s token', async () => {
		await put(ada, `${adaId}/x.txt`, 'x');
		const { data } = await documents(ada).createSignedUrl(`${adaId}/x.txt`, 60);
		const token = new URL(data?.signedUrl ?? '').searchParams.get('token') ?? '';

		expect(
			refusal(await documents(ada).uploadToSignedUrl(`${adaId}/x.txt`, token, Buffer.from('y')))
		).toMatchObject({ statusCode: '400' });
		const bearer = bench.client(undefined, { accessToken: async () => token });
		expect(refusal(await documents(bearer).list(adaId))).toMatchObject({ statusCode: '403' });
	});
});

describe('downloading', () => {
	const leaflet = 'abcdefghij';
	const address = () =>
		admin.storage.from('leaflets').getPublicUrl('sub folder/leaflet.txt').data.publicUrl;

	beforeAll(async () => {
		await admin.storage
			.from('leaflets')
			.upload('sub folder/leaflet.txt', Buffer.from(leaflet), { ...text, cacheControl: '60' });
	});

	test('a public file needs no key; a private one cannot be had that way', async () => {
		await put(ada, `${adaId}/x.txt`, 'x');
		const response = await fetch(address());

		expect(await response.text()).toBe(leaflet);
		expect(response.headers.get('cache-control')).toBe('max-age=60');
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
		const priv = documents(ada).getPublicUrl(`${adaId}/x.txt`).data.publicUrl;
		expect((await fetch(priv)).status).toBe(400);
	});

	test.each([
		['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
		['bytes=7-', 206, 'hij', 'bytes 7-9/10'],
		['bytes=-2', 206, 'ij', 'bytes 8-9/10'],
		['bytes=8-99', 206, 'ij', 'bytes 8-9/10'],
		['bytes=10-', 416, '', 'bytes */10'],
		['bytes=0-1,4-5', 200, leaflet, null]
	])('the range %s gives %i', async (range, status, body, contentRange) => {
		const response = await fetch(address(), { headers: { range } });

		expect(response.status).toBe(status);
		expect(await response.text()).toBe(body);
		expect(response.headers.get('content-range')).toBe(contentRange);
	});

	test('what the client has already is not sent again', async () => {
		const first = await fetch(address(), { method: 'HEAD' });
		const etag = first.headers.get('etag') ?? '';
		const modified = first.headers.get('last-modified') ?? '';
		const status = async (headers: Record<string, string>) =>
			(await fetch(address(), { headers })).status;

		expect(first.headers.get('content-length')).toBe('10');
		expect(await status({ 'if-none-match': etag })).toBe(304);
		expect(await status({ 'if-none-match': '"other"' })).toBe(200);
		expect(await status({ 'if-modified-since': modified })).toBe(304);
		expect(await status({ range: 'bytes=0-0', 'if-range': '"other"' })).toBe(200);
	});

	test('an uploaded page is shown as text', async () => {
		const page = Buffer.from('<script>alert(1)</script>');
		await admin.storage.from('leaflets').upload('page.html', page, { contentType: 'text/html' });
		const { publicUrl } = admin.storage.from('leaflets').getPublicUrl('page.html').data;
		const response = await fetch(publicUrl);

		expect(response.headers.get('content-type')).toBe('text/plain');
		expect(response.headers.get('content-security-policy')).toContain('sandbox');
	});
});

test('an image that is to be transformed is refused, not sent as it is', async () => {
	await put(ada, `${adaId}/x.txt`, 'x');
	const transform = { width: 10 };
	const signed = await documents(ada).createSignedUrl(`${adaId}/x.txt`, 60, { transform });
	expect(refusal(signed)).toMatchObject({ statusCode: '501' });
	const { data } = admin.storage.from('leaflets').getPublicUrl('x.png', { transform });
	expect(await (await fetch(data.publicUrl)).json()).toMatchObject({ statusCode: '501' });
});

test('a HEAD asks about a file as a GET would get it', async () => {
	await put(ada, `${adaId}/x.txt`, 'four');
	const answer = await fetch(
		`${bench.context.apiUrl}/storage/v1/object/info/authenticated/documents/${adaId}/x.txt`,
		{ method: 'HEAD', headers: { authorization: `Bearer ${bench.userToken(adaId)}` } }
	);
	expect(answer.headers.get('etag')).toMatch(/^"/);
	expect(answer.headers.get('content-length')).toBe('4');
});

describe('listing', () => {
	test('is by folder, can be searched, sorted and read in pages', async () => {
		for (const key of ['b.txt', 'a.txt', 'Cafe.txt', 'lab/1.txt', 'lab/2.txt']) {
			await put(ada, `${adaId}/${key}`, key);
		}
		const list = async (options?: object, folder = adaId) =>
			names((await documents(ada).list(folder, options)).data);

		expect(await list()).toEqual(['lab', 'Cafe.txt', 'a.txt', 'b.txt']);
		expect(await list({}, `${adaId}/lab`)).toEqual(['1.txt', '2.txt']);
		expect(await list({ search: 'caf' })).toEqual(['Cafe.txt']);
		expect(await list({ search: '%' })).toEqual([]);
		expect(await list({ limit: 2, offset: 1 })).toEqual(['Cafe.txt', 'a.txt']);
		expect(await list({ sortBy: { column: 'name', order: 'desc' } })).toEqual([
			'lab',
			'b.txt',
			'a.txt',
			'Cafe.txt'
		]);
		expect(names((await documents(ada).list('')).data)).toEqual([adaId]);
	});

	test('cannot be sorted by something made up', async () => {
		const sortBy = { column: 'name; drop table storage.objects', order: 'asc' };

		expect(refusal(await documents(ada).list('', { sortBy }))).toMatchObject({ statusCode: '400' });
	});
});

test('a file whose row was deleted behind the server’s back goes at the next start', async () => {
	await put(ada, `${adaId}/x.txt`, 'x');
	await put(ada, `${adaId}/y.txt`, 'y');
	const before = await storedFiles();
	const { rows } = await bench.sql.query<{ version: string }>(
		'delete from storage.objects where name = $1 returning version',
		[`${adaId}/x.txt`]
	);
	await new Promise((resolve) => setTimeout(resolve, 20));
	await createStorage(bench.context).close();

	expect(await storedFiles()).toEqual(before.filter((name) => name !== rows[0]?.version));
	expect(await (await documents(ada).download(`${adaId}/y.txt`)).data?.text()).toBe('y');
});
