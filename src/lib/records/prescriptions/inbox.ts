import type { WaitingFacts, WaitingKinds } from '$lib/access/session/waiting';
import { m } from '$lib/paraglide/messages.js';
import { resultLabel } from './findings';
import { causeWords } from './news';
import { medicineName } from './words';

const medicine = ({ text }: WaitingFacts) =>
	medicineName({
		medicine: text('medicine'),
		medicine_es: text('medicine_es') || text('medicine')
	});

export default {
	recheck: {
		name: m.prescriptions_waiting_recheck,
		say: (facts) =>
			[medicine(facts), resultLabel(facts.text('result')), causeWords(facts.text('because'))].join(
				' · '
			)
	},
	repeat: {
		name: m.prescriptions_inbox_title,
		say: (facts) => {
			const until = facts.day('ends_on');
			return until
				? `${medicine(facts)} · ${m.prescriptions_waiting_until({ day: until })}`
				: medicine(facts);
		}
	}
} satisfies WaitingKinds;
