import { parseDicom, readEncapsulatedPixelData, type DataSet } from 'dicom-parser';

/** What a DICOM file says of itself, and its first image where it is kept in a way that is shown here. */
export interface DicomFile {
	patientName: string;
	patientId: string;
	modality: string;
	study: string;
	/** ISO, or empty. */
	date: string;
	width: number;
	height: number;
	/** Ready to be drawn; null: compressed in a way no browser reads. */
	picture: ImageData | Blob | null;
}

/** Little endian without compression, by implicit and explicit types. */
const plain = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'];
/** JPEG of 8 bits, as every browser reads it. */
const jpeg = '1.2.840.10008.1.2.4.50';

/** @throws where it is no DICOM file */
export function readDicom(bytes: Uint8Array): DicomFile {
	const data = parseDicom(bytes);
	const text = (tag: string) => data.string(tag) ?? '';
	const day = /^(\d{4})(\d\d)(\d\d)$/.exec(text('x00080020'));
	return {
		patientName: text('x00100010').replace(/\^+/g, ' ').trim(),
		patientId: text('x00100020'),
		modality: text('x00080060'),
		study: text('x00081030') || text('x0008103e'),
		date: day ? day.slice(1).join('-') : '',
		width: data.uint16('x00280011') ?? 0,
		height: data.uint16('x00280010') ?? 0,
		picture: pictureOf(data)
	};
}

function pictureOf(data: DataSet): ImageData | Blob | null {
	const element = data.elements.x7fe00010;
	const syntax = data.string('x00020010') ?? '';
	if (!element) return null;
	if (syntax === jpeg && element.fragments?.length) {
		// Of several images the first; without a table of where each begins a fragment is one.
		const frame =
			element.basicOffsetTable?.length || element.fragments.length > 1
				? element.fragments[0] &&
					data.byteArray.slice(
						element.fragments[0].position,
						element.fragments[0].position + element.fragments[0].length
					)
				: readEncapsulatedPixelData(data, element, 0);
		return frame ? new Blob([frame.slice()], { type: 'image/jpeg' }) : null;
	}
	return plain.includes(syntax) ? drawn(data, element.dataOffset) : null;
}

/** Shades or colours as they are in the file, by the window it asks for. */
function drawn(data: DataSet, offset: number): ImageData | null {
	const width = data.uint16('x00280011') ?? 0;
	const height = data.uint16('x00280010') ?? 0;
	const bits = data.uint16('x00280100') ?? 8;
	const samples = data.uint16('x00280002') ?? 1;
	const count = width * height;
	const bytes = count * samples * (bits / 8);
	if (count === 0 || ![8, 16].includes(bits) || offset + bytes > data.byteArray.length) return null;
	const image = new ImageData(width, height);
	if (samples === 3 && bits === 8 && !data.uint16('x00280006')) {
		for (let n = 0; n < count; n++) {
			image.data.set(data.byteArray.subarray(offset + 3 * n, offset + 3 * n + 3), 4 * n);
			image.data[4 * n + 3] = 255;
		}
		return image;
	}
	if (samples !== 1) return null;
	const signed = data.uint16('x00280103') === 1;
	const view = new DataView(data.byteArray.buffer, data.byteArray.byteOffset + offset, bytes);
	const slope = Number(data.string('x00281053') ?? 1);
	const intercept = Number(data.string('x00281052') ?? 0);
	const raw = (n: number) =>
		bits === 8
			? signed
				? view.getInt8(n)
				: view.getUint8(n)
			: signed
				? view.getInt16(2 * n, true)
				: view.getUint16(2 * n, true);
	const shades = Float32Array.from({ length: count }, (_, n) => raw(n) * slope + intercept);
	// Of several windows the first; without one, from the darkest to the brightest.
	const number = (tag: string) => Number.parseFloat(data.string(tag)?.split('\\')[0] ?? '');
	let [low, high] = [Infinity, -Infinity];
	for (const shade of shades) {
		low = Math.min(low, shade);
		high = Math.max(high, shade);
	}
	const [centre, breadth] = [number('x00281050'), number('x00281051')];
	if (breadth >= 1) [low, high] = [centre - breadth / 2, centre + breadth / 2];
	const inverted = data.string('x00280004') === 'MONOCHROME1';
	for (let n = 0; n < count; n++) {
		const part = ((shades[n] ?? low) - low) / (high - low || 1);
		// Clamped by the array itself.
		image.data.fill(255 * (inverted ? 1 - part : part), 4 * n, 4 * n + 3);
		image.data[4 * n + 3] = 255;
	}
	return image;
}
