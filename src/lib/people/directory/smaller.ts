const side = 320;

/** The middle of a picture, as a square of 320 pixels; null where the browser cannot draw it. */
export async function smaller(file: File): Promise<File | null> {
	try {
		const picture = await createImageBitmap(file);
		const square = Math.min(picture.width, picture.height);
		const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
		canvas.getContext('2d')?.drawImage(
			picture,
			(picture.width - square) / 2,
			// Faces are above the middle.
			(picture.height - square) / 3,
			square,
			square,
			0,
			0,
			side,
			side
		);
		picture.close();
		const blob = await new Promise<Blob | null>((resolve) =>
			canvas.toBlob(resolve, 'image/jpeg', 0.85)
		);
		return blob && new File([blob], 'photo.jpg', { type: 'image/jpeg' });
	} catch {
		return null;
	}
}
