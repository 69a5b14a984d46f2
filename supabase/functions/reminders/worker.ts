import { rpc } from '../_shared/database.ts';
import { findMail, messageId, sendMail } from '../_shared/mail.ts';
import { required, wordsOf, type Finding, type Outcome } from '../_shared/outcome.ts';
import { findSms, fingerprint, sendSms } from '../_shared/sms.ts';
import { compose, type Content, type Kind, type Locale } from '../_shared/words.ts';

/** A row this worker holds for a while. */
interface Claimed {
	id: string;
	channel: 'email' | 'sms';
	kind: Kind;
	locale: Locale;
	/** `unknown` when a worker began to send it and did not come back. */
	fate: 'new' | 'unknown';
	recipient: string;
	content: Content | null;
	fingerprint: string | null;
	round: number;
	sending_at: string | null;
}

export type Tally = Record<'sent' | 'refused' | 'open' | 'left', number>;

/** How many at a time; they go out side by side. */
const batch = 8;
/**
 * From one batch to the next: 32 messages a second are more than most providers take, and at the busiest hour
 * what books visits has the machine to itself in between.
 */
const batchEveryMs = 250;
/** What is written while the last batch is on its way is often seen by a second look. */
const lingerMs = 750;

/** Whether somebody has asked for what is due since the run under way last looked; null while none is. */
let asked: boolean | null = null;

/**
 * Sends what is due until nothing is, or until `until` (ms since 1970). Any number of processes may do so
 * at once: each message is one worker's at a time, and one whose worker is gone is looked for before it is
 * sent again. Within a process one run serves all: null is the answer to who asks while it is under way,
 * and it looks once more. At the busiest hour every booking asks.
 */
export async function deliverDue(until: number): Promise<Tally | null> {
	if (asked !== null) {
		asked = true;
		return null;
	}
	try {
		return await deliverAll(until);
	} finally {
		asked = null;
	}
}

async function deliverAll(until: number): Promise<Tally> {
	const worker = crypto.randomUUID();
	const lease = Number(Deno.env.get('DELIVERIES_LEASE_SECONDS') ?? 120);
	const tally: Tally = { sent: 0, refused: 0, open: 0, left: 0 };
	let lingered = false;
	while (Date.now() < until) {
		asked = false;
		const begun = Date.now();
		const claimed = await rpc<Claimed[]>('claim_deliveries', {
			p_worker: worker,
			p_limit: batch,
			p_lease_seconds: lease
		});
		if (claimed.length === 0) {
			if (lingered && !asked) break;
			lingered = true;
			await pause(lingerMs);
			continue;
		}
		lingered = false;
		await Promise.all(
			claimed.map(async (delivery) => {
				try {
					tally[await settle(delivery, worker, lease)]++;
				} catch (error) {
					// Its lease runs out, and whoever takes it next finds out what happened.
					console.error(`delivery ${delivery.id}: ${wordsOf(error)}`);
					tally.open++;
				}
			})
		);
		await pause(begun + batchEveryMs - Date.now());
	}
	return tally;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

function settle(delivery: Claimed, worker: string, lease: number): Promise<keyof Tally> {
	return delivery.fate === 'unknown' ? lookFor(delivery, worker) : send(delivery, worker, lease);
}

async function send(delivery: Claimed, worker: string, lease: number): Promise<keyof Tally> {
	const { id, channel, content } = delivery;
	if (!content) throw new Error('there is nothing to say');
	const message = compose(delivery.kind, delivery.locale, content, required('SITE_URL'));
	const mailId = messageId(id, delivery.round);

	// From here on somebody else may look for it, so nothing may leave after half of the lease.
	const sendBefore = Date.now() + lease * 500;
	const may = await rpc<boolean>('begin_send', {
		p_id: id,
		p_worker: worker,
		p_fingerprint: channel === 'sms' ? fingerprint(message.sms) : mailId,
		p_lease_seconds: lease
	});
	if (!may || Date.now() > sendBefore) return 'left';

	const outcome: Outcome =
		channel === 'email'
			? await sendMail(delivery.recipient, content.hospital_name, message, mailId)
			: await sendSms(delivery.recipient, message.sms, id);
	switch (outcome.kind) {
		case 'accepted':
			await rpc('record_sent', { p_id: id, p_worker: worker, p_provider_id: outcome.providerId });
			return 'sent';
		case 'refused':
			await rpc('record_failure', {
				p_id: id,
				p_worker: worker,
				p_error: outcome.error,
				p_permanent: outcome.permanent
			});
			return 'refused';
		case 'unknown':
			await resolve(delivery, worker, { kind: 'early' }, outcome.error);
			return 'open';
	}
}

async function lookFor(delivery: Claimed, worker: string): Promise<keyof Tally> {
	const since = delivery.sending_at ?? new Date(0).toISOString();
	const finding =
		delivery.channel === 'email'
			? await findMail(messageId(delivery.id, delivery.round), since)
			: await findSms(delivery.recipient, delivery.fingerprint ?? '', since);
	await resolve(delivery, worker, finding, finding.kind === 'unknown' ? finding.error : null);
	return finding.kind === 'found' ? 'sent' : 'open';
}

function resolve(delivery: Claimed, worker: string, finding: Finding, error: string | null) {
	return rpc('resolve_delivery', {
		p_id: delivery.id,
		p_worker: worker,
		p_finding: finding.kind,
		p_provider_id: finding.kind === 'found' ? finding.providerId : null,
		p_error: error
	});
}
