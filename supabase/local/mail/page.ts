import { createHash } from 'node:crypto';

const style = `
:root { color-scheme: light dark; --line: light-dark(#d5dfe1, #2b3a3e); --soft: light-dark(#55666a, #9fb1b5);
	--ground: light-dark(#f5f9f9, #10191b); --card: light-dark(#fff, #172326); --mark: light-dark(#0f766e, #5eead4); }
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: grid; grid-template: auto 1fr / minmax(16rem, 24rem) 1fr;
	font: 15px/1.5 system-ui, sans-serif; background: var(--ground); }
header { grid-column: 1 / -1; display: flex; gap: .75rem; align-items: center; padding: .6rem 1rem;
	border-bottom: 1px solid var(--line); background: var(--card); }
h1 { font-size: 1.05rem; margin: 0 auto 0 0; }
input, button { font: inherit; padding: .3rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
#state::before { content: '●'; margin-right: .35rem; color: var(--soft); }
#state[data-live]::before { color: var(--mark); }
#state, .soft { color: var(--soft); font-size: .86rem; }
nav { overflow-y: auto; border-right: 1px solid var(--line); }
ol { list-style: none; margin: 0; padding: 0; }
li button { display: block; width: 100%; text-align: start; border: 0; border-bottom: 1px solid var(--line);
	border-radius: 0; padding: .6rem 1rem; background: transparent; overflow: hidden; }
li button[aria-current='true'] { background: var(--card); box-shadow: inset 3px 0 var(--mark); }
li span { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
main { overflow: auto; padding: 1rem 1.25rem; display: flex; flex-direction: column; gap: .75rem; }
main h2 { margin: 0; font-size: 1.2rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
iframe { flex: 1; min-height: 24rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line);
	border-radius: .5rem; background: var(--card); font: inherit; }
@media (max-width: 45rem) { body { grid-template: auto minmax(8rem, 35%) 1fr / 1fr; height: 100dvh; }
	nav { border-right: 0; border-bottom: 1px solid var(--line); } }
`;

/** Everything shown is set as text; only the sandboxed frame ever renders what a message brought. */
const script = `
const list = document.querySelector('ol'), main = document.querySelector('main');
const filter = document.querySelector('input'), state = document.querySelector('#state');
let messages = [], open = location.hash.slice(1);
const make = (tag, properties = {}, ...children) => {
	const element = Object.assign(document.createElement(tag), properties);
	element.append(...children);
	return element;
};
const when = (at) => new Date(at).toLocaleTimeString();
function draw() {
	const wanted = filter.value.trim().toLowerCase();
	const shown = messages.filter((message) => !wanted ||
		[message.subject, message.preview, ...message.to].join(' ').toLowerCase().includes(wanted));
	list.replaceChildren(...shown.map((message) => {
		const button = make('button', { onclick: () => { location.hash = message.id; } },
			make('span', { textContent: message.subject || message.preview }),
			make('span', { className: 'soft', textContent:
				(message.kind === 'sms' ? 'SMS' : 'Mail') + ' to ' + message.to.join(', ') + ' · ' + when(message.at) }));
		button.setAttribute('aria-current', String(message.id === open));
		return make('li', {}, button);
	}));
	if (!shown.length) list.replaceChildren(make('li', {}, make('p', { className: 'soft', style: 'padding: 0 1rem',
		textContent: wanted ? 'Nothing matches.' : 'No messages yet. What the hospital sends appears here at once.' })));
}
async function show() {
	open = location.hash.slice(1);
	draw();
	if (!open) return main.replaceChildren(make('p', { className: 'soft', textContent: 'Choose a message to read it.' }));
	const answer = await fetch('/api/messages/' + encodeURIComponent(open));
	const message = await answer.json();
	if (!answer.ok) return main.replaceChildren(make('p', { className: 'soft', textContent: message.message }));
	const facts = make('dl');
	const attachments = message.attachments.map((file) => file.filename + ' (' + file.bytes + ' bytes)').join(', ');
	for (const [name, value] of [['From', message.from], ['To', message.to.join(', ')],
		['At', new Date(message.at).toLocaleString()], ['Attached', attachments]])
		if (value) facts.append(make('dt', { textContent: name }), make('dd', { textContent: value }));
	main.replaceChildren(make('h2', { textContent: message.subject || 'Text message' }), facts);
	if (message.html) {
		const frame = make('iframe', { title: 'Message', srcdoc: '<base target="_blank">' + message.html });
		frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
		main.append(frame, make('details', {}, make('summary', { textContent: 'As plain text' }),
			make('pre', { textContent: message.text })));
	} else main.append(make('pre', { textContent: message.text }));
}
async function load() {
	messages = (await (await fetch('/api/messages')).json()).messages;
	draw();
}
filter.oninput = draw;
document.querySelector('#clear').onclick = () => fetch('/api/messages', { method: 'DELETE' });
addEventListener('hashchange', show);
const events = new EventSource('/api/events');
events.onopen = () => { state.dataset.live = ''; state.textContent = 'Live'; load(); };
events.onerror = () => { delete state.dataset.live; state.textContent = 'Waiting for the server'; };
events.addEventListener('caught', (event) => { messages.unshift(JSON.parse(event.data)); draw(); });
events.addEventListener('cleared', () => { messages = []; location.hash = ''; draw(); });
show();
`;

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A message is a stranger's HTML: its scripts are stopped by the frame's sandbox, and this policy,
 * which the frame inherits, stops them once more. Its own inline styles must work.
 */
export const pagePolicy = [
	`default-src 'none'`,
	`script-src ${sha256(script)}`,
	`style-src 'unsafe-inline'`,
	`connect-src 'self'`,
	`img-src data: http: https:`,
	`frame-src 'self'`,
	`base-uri 'self'`
].join('; ');

/** The whole page; it fetches the messages itself, so it is the same for everyone. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mail and SMS · Lantern</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>Mail and SMS</h1>
<span id="state" role="status">Connecting</span>
<input type="search" aria-label="Filter by address or words" placeholder="Filter">
<button id="clear">Delete all</button>
</header>
<nav aria-label="Messages"><ol></ol></nav>
<main></main>
<script type="module">${script}</script>
</body>
</html>
`;
