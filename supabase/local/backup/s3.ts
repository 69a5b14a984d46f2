import { createHash, createHmac } from 'node:crypto';
import { open } from 'node:fs/promises';

/** A place off this machine: a bucket of anything that speaks S3, and what names there begin with. */
export interface S3Target {
	/** `https://s3.eu-central-1.amazonaws.com/bucket/folder`: host, bucket, and what names begin with. */
	url: URL;
	region: string;
	accessKey: string;
	secretKey: string;
}

/** What `BACKUP_S3_URL` and its like say; undefined where nothing is set. @throws when half is */
export function s3Target(env: NodeJS.ProcessEnv = process.env): S3Target | undefined {
	if (!env.BACKUP_S3_URL) return undefined;
	const { BACKUP_S3_ACCESS_KEY_ID: accessKey, BACKUP_S3_SECRET_ACCESS_KEY: secretKey } = env;
	if (!accessKey || !secretKey) {
		throw new Error(
			'BACKUP_S3_URL is set; set BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY as well'
		);
	}
	const url = new URL(env.BACKUP_S3_URL);
	if (bucketOf(url) === '')
		throw new Error('BACKUP_S3_URL needs a bucket: https://host/bucket/folder');
	return { url, accessKey, secretKey, region: env.BACKUP_S3_REGION ?? 'us-east-1' };
}

const bucketOf = (url: URL) => decodeURIComponent(url.pathname.split('/')[1] ?? '');
const prefixOf = (url: URL) => {
	const folder = decodeURIComponent(url.pathname.split('/').slice(2).filter(Boolean).join('/'));
	return folder === '' ? '' : `${folder}/`;
};

/** Where that is, for people. */
export const placeOf = ({ url }: S3Target) => `${url.host}/${bucketOf(url)}`;

/** Parts of a file, each sent by itself; S3 takes ten thousand, none but the last below 5 MiB. */
const smallestPart = 64 << 20;
const tries = 4;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const hmac = (key: string | Buffer, content: string) =>
	createHmac('sha256', key).update(content).digest();
/** As AWS wants it: all but letters, digits, `-`, `.`, `_` and `~`. */
const encoded = (text: string) =>
	encodeURIComponent(text).replace(
		/[!'()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
	);

/** The headers that sign a request by AWS's Signature Version 4. */
export function signedHeaders(
	target: Pick<S3Target, 'region' | 'accessKey' | 'secretKey'>,
	request: { method: string; url: URL; body: Buffer | string },
	now = new Date()
): Record<string, string> {
	const { method, url, body } = request;
	const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
	const day = stamp.slice(0, 8);
	const bodyHash = sha256(body);
	const headers: Record<string, string> = {
		host: url.host,
		'x-amz-content-sha256': bodyHash,
		'x-amz-date': stamp
	};
	const names = Object.keys(headers).sort();
	const query = [...url.searchParams]
		.map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
		.sort()
		.join('&');
	const canonical = [
		method,
		url.pathname,
		query,
		...names.map((name) => `${name}:${headers[name]}`),
		'',
		names.join(';'),
		bodyHash
	].join('\n');
	const scope = `${day}/${target.region}/s3/aws4_request`;
	const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
	const key = ['s3', 'aws4_request'].reduce(
		(known, word) => hmac(known, word),
		hmac(hmac(`AWS4${target.secretKey}`, day), target.region)
	);
	const signature = createHmac('sha256', key).update(toSign).digest('hex');
	return {
		...headers,
		authorization: `AWS4-HMAC-SHA256 Credential=${target.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
	};
}

/** Sends files to a bucket, fetches, lists and deletes them. What fails for a moment is tried again. */
export class S3 {
	readonly #target: S3Target;
	readonly #partSize: number;

	constructor(target: S3Target, partSize = smallestPart) {
		this.#target = target;
		this.#partSize = partSize;
	}

	async put(name: string, file: string): Promise<void> {
		const handle = await open(file);
		try {
			const { size } = await handle.stat();
			const partSize = Math.max(this.#partSize, Math.ceil(size / 9000));
			const part = async (from: number) => {
				const content = Buffer.alloc(Math.min(partSize, size - from));
				await handle.read(content, 0, content.length, from);
				return content;
			};
			if (size <= partSize) {
				await this.#send('PUT', name, {}, await part(0));
				return;
			}
			const begun = await this.#send('POST', name, { uploads: '' });
			const uploadId = inXml(await begun.text(), 'UploadId')[0] ?? '';
			try {
				const tags: string[] = [];
				for (let from = 0; from < size; from += partSize) {
					const partNumber = String(tags.length + 1);
					const answer = await this.#send('PUT', name, { partNumber, uploadId }, await part(from));
					tags.push(answer.headers.get('etag') ?? '');
				}
				const parts = tags.map(
					(tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`
				);
				const done = await this.#send(
					'POST',
					name,
					{ uploadId },
					Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
				);
				// It may say 200 and fail all the same.
				const said = await done.text();
				if (said.includes('<Error>')) throw new Error(`S3: ${inXml(said, 'Code')[0]}`);
			} catch (error) {
				await this.#send('DELETE', name, { uploadId }).catch(() => {});
				throw error;
			}
		} finally {
			await handle.close();
		}
	}

	/** The file's content. @throws when there is none */
	async get(name: string): Promise<ReadableStream<Uint8Array>> {
		const { body } = await this.#send('GET', name);
		if (!body) throw new Error(`S3: ${name} is empty`);
		return body;
	}

	/** All names there are below the target's folder. */
	async list(): Promise<string[]> {
		const prefix = prefixOf(this.#target.url);
		const names: string[] = [];
		for (let token: string | undefined = ''; token !== undefined;) {
			const query: Record<string, string> = { 'list-type': '2', prefix };
			if (token !== '') query['continuation-token'] = token;
			const said = await (await this.#send('GET', undefined, query)).text();
			names.push(...inXml(said, 'Key').map((key) => key.slice(prefix.length)));
			token = inXml(said, 'NextContinuationToken')[0];
		}
		return names;
	}

	async remove(name: string): Promise<void> {
		await this.#send('DELETE', name);
	}

	async #send(
		method: string,
		name: string | undefined,
		query: Record<string, string> = {},
		body: Buffer = Buffer.alloc(0)
	): Promise<Response> {
		const { url } = this.#target;
		const path = [bucketOf(url), ...(name === undefined ? [] : (prefixOf(url) + name).split('/'))];
		const address = new URL(`/${path.map(encoded).join('/')}`, url);
		for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
		for (let tried = 1; ; tried++) {
			const headers = signedHeaders(this.#target, { method, url: address, body });
			// It is signed, and fetch says it itself.
			delete headers.host;
			try {
				const answer = await fetch(address, {
					method,
					headers,
					body: method === 'GET' || method === 'DELETE' ? undefined : new Uint8Array(body)
				});
				if (answer.ok) return answer;
				const said = inXml(await answer.text(), 'Code')[0] ?? '';
				// A refusal is the same next time.
				if (answer.status < 500 && answer.status !== 429) {
					throw new Refused(`S3 at ${url.host} refused (${answer.status} ${said})`);
				}
				throw new Error(`S3 at ${url.host} failed (${answer.status} ${said})`);
			} catch (error) {
				if (error instanceof Refused || tried === tries) throw error;
				await new Promise((resolve) => setTimeout(resolve, 250 * 4 ** tried));
			}
		}
	}
}

class Refused extends Error {}

const inXml = (xml: string, tag: string) =>
	[...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) =>
		text
			.replaceAll('&quot;', '"')
			.replaceAll('&lt;', '<')
			.replaceAll('&gt;', '>')
			.replaceAll('&amp;', '&')
	);
