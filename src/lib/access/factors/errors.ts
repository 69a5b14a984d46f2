import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { explainAuth } from '$lib/access/session/errors';
import { m } from '$lib/paraglide/messages.js';

/** What the actions here answer besides what the services do. */
export const wrongCode: Refusal = { code: 'wrong_code', message: '' };
export const wrongRecoveryCode: Refusal = { code: 'wrong_recovery_code', message: '' };
export const wrongPassword: Refusal = { code: 'wrong_password', message: '' };

/** What is refused about second factors, in words. */
export function explainFactor(error: Refusal): Explained {
	switch (error.code) {
		case 'wrong_code':
		case 'mfa_verification_failed':
			return { status: 422, message: m.factors_code_wrong(), field: 'code' };
		case 'wrong_recovery_code':
			return { status: 422, message: m.factors_recovery_wrong(), field: 'recovery_code' };
		case 'wrong_password':
			return { status: 422, message: m.factors_password_wrong(), field: 'password' };
		case 'mfa_factor_name_conflict':
			return { status: 409, message: m.factors_name_taken(), field: 'name' };
		case 'mfa_factor_not_found':
		case 'PT404':
			return { status: 404, message: m.factors_gone() };
		case 'LN017':
			return explainAuth({ message: error.message, status: 429 });
	}
	return error.status ? explainAuth(error) : explain(error);
}
