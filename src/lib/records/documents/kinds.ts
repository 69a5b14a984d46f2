import { m } from '$lib/paraglide/messages.js';
import type { MediaType } from './content';

/** What a document is, in the order it is offered. */
export const kinds = [
	'lab_report',
	'imaging',
	'referral',
	'letter',
	'discharge',
	'consent',
	'prescription',
	'insurance',
	'other'
] as const;

export type DocumentKind = (typeof kinds)[number];

export const kindWords: Record<DocumentKind, () => string> = {
	lab_report: m.documents_kind_lab_report,
	imaging: m.documents_kind_imaging,
	referral: m.documents_kind_referral,
	letter: m.documents_kind_letter,
	discharge: m.documents_kind_discharge,
	consent: m.documents_kind_consent,
	prescription: m.documents_kind_prescription,
	insurance: m.documents_kind_insurance,
	other: m.documents_kind_other
};

export const isKind = (text: string | null): text is DocumentKind =>
	kinds.some((kind) => kind === text);

export const kindOptions = () => kinds.map((id) => ({ id, name: kindWords[id]() }));

export const mediaWords: Record<MediaType, () => string> = {
	'image/jpeg': m.documents_media_jpeg,
	'image/png': m.documents_media_png,
	'image/webp': m.documents_media_webp,
	'application/pdf': m.documents_media_pdf,
	'text/plain': m.documents_media_text,
	'application/dicom': m.documents_media_dicom
};

/** "1.4 MB", in the reader's language. */
export function sizeWords(bytes: number, language: string): string {
	const [unit, divisor] = bytes < 1_000_000 ? ['kilobyte', 1000] : ['megabyte', 1_000_000];
	return new Intl.NumberFormat(language, {
		style: 'unit',
		unit: String(unit),
		maximumFractionDigits: unit === 'megabyte' ? 1 : 0
	}).format(Math.max(1, bytes / Number(divisor)));
}
