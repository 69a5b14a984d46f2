import type { HandleClientError } from '@sveltejs/kit';
import { isUnreachable } from '$lib/app/errors/explain';
import { waitForNetwork } from '$lib/app/live/patient-fetch';
import { m } from '$lib/paraglide/messages.js';

waitForNetwork();

export const handleError: HandleClientError = ({ error, status }) => {
	if (status === 404) return { message: m.errors_not_found() };
	if (error instanceof Error && isUnreachable(error)) return { message: m.errors_unreachable() };
	const id = crypto.randomUUID().slice(0, 8);
	console.error(`[${id}]`, error);
	return { message: m.errors_unexpected({ id }), id };
};
