import PostalMime, { addressParser } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Log } from '../service.ts';
import type { MessageStore } from './messages.ts';

const largestMail = 25 * 1024 * 1024;

/** An SMTP server that delivers nothing onward: whatever it accepts lands in `store`. */
export async function listenForMail(port: number, store: MessageStore, log: Log) {
	const server = new SMTPServer({
		banner: 'Lantern mail catcher',
		// Clients set up for a real provider send credentials; any are good here.
		authOptional: true,
		onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
		allowInsecureAuth: true,
		// The certificate of a throw-away server would be refused by every careful client.
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		size: largestMail,
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('error', done);
			stream.on('end', () => {
				if (stream.sizeExceeded) {
					done(Object.assign(new Error('Message exceeds 25 MB'), { responseCode: 552 }));
					return;
				}
				const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
				keep(store, Buffer.concat(chunks), recipients).then(() => done(), done);
			});
		}
	});
	// Clients that hang up mid-sentence are reported here; they must not end the process.
	server.on('error', (error) => log('mail', `SMTP: ${error.message}`));

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});
	return { close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function keep(store: MessageStore, raw: Buffer, recipients: string[]) {
	const mail = await PostalMime.parse(raw);
	const sender = mail.headers.find((header) => header.key === 'from')?.value ?? '';
	const [from] = addressParser(sender, { flatten: true });
	store.add({
		kind: 'mail',
		from: from ? [from.name, `<${from.address ?? ''}>`].filter(Boolean).join(' ') : sender,
		to: recipients,
		subject: mail.subject ?? '',
		text: mail.text ?? '',
		html: mail.html ?? null,
		messageId: mail.messageId?.replace(/^<|>$/g, '') ?? null,
		attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
			filename: filename ?? 'unnamed',
			mimeType,
			bytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength
		}))
	});
}
