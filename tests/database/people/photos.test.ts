import { randomUUID } from 'node:crypto';
import { anonymousClient, demoPeople, signedInClient } from '../../support/people.ts';
import { connect, describe, expect, takeAway, test } from '../../support/database.ts';
import { testStack } from '../../support/stack.ts';

const bucket = 'staff-photos';
/** As much of a JPEG as anybody looks at here. */
const picture = () => new Blob([Uint8Array.from([0xff, 0xd8, 0xff, 0xd9])], { type: 'image/jpeg' });

describe('the photo of a colleague', () => {
	test('is put there by whoever manages access, and had by colleagues alone', async () => {
		const stack = testStack();
		const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
		const [admin, nurse, patient] = await Promise.all([
			signedInClient(stack, demoPeople.admin),
			signedInClient(stack, demoPeople.nurse),
			signedInClient(stack, demoPeople.patient)
		]);
		const owner = await connect();
		const { rows } = await owner.query<{ id: string }>(
			`insert into public.staff (full_name, position) values ($1, 'nurse') returning id`,
			[`Photo ${randomUUID().slice(0, 8)}`]
		);
		const staffId = rows[0]?.id ?? '';
		const [first, second] = [0, 1].map(() => `${staffId}/${randomUUID()}.jpg`) as [string, string];
		try {
			const put = (client: typeof admin, name: string) =>
				client.storage.from(bucket).upload(name, picture(), { contentType: 'image/jpeg' });
			const set = (client: typeof admin, name?: string) =>
				client.rpc('set_staff_photo', { p_staff_id: staffId, p_name: name });

			for (const client of [nurse, patient, anonymousClient(stack)]) {
				expect((await put(client, first)).error).not.toBeNull();
				expect((await set(client, first)).error?.code).toBe('42501');
			}
			// Of nobody who works here, of another colleague, of a kind that may be a page.
			expect((await put(admin, `${randomUUID()}/${randomUUID()}.jpg`)).error).not.toBeNull();
			const html = new Blob(['<script>'], { type: 'text/html' });
			expect(
				(await admin.storage.from(bucket).upload(first, html, { contentType: 'text/html' })).error
			).not.toBeNull();
			expect((await set(admin, first)).error?.code).toBe('22023');

			expect((await put(admin, first)).error).toBeNull();
			expect(await set(admin, first)).toMatchObject({ data: null, error: null });
			const had = async (client: typeof admin, name = first) =>
				(await client.storage.from(bucket).download(name)).data?.size ?? null;
			expect(await had(nurse)).toBe(4);
			expect(await had(patient)).toBeNull();
			expect(await had(anonymousClient(stack))).toBeNull();
			const listed = await patient.storage.from(bucket).list(staffId);
			expect(listed.data ?? []).toEqual([]);
			expect(
				(await nurse.from('staff_photos').select('name').eq('staff_id', staffId)).data
			).toEqual([{ name: first }]);
			expect((await patient.from('staff_photos').select('name')).data).toEqual([]);
			await nurse.storage.from(bucket).remove([first]);
			expect(await had(nurse)).toBe(4);

			// Another one in its place: which file is to be deleted is told.
			expect((await put(admin, second)).error).toBeNull();
			expect((await set(admin, second)).data).toBe(first);
			await admin.storage.from(bucket).remove([first]);
			expect(await had(nurse)).toBeNull();
			expect(await had(nurse, second)).toBe(4);
			// A token that outlives its session is good for nothing.
			const token = (await nurse.auth.getSession()).data.session?.access_token ?? '';
			const session = JSON.parse(
				Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
			) as Record<string, string>;
			const asked = async () => {
				const address = `${stack.url}/storage/v1/object/authenticated/${bucket}/${second}`;
				const headers = { apikey: stack.publishableKey, authorization: `Bearer ${token}` };
				return (await fetch(address, { headers })).ok;
			};
			expect(await asked()).toBe(true);
			await owner.query('delete from auth.sessions where id = $1', [session.session_id]);
			expect(await asked()).toBe(false);
			expect((await set(admin)).data).toBe(second);
			expect(
				(await admin.from('staff_photos').select('name').eq('staff_id', staffId)).data
			).toEqual([]);
		} finally {
			await secret.storage.from(bucket).remove([first, second]);
			await takeAway([['delete from public.staff where id = $1', [staffId]]]);
			await owner.end();
		}
	});

	test('is named by their own file, in a form that leads nowhere else', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		const other = `${admin.staffId}/${randomUUID()}.jpg`;
		const odd = `${nurse.staffId}/../${randomUUID()}.jpg`;
		for (const name of [other, odd]) {
			await db.rows(`insert into storage.objects (bucket_id, name) values ('staff-photos', $1)`, [
				name
			]);
		}
		const refused = async (name: string) =>
			(
				await db.refusal(admin, () =>
					db.rows('select public.set_staff_photo($1, $2)', [nurse.staffId, name])
				)
			).code;
		expect(await refused(other)).toBe('22023');
		expect(await refused(odd)).toBe('23514');
	});
});
