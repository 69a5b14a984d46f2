import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import type { ServiceContext } from '../service.ts';
import type { AuthSettings } from './settings.ts';
import type { UserRow } from './database.ts';
import { htmlToText, renderHtml, renderText, type TemplateData } from './template.ts';

/** Names of the mail templates, as `config.toml` and hosted call them. */
export type MailKind =
	'confirmation' | 'invite' | 'magic_link' | 'recovery' | 'email_change' | 'reauthentication';

/** What an account's owner is told of without having asked, by `config.toml`'s names. */
export type Notice = 'password_changed';

type Words = AuthSettings['email']['template'][string];
interface Written {
	subject: string;
	html: string;
}

export interface Letter {
	kind: MailKind;
	to: string;
	/** The account's present address; differs from `to` when that is the new one. */
	email: string;
	newEmail?: string;
	/** The code to type in. */
	token: string;
	/** What a link carries in place of the code. */
	tokenHash: string;
	/** Opens this service's `/verify`; none where there is only a code to type. */
	link?: string;
	redirectTo: string;
	userMetadata: Record<string, unknown>;
}

/** Used where the project declares no template of its own. */
const plain: Record<MailKind, { subject: string; text: string }> = {
	confirmation: { subject: 'Confirm your email address', text: 'Confirm your email address' },
	invite: { subject: 'You have been invited', text: 'Accept the invitation' },
	magic_link: { subject: 'Your sign-in link', text: 'Sign in' },
	recovery: { subject: 'Reset your password', text: 'Reset your password' },
	email_change: { subject: 'Confirm your new email address', text: 'Confirm the change' },
	reauthentication: { subject: '{{ .Token }} is your code', text: '' }
};

/** Writes letters from the project's templates and hands them to the SMTP server. */
export class Mailer {
	readonly #context: ServiceContext;
	readonly #settings: AuthSettings;
	readonly #sender;
	readonly #from: { name: string; address: string };
	readonly #pending = new Set<Promise<void>>();

	constructor(context: ServiceContext, settings: AuthSettings) {
		this.#context = context;
		this.#settings = settings;
		const { smtp } = settings.email;
		this.#sender = smtp?.enabled
			? createTransport({
					host: smtp.host,
					port: smtp.port,
					secure: smtp.port === 465,
					auth: smtp.user ? { user: smtp.user, pass: smtp.pass } : undefined
				})
			: createTransport({ host: '127.0.0.1', port: context.smtpPort, ignoreTLS: true });
		this.#from = {
			name: (smtp?.enabled && smtp.sender_name) || 'Lantern',
			address: (smtp?.enabled && smtp.admin_email) || 'no-reply@lantern.example'
		};
	}

	/** @throws Error when the SMTP server does not take it. */
	async send(letter: Letter): Promise<void> {
		await this.#post(letter.to, this.#write(letter));
	}

	/** Whether a letter has a code to type besides its link. */
	printsCode(kind: MailKind): boolean {
		const declared = this.#settings.email.template[kind];
		if (!declared) return true;
		const html = readFileSync(
			resolve(this.#context.projectDirectory, declared.content_path),
			'utf8'
		);
		return /\{\{-?\s*\.Token\s*-?\}\}/.test(html + declared.subject);
	}

	/** Tells somebody what was done to their account, where the project has words for it; after the answer. */
	notify(kind: Notice, user: UserRow): void {
		const declared = this.#settings.email.notification[kind];
		const to = user.email;
		if (!declared?.enabled || !to) return;
		const data = {
			SiteURL: this.#context.siteUrl,
			Email: to,
			Data: user.raw_user_meta_data ?? {}
		};
		this.afterwards(() => this.#post(to, this.#render(declared, data)));
	}

	/**
	 * Does `work`, which ends in a letter or in none, after the answer has gone out: how long an
	 * answer takes must not tell whether there was an account to write to. Failures are logged.
	 */
	afterwards(work: () => Promise<void>): void {
		const running = work()
			.catch((error: unknown) => this.#context.log('auth', `mail not sent: ${String(error)}`))
			.finally(() => this.#pending.delete(running));
		this.#pending.add(running);
	}

	/** Resolves once every letter under way has been handed over. */
	async close(): Promise<void> {
		await Promise.all(this.#pending);
		this.#sender.close();
	}

	#write(letter: Letter): Written {
		const { siteUrl } = this.#context;
		// The names hosted's documentation gives.
		const data = {
			SiteURL: siteUrl,
			RedirectTo: letter.redirectTo,
			ConfirmationURL: letter.link ?? '',
			Token: letter.token,
			TokenHash: letter.tokenHash,
			Email: letter.email,
			NewEmail: letter.newEmail ?? '',
			Data: letter.userMetadata
		};
		const declared = this.#settings.email.template[letter.kind];
		if (!declared) {
			const { subject, text } = plain[letter.kind];
			const body = letter.link
				? `<p><a href="{{ .ConfirmationURL }}">${text}</a></p><p>{{ .Token }}</p>`
				: `<p>{{ .Token }}</p>`;
			return { subject: renderText(subject, data), html: renderHtml(body, data) };
		}
		return this.#render(declared, data);
	}

	#render({ subject, content_path: path }: Words, data: TemplateData): Written {
		// Read each time, so that a changed template shows at once.
		const html = readFileSync(resolve(this.#context.projectDirectory, path), 'utf8');
		return { subject: renderText(subject, data), html: renderHtml(html, data) };
	}

	async #post(to: string, { subject, html }: Written): Promise<void> {
		const text = htmlToText(html);
		await this.#sender.sendMail({ from: this.#from, to, subject, html, text });
	}
}
