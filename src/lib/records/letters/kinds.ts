/** As `private.letter_kinds()`. */
export const letterKinds = ['referral', 'sick_note', 'fitness', 'visit_summary', 'free'] as const;
export type LetterKind = (typeof letterKinds)[number];

/** As `private.languages()`. */
export const letterLanguages = ['en', 'es'] as const;
export type LetterLanguage = (typeof letterLanguages)[number];
export const languageOf = (text: string | null | undefined): LetterLanguage =>
	letterLanguages.find((language) => language === text?.split('-')[0]) ?? 'en';

/** employer: without what is confidential. */
export const copies = ['full', 'employer'] as const;
export type Copy = (typeof copies)[number];
export const copyOf = (text: string | null): Copy => (text === 'employer' ? 'employer' : 'full');
