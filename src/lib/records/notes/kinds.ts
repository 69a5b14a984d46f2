/** As `private.note_kinds()`. */
export const noteKinds = [
	'visit',
	'progress',
	'admission',
	'consultation',
	'procedure',
	'telephone',
	'other'
] as const;
export type NoteKind = (typeof noteKinds)[number];
