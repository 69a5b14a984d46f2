import type { NewsKind, Told } from '$lib/access/session/telling';
import { m } from '$lib/paraglide/messages.js';
import { partLabel } from './findings';
import { medicineName } from './words';

const medicine = ({ text }: Told) =>
	medicineName({
		medicine: text('medicine'),
		medicine_es: text('medicine_es') || text('medicine')
	});

const causes: Record<string, () => string> = {
	weight: m.prescriptions_audit_value_weight,
	rules: m.prescriptions_audit_value_rules,
	merge: m.prescriptions_audit_value_merge
};

/** What was learnt since, because of which a check was made again. */
export const causeWords = (because: string): string =>
	(causes[because]?.() ?? partLabel(because)).toLowerCase();

export const kinds: Record<string, NewsKind> = {
	prescription_recheck: {
		name: m.prescriptions_news_kind_recheck,
		say: (told) => ({
			title: m.prescriptions_news_recheck({ medicine: medicine(told) }),
			text: m.prescriptions_news_recheck_text({
				patient: told.patient,
				because: causeWords(told.text('because'))
			})
		})
	},
	repeat_asked: {
		name: m.prescriptions_news_kind_asked,
		say: (told) => ({
			title: m.prescriptions_news_asked({ patient: told.patient }),
			text: medicine(told)
		})
	},
	repeat_granted: {
		name: m.prescriptions_news_kind_granted,
		say: (told) => ({
			title: m.prescriptions_news_granted({ medicine: medicine(told) }),
			text: told.text('answer')
		})
	},
	repeat_refused: {
		name: m.prescriptions_news_kind_refused,
		say: (told) => ({
			title: m.prescriptions_news_refused({ medicine: medicine(told) }),
			text: told.text('answer')
		})
	},
	repeat_closed: {
		name: m.prescriptions_news_kind_closed,
		say: (told) => ({
			title: m.prescriptions_news_closed({ medicine: medicine(told) }),
			text: m.prescriptions_news_closed_text()
		})
	}
};
