/** What a reader of codes reads off a wristband or a label: the number of the record, with its check digit. */
export interface Codes {
	/** Data Matrix, read round a wrist. SVG. */
	square: string;
	/** Code 128, which every reader knows. SVG. */
	bars: string;
}

/** As an address an image is had from. */
const address = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** Both codes of a number. What draws them is large, so it is loaded when the first is asked for, and by the server. */
export async function codesOf(mrn: string): Promise<Codes> {
	const { code128, datamatrix, drawingSVG } = await import('bwip-js/node');
	return {
		square: address(datamatrix({ text: mrn, bcid: 'datamatrix', padding: 1 }, drawingSVG())),
		bars: address(code128({ text: mrn, bcid: 'code128', height: 8, padding: 1 }, drawingSVG()))
	};
}
