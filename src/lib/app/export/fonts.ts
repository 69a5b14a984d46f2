import boldUrl from '$lib/app/export/fonts/NotoSans-Bold.ttf?url';
import regularUrl from '$lib/app/export/fonts/NotoSans-Regular.ttf?url';
import type { Fonts } from './pdf';

/* The fonts every PDF reader has know Western European letters only: names need more. Noto Sans, see fonts/OFL.txt. */

async function load(url: string): Promise<Uint8Array> {
	const answer = await fetch(url);
	if (!answer.ok) throw new Error(`The font ${url} could not be loaded: ${answer.status}`);
	return new Uint8Array(await answer.arrayBuffer());
}

/** Fetches the fonts of printed documents, from this app. */
export async function loadFonts(): Promise<Fonts> {
	const [regular, bold] = await Promise.all([load(regularUrl), load(boldUrl)]);
	return { regular, bold };
}
