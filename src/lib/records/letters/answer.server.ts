import { resolve } from '$app/paths';
import { writePdf } from '$lib/app/export/print/pdf.server';
import { m } from '$lib/paraglide/messages.js';
import type { Facts } from './content';
import type { Copy } from './kinds';
import { letterDocument, spoken, type Sheet } from './printed';
import type { FullLetter } from './queries';

/** Where the code on a letter is asked; `at` is the page that is read, to which addresses are relative here. */
export const verifyAt = (at: URL, code: string): Sheet['verify'] => ({
	code,
	url: `${new URL(resolve('/letter'), at).href}?code=${spoken(code)}`
});

/** A letter as its newest version, or one that is named, has it; what is not signed yet as it is written. */
export function sheetOf(
	letter: FullLetter,
	now: Facts | null,
	{ at, copy, number }: { at: URL; copy: Copy; number?: number }
): Sheet | null {
	const version = number
		? letter.versions.find((signed) => signed.number === number)
		: letter.versions[0];
	const content = version?.content ?? letter.draft?.content;
	if (!content) return null;
	return {
		kind: letter.kind,
		language: letter.language,
		number: letter.number,
		version: version?.number ?? letter.version + 1,
		reason: version?.reason ?? null,
		signed_at: version?.signed_at ?? null,
		content,
		facts: version?.facts ?? now ?? {},
		copy: letter.kind === 'sick_note' ? copy : 'full',
		revoked_at: letter.error_at,
		verify: version ? verifyAt(at, version.verification_code) : null
	};
}

/** A letter as a file. Its name is seen where the paper is not: no patient in it but the letter's number. */
export async function letterAnswer(sheet: Sheet): Promise<Response> {
	const bytes = await writePdf(letterDocument(sheet));
	return new Response(bytes.slice(), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${m.letters_printed_file({}, { locale: sheet.language })}-${sheet.number ?? '0'}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
}
