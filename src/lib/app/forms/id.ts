const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** An id from an address or a form; null for anything the database would refuse to read as one. */
export const idFrom = (text: string | null | undefined): string | null =>
	text && uuid.test(text) ? text.toLowerCase() : null;
