/** What messages say, by e-mail and SMS, in each language. Knows nothing of how they are sent. */

export type Locale = 'en' | 'es';

export type Kind =
	| 'visit_booked'
	| 'visit_moved'
	| 'visit_cancelled'
	| 'visit_reminder'
	| 'waitlist_offer'
	| 'follow_up_due'
	| 'document_released'
	| 'letter_released'
	| 'letter_link'
	| 'letter_to_other'
	| 'message_waiting'
	| 'link_code'
	| 'address_check';

/** What the database gives with a message to send; times are ISO 8601. */
export interface Content {
	hospital_name: string;
	time_zone: string;
	/** Empty where nobody is to be greeted by name. */
	given_name: string;
	/** Where the message's own link leads, with its token; none where there is nothing to do. */
	path?: string;
	doctor_name?: string | null;
	starts_at?: string;
	previous_starts_at?: string;
	place?: string;
	visit_type_name?: string | null;
	expires_at?: string;
	test?: boolean;
	due_from?: string;
	due_until?: string;
	code?: string;
	/** What is wanted before the visit, of private.visit_asks. */
	asks?: string[];
}

export interface Composed {
	subject: string;
	text: string;
	html: string;
	sms: string;
}

/** One message before it is dressed as mail or cut down to an SMS. */
interface Draft {
	subject: string;
	/** Paragraphs of the mail after the greeting. */
	lines: string[];
	/** Names and values, set apart so that they are found at a glance. */
	facts: [string, string][];
	/** What the button says. */
	action?: string;
	/** What stands under the button. */
	note?: string;
	/** The SMS without the hospital's name before it and the link behind. */
	short: string;
}

interface Formats {
	long(at: string | undefined): string;
	short(at: string | undefined): string;
	day(date: string | undefined): string;
}

type Writer = (content: Content, at: Formats) => Draft;

/** What is wanted before a visit, in words; what has none is left out. */
const asked = (content: Content, words: Record<string, string>): string[] =>
	(content.asks ?? []).flatMap((ask) => words[ask] ?? []);
const askedEn = {
	questions: 'Please answer a few questions before your visit: sign in to the portal to find them.'
};
const askedEs = {
	questions: 'Antes de su cita, responda a unas preguntas: las encontrará al entrar en el portal.'
};

const en: Record<Kind, Writer> = {
	visit_booked: (content, at) => ({
		subject: `Your visit on ${at.short(content.starts_at)}`,
		lines: ['Your visit has been booked.', ...asked(content, askedEn)],
		facts: visitFacts(content, at, ['When', 'With', 'Where']),
		action: 'Confirm, move or cancel',
		note: 'The link needs no password and works once.',
		short: `Your visit with ${content.doctor_name} is booked for ${at.short(content.starts_at)}${inPlace(content.place)}. Confirm, move or cancel:`
	}),
	visit_moved: (content, at) => ({
		subject: `Your visit has moved to ${at.short(content.starts_at)}`,
		lines: [
			`Your visit of ${at.long(content.previous_starts_at)} has a new time.`,
			...asked(content, askedEn)
		],
		facts: visitFacts(content, at, ['New time', 'With', 'Where']),
		action: 'Confirm, move or cancel',
		note: 'The link needs no password and works once. Links in earlier messages about this visit no longer work.',
		short: `Your visit has moved to ${at.short(content.starts_at)} with ${content.doctor_name}${inPlace(content.place)}. Confirm, move or cancel:`
	}),
	visit_cancelled: (content, at) => ({
		subject: `Your visit on ${at.short(content.starts_at)} is cancelled`,
		lines: ['This visit will not take place:'],
		facts: visitFacts(content, at, ['When', 'With', 'Where']),
		note: 'To book another time, sign in to the portal or call us.',
		short: `Your visit with ${content.doctor_name} on ${at.short(content.starts_at)} is cancelled. To book another time, sign in to the portal or call us.`
	}),
	visit_reminder: (content, at) => ({
		subject: `Reminder: your visit on ${at.short(content.starts_at)}`,
		lines: ['This is a reminder of your visit.', ...asked(content, askedEn)],
		facts: visitFacts(content, at, ['When', 'With', 'Where']),
		action: 'Confirm, move or cancel',
		note: 'The link needs no password and works once.',
		short: `Reminder: your visit with ${content.doctor_name} is on ${at.short(content.starts_at)}${inPlace(content.place)}. Confirm, move or cancel:`
	}),
	waitlist_offer: (content, at) => ({
		subject: `A time is free on ${at.short(content.starts_at)}`,
		lines: ['A time you are waiting for has become free. We hold it for you for a while.'],
		facts: [
			...visitFacts(content, at, ['When', 'With', 'Where']),
			['Answer before', at.long(content.expires_at)]
		],
		action: 'Accept or decline',
		note: 'If you do not answer in time, it is offered to the next person.',
		short: `A time with ${content.doctor_name} is free on ${at.short(content.starts_at)}. Answer before ${at.short(content.expires_at)}:`
	}),
	follow_up_due: (content, at) => ({
		subject: content.test ? 'A test is due' : 'A follow-up visit is due',
		lines: [
			content.test ? 'It is time for a test.' : 'It is time for a follow-up visit.',
			'Sign in to the portal to book it, or call us.'
		],
		facts: followUpFacts(content, at, ['Between', 'and', 'With']),
		action: 'Open the portal',
		short: `${content.test ? 'A test is' : 'A follow-up visit is'} due by ${at.day(content.due_until)}${by(content.doctor_name, 'with')}. Book it in the portal or call us:`
	}),
	document_released: () => ({
		subject: 'A new document is in your record',
		lines: ['The hospital has added a document to your record. Sign in to the portal to read it.'],
		facts: [],
		action: 'Open the document',
		short: 'A new document is in your record. Read it in the portal:'
	}),
	letter_released: () => ({
		subject: 'A letter is ready for you',
		lines: [
			'The hospital has written a letter or certificate for you. Sign in to the portal to read it.'
		],
		facts: [],
		action: 'Open your letters',
		short: 'A letter or certificate is ready for you. Read it in the portal:'
	}),
	letter_link: (content, at) => ({
		subject: 'A letter for you',
		lines: [
			`${content.doctor_name} sends you a letter. It opens with your date of birth, without a password.`
		],
		facts: [['Opens until', at.long(content.expires_at)]],
		action: 'Open the letter',
		note: 'Anybody who has this link and knows your date of birth can open the letter: do not pass it on.',
		short: `${content.doctor_name} sends you a letter. Open it with your date of birth by ${at.short(content.expires_at)}:`
	}),
	letter_to_other: (content, at) => ({
		subject: `A letter from ${content.doctor_name}`,
		lines: [
			`${content.doctor_name} sends you a confidential letter. It opens with a code, which you are told separately.`
		],
		facts: [['Opens until', at.long(content.expires_at)]],
		action: 'Open the letter',
		note: 'If you have no code, call the hospital. If this letter is not for you, delete this message.',
		short: `${content.doctor_name} sends you a confidential letter:`
	}),
	message_waiting: () => ({
		subject: 'You have a message',
		lines: ['There is a message for you. Sign in to the portal to read it.'],
		facts: [],
		action: 'Open the portal',
		short: 'You have a message. Read it in the portal:'
	}),
	link_code: (content) => ({
		subject: 'Your code for the portal',
		lines: ['With this code your account is linked to your record. It works once, for 24 hours.'],
		facts: [['Code', content.code ?? '']],
		action: 'Enter the code',
		note: 'If you did not expect this message, ignore it and do not share the code.',
		short: `Your code for the portal: ${content.code}. It works once, for 24 hours. Do not share it.`
	}),
	address_check: () => ({
		subject: 'Is this address yours?',
		lines: [
			'This address was given to us for messages about visits. Nothing else is sent before you confirm it.'
		],
		facts: [],
		action: 'Confirm',
		note: 'If you do not expect messages from us, ignore this one: no more will come.',
		short:
			'This number was given to us for messages about visits. Confirm it, or ignore this and no more will come:'
	})
};

const es: Record<Kind, Writer> = {
	visit_booked: (content, at) => ({
		subject: `Su cita del ${at.short(content.starts_at)}`,
		lines: ['Se ha reservado su cita.', ...asked(content, askedEs)],
		facts: visitFacts(content, at, ['Cuándo', 'Con', 'Dónde']),
		action: 'Confirmar, cambiar o anular',
		note: 'El enlace no pide contraseña y sirve una sola vez.',
		short: `Su cita con ${content.doctor_name} es el ${at.short(content.starts_at)}${inPlace(content.place)}. Confirmar, cambiar o anular:`
	}),
	visit_moved: (content, at) => ({
		subject: `Su cita ha cambiado al ${at.short(content.starts_at)}`,
		lines: [
			`Su cita del ${at.long(content.previous_starts_at)} tiene una hora nueva.`,
			...asked(content, askedEs)
		],
		facts: visitFacts(content, at, ['Nueva hora', 'Con', 'Dónde']),
		action: 'Confirmar, cambiar o anular',
		note: 'El enlace no pide contraseña y sirve una sola vez. Los enlaces de mensajes anteriores sobre esta cita ya no sirven.',
		short: `Su cita ha cambiado al ${at.short(content.starts_at)} con ${content.doctor_name}${inPlace(content.place)}. Confirmar, cambiar o anular:`
	}),
	visit_cancelled: (content, at) => ({
		subject: `Su cita del ${at.short(content.starts_at)} está anulada`,
		lines: ['Esta cita no se celebrará:'],
		facts: visitFacts(content, at, ['Cuándo', 'Con', 'Dónde']),
		note: 'Para pedir otra hora, entre en el portal o llámenos.',
		short: `Su cita con ${content.doctor_name} del ${at.short(content.starts_at)} está anulada. Para pedir otra hora, entre en el portal o llámenos.`
	}),
	visit_reminder: (content, at) => ({
		subject: `Recordatorio: su cita del ${at.short(content.starts_at)}`,
		lines: ['Le recordamos su cita.', ...asked(content, askedEs)],
		facts: visitFacts(content, at, ['Cuándo', 'Con', 'Dónde']),
		action: 'Confirmar, cambiar o anular',
		note: 'El enlace no pide contraseña y sirve una sola vez.',
		short: `Recordatorio: su cita con ${content.doctor_name} es el ${at.short(content.starts_at)}${inPlace(content.place)}. Confirmar, cambiar o anular:`
	}),
	waitlist_offer: (content, at) => ({
		subject: `Ha quedado libre una hora el ${at.short(content.starts_at)}`,
		lines: [
			'Ha quedado libre una hora de las que usted espera. Se la guardamos durante un tiempo.'
		],
		facts: [
			...visitFacts(content, at, ['Cuándo', 'Con', 'Dónde']),
			['Responda antes del', at.long(content.expires_at)]
		],
		action: 'Aceptar o rechazar',
		note: 'Si no responde a tiempo, se ofrece a la persona siguiente.',
		short: `Hay una hora libre con ${content.doctor_name} el ${at.short(content.starts_at)}. Responda antes del ${at.short(content.expires_at)}:`
	}),
	follow_up_due: (content, at) => ({
		subject: content.test ? 'Le toca una prueba' : 'Le toca una revisión',
		lines: [
			content.test ? 'Es hora de hacerse una prueba.' : 'Es hora de una revisión.',
			'Entre en el portal para pedir hora, o llámenos.'
		],
		facts: followUpFacts(content, at, ['Entre el', 'y el', 'Con']),
		action: 'Abrir el portal',
		short: `${content.test ? 'Le toca una prueba' : 'Le toca una revisión'} antes del ${at.day(content.due_until)}${by(content.doctor_name, 'con')}. Pida hora en el portal o llámenos:`
	}),
	document_released: () => ({
		subject: 'Hay un documento nuevo en su historia',
		lines: [
			'El hospital ha añadido un documento a su historia. Inicie sesión en el portal para leerlo.'
		],
		facts: [],
		action: 'Abrir el documento',
		short: 'Hay un documento nuevo en su historia. Léalo en el portal:'
	}),
	letter_released: () => ({
		subject: 'Tiene una carta disponible',
		lines: [
			'El hospital ha escrito una carta o un certificado para usted. Inicie sesión en el portal para leerlo.'
		],
		facts: [],
		action: 'Abrir sus cartas',
		short: 'Tiene disponible una carta o un certificado. Léalo en el portal:'
	}),
	letter_link: (content, at) => ({
		subject: 'Una carta para usted',
		lines: [
			`${content.doctor_name} le envía una carta. Se abre con su fecha de nacimiento, sin contraseña.`
		],
		facts: [['Se puede abrir hasta', at.long(content.expires_at)]],
		action: 'Abrir la carta',
		note: 'Quien tenga este enlace y conozca su fecha de nacimiento puede abrir la carta: no lo reenvíe.',
		short: `${content.doctor_name} le envía una carta. Ábrala con su fecha de nacimiento antes del ${at.short(content.expires_at)}:`
	}),
	letter_to_other: (content, at) => ({
		subject: `Una carta de ${content.doctor_name}`,
		lines: [
			`${content.doctor_name} le envía una carta confidencial. Se abre con un código que se le comunica por otra vía.`
		],
		facts: [['Se puede abrir hasta', at.long(content.expires_at)]],
		action: 'Abrir la carta',
		note: 'Si no tiene el código, llame al hospital. Si esta carta no es para usted, borre este mensaje.',
		short: `${content.doctor_name} le envía una carta confidencial:`
	}),
	message_waiting: () => ({
		subject: 'Tiene un mensaje',
		lines: ['Hay un mensaje para usted. Entre en el portal para leerlo.'],
		facts: [],
		action: 'Abrir el portal',
		short: 'Tiene un mensaje. Léalo en el portal:'
	}),
	link_code: (content) => ({
		subject: 'Su código para el portal',
		lines: [
			'Con este código su cuenta queda unida a su historia. Sirve una sola vez, durante 24 horas.'
		],
		facts: [['Código', content.code ?? '']],
		action: 'Introducir el código',
		note: 'Si no esperaba este mensaje, ignórelo y no dé el código a nadie.',
		short: `Su código para el portal: ${content.code}. Sirve una sola vez, durante 24 horas. No lo dé a nadie.`
	}),
	address_check: () => ({
		subject: '¿Es suya esta dirección?',
		lines: [
			'Nos han dado esta dirección para los mensajes sobre citas. No llegará nada más hasta que la confirme.'
		],
		facts: [],
		action: 'Confirmar',
		note: 'Si no espera mensajes nuestros, ignore este: no llegarán más.',
		short:
			'Nos han dado este número para los mensajes sobre citas. Confírmelo, o ignore este mensaje y no llegarán más:'
	})
};

const writers: Record<Locale, Record<Kind, Writer>> = { en, es };
const greetings: Record<Locale, (name: string) => string> = {
	en: (name) => (name ? `Hello, ${name}:` : 'Hello:'),
	es: (name) => (name ? `Hola, ${name}:` : 'Hola:')
};
const footers: Record<Locale, (hospital: string) => string> = {
	en: (hospital) =>
		`${hospital} sends this message automatically; replies are not read. Which messages you get is yours to choose in the portal.`,
	es: (hospital) =>
		`${hospital} envía este mensaje automáticamente; las respuestas no se leen. En el portal puede elegir qué mensajes recibe.`
};
/** Under what goes to somebody who is no patient. */
const footersToOthers: typeof footers = {
	en: (hospital) => `${hospital} sends this message automatically; replies are not read.`,
	es: (hospital) => `${hospital} envía este mensaje automáticamente; las respuestas no se leen.`
};
/** 24 hours and the day before the month, as the app's own screens have them. */
const tags: Record<Locale, string> = { en: 'en-GB', es: 'es' };
/** Where those messages lead that have no link of their own. */
const paths: Partial<Record<Kind, string>> = {
	follow_up_due: '/portal/waitlist',
	link_code: '/portal/link'
};

/** Puts a message into words. @param siteUrl address of the app, to which links lead */
export function compose(kind: Kind, locale: Locale, content: Content, siteUrl: string): Composed {
	const draft = writers[locale][kind](content, formats(locale, content.time_zone));
	const path = content.path ?? paths[kind];
	const link = path === undefined ? undefined : siteUrl.replace(/\/$/, '') + path;
	const footer = (kind === 'letter_to_other' ? footersToOthers : footers)[locale](
		content.hospital_name
	);
	const greeting = greetings[locale](content.given_name);
	return dress(draft, { greeting, footer, link, locale, hospital: content.hospital_name });
}

/** Dresses a draft as mail and as SMS. */
function dress(draft: Draft, around: Omit<Parts, 'draft'>): Composed {
	const { greeting, footer, link, hospital } = around;
	return {
		subject: draft.subject,
		text: [
			greeting,
			...draft.lines,
			...(draft.facts.length > 0
				? [draft.facts.map(([name, value]) => `${name}: ${value}`).join('\n')]
				: []),
			...(link && draft.action ? [`${draft.action}:\n${link}`] : []),
			...(draft.note ? [draft.note] : []),
			`-- \n${footer}`
		].join('\n\n'),
		html: toHtml({ draft, ...around }),
		sms: [`${hospital}: ${draft.short}`, ...(link ? [link] : [])].join(' ')
	};
}

/** The newest seal of the audit log. */
export interface Head {
	n: number;
	hash: string;
	at: string;
	hospital_name: string;
	time_zone: string;
}

const heads: Record<Locale, (head: Head, at: string) => Draft & { footer: string }> = {
	en: ({ n, hash, hospital_name }, at) => ({
		subject: `Audit log: seal ${n}`,
		lines: [
			'Keep this message. It lets you prove later that nobody has rewritten the audit log or cut off its end.'
		],
		facts: [
			['Seal', String(n)],
			['Made', at],
			['Hash', hash]
		],
		note: `To check: npm run audit:verify -- --against ${hash}`,
		short: '',
		footer: `${hospital_name} sends this message once a day to everybody who may read the audit log.`
	}),
	es: ({ n, hash, hospital_name }, at) => ({
		subject: `Registro de auditoría: sello ${n}`,
		lines: [
			'Guarde este mensaje. Con él podrá demostrar más adelante que nadie ha reescrito el registro de auditoría ni ha recortado su final.'
		],
		facts: [
			['Sello', String(n)],
			['Creado', at],
			['Huella', hash]
		],
		note: `Para comprobarlo: npm run audit:verify -- --against ${hash}`,
		short: '',
		footer: `${hospital_name} envía este mensaje una vez al día a quienes pueden leer el registro de auditoría.`
	})
};

/** Puts the newest seal of the audit log into words. */
export function composeHead(locale: Locale, head: Head): Composed {
	const { footer, ...draft } = heads[locale](head, formats(locale, head.time_zone).long(head.at));
	return dress(draft, {
		greeting: greetings[locale](''),
		footer,
		locale,
		hospital: head.hospital_name
	});
}

/** What the owner of an account is told of it. */
export interface Notice {
	kind: 'new_device' | 'recovery_code_used' | 'factor_added' | 'factor_removed';
	params: {
		browser?: string | null;
		system?: string | null;
		address?: string | null;
		/** Recovery codes that are left. */
		left?: number;
	};
	at: string;
	/** Of the link "this was not me". */
	token: string | null;
	hospital_name: string;
	time_zone: string;
}

type Told = Omit<Draft, 'short'>;

const notices: Record<Locale, Record<Notice['kind'], (notice: Notice, at: string) => Told>> = {
	en: {
		new_device: ({ params }, at) => ({
			subject: 'New sign-in to your account',
			lines: [
				'Your account was used on a device it has not been used on before. If it was you, there is nothing to do.'
			],
			facts: deviceFacts(params, at, ['When', 'Device', 'Network address'], 'on'),
			action: 'This was not me',
			note: 'The link works once, for 7 days. It signs out every device and makes your present password worthless; you then choose another.'
		}),
		recovery_code_used: ({ params }, at) => ({
			subject: 'A recovery code was used',
			lines: [
				'Somebody signed in to your account with one of your recovery codes instead of a code from your app. If it was not you, choose a new password now and tell the hospital.'
			],
			facts: [
				['When', at],
				['Codes left', String(params.left ?? 0)]
			]
		}),
		factor_added: (_, at) => ({
			subject: 'Two-factor sign-in was set up',
			lines: [
				'From now on your account asks for a code besides the password. If it was not you, choose a new password now and tell the hospital.'
			],
			facts: [['When', at]]
		}),
		factor_removed: (_, at) => ({
			subject: 'An authenticator app was removed',
			lines: [
				'An authenticator app no longer gives codes for your account. If it was not you, choose a new password now and tell the hospital.'
			],
			facts: [['When', at]]
		})
	},
	es: {
		new_device: ({ params }, at) => ({
			subject: 'Nuevo inicio de sesión en su cuenta',
			lines: [
				'Se ha usado su cuenta en un dispositivo en el que no se había usado antes. Si ha sido usted, no tiene que hacer nada.'
			],
			facts: deviceFacts(params, at, ['Cuándo', 'Dispositivo', 'Dirección de red'], 'en'),
			action: 'No he sido yo',
			note: 'El enlace sirve una sola vez, durante 7 días. Cierra la sesión en todos los dispositivos y anula su contraseña actual; después elegirá otra.'
		}),
		recovery_code_used: ({ params }, at) => ({
			subject: 'Se ha usado un código de recuperación',
			lines: [
				'Alguien ha iniciado sesión en su cuenta con uno de sus códigos de recuperación en lugar de un código de su aplicación. Si no ha sido usted, elija ahora otra contraseña y avise al hospital.'
			],
			facts: [
				['Cuándo', at],
				['Códigos que quedan', String(params.left ?? 0)]
			]
		}),
		factor_added: (_, at) => ({
			subject: 'Se ha activado la verificación en dos pasos',
			lines: [
				'A partir de ahora su cuenta pide un código además de la contraseña. Si no ha sido usted, elija ahora otra contraseña y avise al hospital.'
			],
			facts: [['Cuándo', at]]
		}),
		factor_removed: (_, at) => ({
			subject: 'Se ha quitado una aplicación de códigos',
			lines: [
				'Una aplicación ya no da códigos para su cuenta. Si no ha sido usted, elija ahora otra contraseña y avise al hospital.'
			],
			facts: [['Cuándo', at]]
		})
	}
};
const noticeFooters: Record<Locale, (hospital: string) => string> = {
	en: (hospital) => `${hospital} sends this message to the owner of the account.`,
	es: (hospital) => `${hospital} envía este mensaje al titular de la cuenta.`
};

/** Puts a notice into words. @param siteUrl address of the app, to which its link leads */
export function composeNotice(locale: Locale, notice: Notice, siteUrl: string): Composed {
	const at = formats(locale, notice.time_zone).long(notice.at);
	return dress(
		{ ...notices[locale][notice.kind](notice, at), short: '' },
		{
			greeting: greetings[locale](''),
			footer: noticeFooters[locale](notice.hospital_name),
			link: notice.token ? `${siteUrl.replace(/\/$/, '')}/not-me/${notice.token}` : undefined,
			locale,
			hospital: notice.hospital_name
		}
	);
}

function deviceFacts(
	{ browser, system, address }: Notice['params'],
	at: string,
	[when, device, from]: Names,
	on: string
): [string, string][] {
	const named = [browser, system].filter(Boolean).join(` ${on} `);
	return [
		[when, at],
		...(named ? [[device, named] as [string, string]] : []),
		...(address ? [[from, address] as [string, string]] : [])
	];
}

function formats(locale: Locale, timeZone: string): Formats {
	const written = (options: Intl.DateTimeFormatOptions) => (at: string | undefined) =>
		at === undefined ? '' : new Intl.DateTimeFormat(tags[locale], options).format(new Date(at));
	return {
		long: written({ dateStyle: 'full', timeStyle: 'short', timeZone }),
		short: written({
			weekday: 'short',
			day: 'numeric',
			month: 'short',
			hour: '2-digit',
			minute: '2-digit',
			timeZone
		}),
		// A date has no time that a zone could move.
		day: written({ dateStyle: 'long', timeZone: 'UTC' })
	};
}

type Names = [string, string, string];

function visitFacts(content: Content, at: Formats, [when, who, where]: Names): [string, string][] {
	return [
		[when, at.long(content.starts_at)],
		...(content.doctor_name ? [[who, content.doctor_name] as [string, string]] : []),
		...(content.place ? [[where, content.place] as [string, string]] : [])
	];
}

function followUpFacts(content: Content, at: Formats, [from, and, who]: Names): [string, string][] {
	return [
		[from, `${at.day(content.due_from)} ${and} ${at.day(content.due_until)}`],
		...(content.doctor_name ? [[who, content.doctor_name] as [string, string]] : [])
	];
}

const inPlace = (place: string | undefined) => (place ? `, ${place}` : '');
const by = (doctor: string | null | undefined, word: string) =>
	doctor ? ` ${word} ${doctor}` : '';

const escapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '');

interface Parts {
	draft: Draft;
	greeting: string;
	footer: string;
	link?: string | undefined;
	locale: Locale;
	hospital: string;
}

/** One column, real headings and a list: it reads well aloud, enlarged, and without its styles. */
function toHtml({ draft, greeting, footer, link, locale, hospital }: Parts): string {
	const paragraph = (text: string) => `<p style="margin: 0 0 16px">${escape(text)}</p>`;
	const fact = ([name, value]: [string, string]) =>
		`<dt style="font-size: 14px; color: #55666a">${escape(name)}</dt><dd style="margin: 0 0 12px; font-weight: 600">${escape(value)}</dd>`;
	const button =
		link && draft.action
			? `<p style="margin: 24px 0"><a href="${escape(link)}" style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #0f766e; color: #ffffff; text-decoration: none; font-weight: 600">${escape(draft.action)}</a></p>`
			: '';
	const facts = draft.facts.map(fact).join('');
	const list = facts
		? `<dl style="margin: 0 0 16px; padding: 16px 16px 4px; border-radius: 8px; background: #f5f9f9">${facts}</dl>`
		: '';
	const note = draft.note
		? `<p style="margin: 0 0 16px; font-size: 14px; color: #55666a">${escape(draft.note)}</p>`
		: '';
	return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escape(draft.subject)}</title>
</head>
<body style="margin: 0; padding: 24px; background: #f5f9f9; font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-size: 16px; line-height: 1.5; color: #12282b">
<main style="max-width: 520px; margin: 0 auto; padding: 32px; border: 1px solid #d5dfe1; border-radius: 12px; background: #ffffff">
<p style="margin: 0 0 24px; font-weight: 700; color: #0f766e">${escape(hospital)}</p>
<h1 style="margin: 0 0 16px; font-size: 20px; line-height: 1.3">${escape(draft.subject)}</h1>
${paragraph(greeting)}
${draft.lines.map(paragraph).join('\n')}
${list}
${button}
${note}
<p style="margin: 24px 0 0; padding-top: 16px; border-top: 1px solid #d5dfe1; font-size: 13px; color: #55666a">${escape(footer)}</p>
</main>
</body>
</html>
`;
}
