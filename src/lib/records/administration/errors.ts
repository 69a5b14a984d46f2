import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { formatTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { outcomeLabel } from './words';

/** What the database says besides of a refusal, where it says it. */
function told(error: Refusal): Record<string, unknown> {
	try {
		return JSON.parse(error.details ?? '{}') as Record<string, unknown>;
	} catch {
		return {};
	}
}
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What the database refuses about giving medicines, in words: who was first and when, what was scanned. */
export const explainGiving =
	(zone: string) =>
	(error: Refusal): Explained => {
		const { by, at, outcome, next } = told(error);
		switch (error.code) {
			case 'LN056':
				return {
					status: 409,
					message: m.administration_error_done({
						outcome: outcomeLabel(text(outcome)),
						name: text(by),
						time: at ? formatTime(text(at), zone) : ''
					})
				};
			case 'LN057':
				if (error.hint === 'p_patient_code')
					return { status: 409, message: m.administration_error_wristband() };
				return {
					status: 409,
					message:
						error.details === 'expired'
							? m.administration_error_expired()
							: error.details === 'other'
								? m.administration_error_pack()
								: m.administration_error_pack_unknown()
				};
			case 'LN058':
				return {
					status: 409,
					message: m.administration_error_early({ time: next ? formatTime(text(next), zone) : '' })
				};
			case '22023': {
				const field = error.hint?.replace(/^p_/, '') ?? '';
				const said = fields[field];
				if (said) return { status: 422, message: said(), field };
			}
		}
		return explain(error, {
			byCode: {
				LN006: { status: 409, message: m.administration_error_left },
				LN035: { status: 409, message: m.administration_error_struck },
				LN050: { status: 409, message: m.administration_error_stopped },
				LN051: { status: 422, message: m.administration_error_check, field: 'check_reason' },
				LN059: { status: 422, message: m.administration_error_witness, field: 'witness_password' },
				PT404: { status: 404, message: m.administration_error_gone }
			}
		});
	};

const fields: Record<string, () => string> = {
	code: m.administration_error_code,
	reason: m.administration_error_reason,
	reason_kind: m.administration_error_reason_kind,
	unscanned_reason: m.administration_error_unscanned,
	site: m.administration_error_site,
	given_at: m.administration_error_time,
	times: m.administration_error_times,
	missed_minutes: m.administration_error_missed_minutes
};
