const signs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** How much has been typed to search by: a Chinese, Japanese or Korean sign says as much as two letters. */
export function typedLength(text: string): number {
	const typed = text.trim();
	return typed.length + (typed.match(signs)?.length ?? 0);
}
