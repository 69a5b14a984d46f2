import { mediaTypeOf } from '../../../src/lib/records/documents/content.ts';
import { filingSchema, notFiled } from '../../../src/lib/records/documents/filing.ts';
import { scan } from '../../../src/lib/records/documents/scan.ts';
import { answerPosted, dataOf, Refused } from '../_shared/answer.ts';
import { callerClient, serviceClient } from '../_shared/caller.ts';

/*
 * Files what the caller has uploaded, once its content is what it was said to be and the virus scanner has nothing
 * against it. What is found is said with the service key, so that no caller can say it; all else (to have the file,
 * to have it removed, to file it) is done with the caller's own token, and for the database to judge.
 */
Deno.serve(
	answerPosted(async (body, request) => {
		const wanted = filingSchema.safeParse(body);
		if (!wanted.success)
			throw new Refused({ code: '22023', message: 'The request makes no sense' });
		// By its key the database knows a form that is sent again.
		const caller = callerClient(request, ['idempotency-key']);
		const service = serviceClient();
		const name = wanted.data.p_name;
		// Before it is read: a file sent again under the same name meanwhile is another one.
		const { data: key } = await service.rpc('upload_to_check', { p_name: name }).throwOnError();
		const files = caller.storage.from('documents');
		// Filed already: the same form gets the answer it had, any other is refused.
		if (!key) return { id: dataOf(await caller.rpc('file_document', wanted.data)) };
		const { data: file } = await files.download(name);
		if (!file) throw new Refused(notFiled.gone);

		const bytes = new Uint8Array(await file.arrayBuffer());
		const type = mediaTypeOf(bytes);
		if (type === null || type !== file.type.split(';')[0]) {
			await files.remove([name]);
			throw new Refused(notFiled.type);
		}
		const scanned = await scan(bytes, Deno.env.get('CLAMD_ADDRESS') ?? '');
		if (scanned.state === 'unreachable') throw new Refused(notFiled.scanner);
		if (scanned.state === 'found') {
			await files.remove([name]);
			throw new Refused({ code: '22023', hint: 'virus', message: scanned.what });
		}
		await service
			.rpc('note_upload', { p_file_id: key, p_media_type: type, p_scan: scanned.state })
			.throwOnError();
		return { id: dataOf(await caller.rpc('file_document', wanted.data)) };
	})
);
