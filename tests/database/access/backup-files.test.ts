import { randomBytes, randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { filesByApi } from '../../../supabase/local/backup/files.ts';
import { expect, test } from '../../support/database.ts';
import { testStack } from '../../support/stack.ts';

test('the files of a project elsewhere are read by its API and its secret key', async () => {
	const { url, secretKey, publishableKey } = testStack();
	const admin = createClient(url, secretKey, {
		realtime: { transport: ws as unknown as typeof WebSocket }
	});
	const bucket = `kept-${randomUUID()}`;
	await admin.storage.createBucket(bucket);
	const content = randomBytes(300_000);
	const name = 'a folder/one & two.bin';
	const uploaded = await admin.storage.from(bucket).upload(name, content);
	expect(uploaded.error).toBeNull();
	const file = { bucket, name: String(uploaded.data?.path), version: '' };

	const read = async (key: string, which = file) => {
		const chunks: Buffer[] = [];
		const source = await filesByApi(url, key).read(which);
		if (!source) return undefined;
		for await (const chunk of source) chunks.push(Buffer.from(chunk));
		return Buffer.concat(chunks);
	};
	expect((await read(secretKey))?.equals(content)).toBe(true);
	expect(await read(secretKey, { ...file, name: 'gone' })).toBeUndefined();
	// Strangers are told what they are told of a file that is not there.
	expect(await read(publishableKey)).toBeUndefined();
	await admin.storage.emptyBucket(bucket);
	await admin.storage.deleteBucket(bucket);
});
