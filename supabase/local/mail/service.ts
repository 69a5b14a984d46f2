import type { Log } from '../service.ts';
import { MessageStore } from './messages.ts';
import { listenForSms } from './sms.ts';
import { listenForMail } from './smtp.ts';
import { serveMessages } from './web.ts';

export interface MailCatcherOptions {
	/** Takes mail by SMTP. */
	smtpPort: number;
	/** Speaks the SMS provider's HTTP API. */
	smsPort: number;
	/** Shows what was caught. */
	webPort: number;
	log: Log;
}

export interface MailCatcher {
	/** Address of the page that lists mail and SMS. */
	url: string;
	close(): Promise<void>;
}

/**
 * Catches every mail and text message the hospital sends, instead of delivering it. All three
 * ports are bound to 127.0.0.1.
 */
export async function createMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
	const store = new MessageStore();
	const opened: { close(): Promise<void> }[] = [];
	const close = async () => {
		await Promise.all(opened.map((server) => server.close()));
	};
	try {
		opened.push(await listenForMail(options.smtpPort, store, options.log));
		opened.push(await listenForSms(options.smsPort, store, options.log));
		const web = await serveMessages(options.webPort, store);
		opened.push(web);
		return { url: web.url, close };
	} catch (error) {
		await close();
		throw error;
	}
}
