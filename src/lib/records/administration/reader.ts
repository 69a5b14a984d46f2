/** Reads a code off what a camera sees; null where there is none yet. */
export type Reader = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
	detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
declare global {
	// Of Chromium and Safari; others have the library below.
	var BarcodeDetector: (new (options: { formats: string[] }) => Detector) | undefined;
}

/** The browser's own where it has one, else a library, which is fetched then. */
export async function codeReader(): Promise<Reader> {
	if (globalThis.BarcodeDetector) {
		const detector = new globalThis.BarcodeDetector({
			formats: ['data_matrix', 'code_128', 'ean_13', 'ean_8', 'qr_code']
		});
		return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
	}
	const {
		BarcodeFormat,
		BinaryBitmap,
		DecodeHintType,
		HTMLCanvasElementLuminanceSource,
		HybridBinarizer,
		MultiFormatReader
	} = await import('@zxing/library');
	const reader = new MultiFormatReader();
	reader.setHints(
		new Map<number, unknown>([
			[
				DecodeHintType.POSSIBLE_FORMATS,
				[
					BarcodeFormat.DATA_MATRIX,
					BarcodeFormat.CODE_128,
					BarcodeFormat.EAN_13,
					BarcodeFormat.EAN_8,
					BarcodeFormat.QR_CODE
				]
			],
			[DecodeHintType.TRY_HARDER, true]
		])
	);
	const canvas = document.createElement('canvas');
	return async (video) => {
		[canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
		canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0);
		try {
			return reader
				.decodeWithState(
					new BinaryBitmap(new HybridBinarizer(new HTMLCanvasElementLuminanceSource(canvas)))
				)
				.getText();
		} catch {
			// No code in this picture.
			return null;
		}
	};
}
