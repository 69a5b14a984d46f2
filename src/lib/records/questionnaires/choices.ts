export const questionTypes = ['text', 'one', 'many', 'yes_no', 'number', 'date'] as const;
export type QuestionType = (typeof questionTypes)[number];

/** As `private.are_questions` has it. */
export const mostQuestions = 40;
