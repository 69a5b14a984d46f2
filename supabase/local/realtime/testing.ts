import type {
	RealtimeChannel,
	RealtimeChannelOptions,
	SupabaseClient
} from '@supabase/supabase-js';

/** A channel that keeps what it heard. */
export interface Listener {
	channel: RealtimeChannel;
	/** Every status the subscription reported, oldest first. */
	statuses: string[];
	/** Why the subscription was refused, if it was. */
	refusals: string[];
	/** Broadcasts: event, payload, and the id in the database for those that came from there. */
	heard: { event: string; payload: unknown; id?: string; replayed?: boolean }[];
	/** Messages of the server about the channel itself. */
	notices: { status: string; message: string }[];
}

/** Subscribes with a stock client and waits for the first answer, whatever it is. */
export async function listen(
	client: SupabaseClient,
	topic: string,
	config: RealtimeChannelOptions['config'] = { private: true },
	prepare: (channel: RealtimeChannel) => void = () => {}
): Promise<Listener> {
	const channel = client.channel(topic, { config });
	const listener: Listener = { channel, statuses: [], refusals: [], heard: [], notices: [] };
	channel.on('broadcast', { event: '*' }, (message) => {
		const { event, payload, meta } = message;
		listener.heard.push({ event, payload: payload as unknown, ...meta });
	});
	channel.on('system', {}, (notice: { status: string; message: string }) => {
		listener.notices.push({ status: notice.status, message: notice.message });
	});
	prepare(channel);
	await client.realtime.setAuth();
	await new Promise<void>((resolve) => {
		channel.subscribe((status, error) => {
			listener.statuses.push(status);
			if (error) listener.refusals.push(error.message);
			resolve();
		});
	});
	return listener;
}

/** Lets whatever is on its way arrive: for asserting that something did not come. */
export const quiet = () => new Promise((resolve) => setTimeout(resolve, 150));
