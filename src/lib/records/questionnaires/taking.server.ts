import type { QuestionnaireResponse, QuestionnaireResponseItemAnswer } from '@medplum/fhirtypes';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, urn, type TakenFrom } from '$lib/people/patients/taking';
import { sentAnswers } from './queries';
import { answerText, labelOf, setName, type Answer, type Question } from './questions';

/** An answer as FHIR has it: of a number its unit is told, of a choice its words. */
function valuesOf(question: Question, answer: Answer): QuestionnaireResponseItemAnswer[] {
	const words = (text: string) => ({ valueString: text });
	if (Array.isArray(answer))
		return answer.map((key) => words(answerText({ ...question, type: 'one' }, key) ?? key));
	switch (question.type) {
		case 'yes_no':
			return [{ valueBoolean: answer === 'yes' }];
		case 'date':
			return [{ valueDate: answer }];
		case 'number': {
			const value = Number(answer.replace(',', '.'));
			return [
				question.unit ? { valueQuantity: { value, unit: question.unit } } : { valueDecimal: value }
			];
		}
		default:
			return [words(answerText(question, answer) ?? answer)];
	}
}

export default {
	place: 65,
	async take(taking) {
		const sent = await sentAnswers(taking.client, taking.patientId);
		if (sent.length === 0) return null;
		return {
			title: m.questionnaires_title(),
			head: [m.questionnaires_day(), m.questionnaires_question(), m.questionnaires_answer()],
			rows: sent.flatMap(({ sent_at, questions, answers }) =>
				questions.flatMap((question) => {
					const text = answerText(question, answers[question.key]);
					return text ? [[formatDate(sent_at, taking.zone), labelOf(question), text]] : [];
				})
			),
			resources: sent.map((one): QuestionnaireResponse => {
				const items = one.questions.flatMap((question) => {
					const answer = one.answers[question.key];
					return answer === undefined || answer.length === 0
						? []
						: [
								{
									linkId: question.key,
									text: labelOf(question),
									answer: valuesOf(question, answer)
								}
							];
				});
				return {
					resourceType: 'QuestionnaireResponse',
					id: one.id,
					status: 'completed',
					subject: subjectOf(taking),
					authored: one.sent_at,
					...(one.sent_as === 'self' && { source: { reference: urn(taking.patientId) } }),
					...(items.length > 0 && {
						item: [{ linkId: 'set', text: setName(one), item: items }]
					})
				};
			})
		};
	}
} satisfies TakenFrom;
