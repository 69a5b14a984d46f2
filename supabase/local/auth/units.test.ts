import { describe, expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { Passwords } from './passwords.ts';
import { homeOf, Redirects } from './redirects.ts';
import { readSettings } from './settings.ts';
import { htmlToText, renderHtml, renderText } from './template.ts';

describe('a redirect', () => {
	const site = 'http://127.0.0.1:3000';
	const redirects = new Redirects(site, [
		'https://app.test/**',
		'https://*.wards.test/done',
		'https://exact.test',
		'hospital://callback',
		'https://one.test/page-?'
	]);

	test.each([
		'http://127.0.0.1:3000/portal?x=1#y',
		'https://app.test/a/b.c?d=e',
		'https://north.wards.test/done',
		'https://exact.test/',
		'hospital://callback',
		'https://one.test/page-7'
	])('to %s is allowed', (url) => {
		expect(redirects.choose(url)).toBe(url);
	});

	test.each([
		undefined,
		'',
		'/portal',
		'http://127.0.0.1:3001/',
		'https://127.0.0.1:3000/',
		'http://app.test/',
		'https://app.test.evil.test/',
		'https://app.test@evil.test/',
		'http://somebody:secret@127.0.0.1:3000/',
		'https://evil.test/https://app.test/x',
		'https://a.b.wards.test/done',
		'https://north.wards.test/done/more',
		'https://exact.test/more',
		'https://one.test/page-77',
		'javascript:alert(1)',
		'data:text/html,x'
	])('to %s leads to the site instead', (url) => {
		expect(redirects.choose(url)).toBe(site);
	});

	test('to this machine is for sites on it alone', () => {
		const home = (url: string) =>
			new Redirects(url, homeOf(url)).choose('http://localhost:5173/new');
		expect(home(site)).toBe('http://localhost:5173/new');
		expect(home('https://hospital.test')).toBe('https://hospital.test');
	});
});

test('an account that does not exist takes as long to refuse as a wrong password', async () => {
	const passwords = new Passwords(readSettings({}), 11);
	const stored = await passwords.hash('right');
	await passwords.matches('warm up', null);
	const timeOf = async (hash: string | null) => {
		const start = performance.now();
		expect(await passwords.matches('wrong', hash)).toBe(false);
		return performance.now() - start;
	};
	// Without the comparison it would be thousands of times less.
	expect(await timeOf(null)).toBeGreaterThan((await timeOf(stored)) / 10);
});

describe('a template', () => {
	const data = {
		SiteURL: 'https://h.test',
		RedirectTo: 'https://h.test/a?b=c&d',
		Token: '123456',
		Data: { locale: 'es', name: '<b>"Ana" & Co</b>', nested: { on: true } }
	};

	test.each([
		['{{ .Token }}{{.Token}}', '123456123456'],
		['{{ if eq .Data.locale "es" }}sí{{ else }}yes{{ end }}', 'sí'],
		['{{ if eq .Data.locale "en" }}yes{{ else }}sí{{ end }}', 'sí'],
		['{{ if eq .Data.locale "fr" }}oui{{ else if .Data.nested.on }}on{{ else }}no{{ end }}', 'on'],
		['{{ if .Data.missing.deep }}a{{ end }}b', 'b'],
		['{{ if .Token }}{{ if .Data.no }}x{{ else }}y{{ end }}z{{ end }}', 'yz'],
		['a {{- " " }}', undefined],
		['a  {{- if .Token -}}  b  {{- end }} c', 'ab c'],
		['[{{ .Data.missing }}{{ .Data.constructor }}{{ .toString }}]', '[]']
	])('%s', (template, expected) => {
		const render = () => renderText(template, data);
		if (expected === undefined) expect(render).toThrow(/not understood/);
		else expect(render()).toBe(expected);
	});

	test('escapes what people wrote, and encodes it inside a link', () => {
		expect(renderHtml('<p>{{ .Data.name }}</p>', data)).toBe(
			'<p>&#60;b&#62;&#34;Ana&#34; &#38; Co&#60;/b&#62;</p>'
		);
		expect(renderHtml('<a href="{{ .SiteURL }}/x?next={{ .RedirectTo }}">', data)).toBe(
			'<a href="https://h.test/x?next=https%3A%2F%2Fh.test%2Fa%3Fb%3Dc%26d">'
		);
		expect(renderText('{{ .Data.name }}', data)).toBe('<b>"Ana" & Co</b>');
	});

	test.each([
		'{{ if .Token }}',
		'{{ range .Data }}',
		'{{ if gt .Token 1 }}x{{ end }}',
		'{{ end }}'
	])('%s is a mistake, and is named', (template) => {
		expect(() => renderText(template, data)).toThrow(/^Template: /);
	});

	test('becomes plain text with its links written out', () => {
		const html =
			'<html><head><title>x</title></head><body><h1>Hola</h1><p>Uno &amp; dos</p>' +
			'<p><a class="b" href="https://h.test/?a=1&amp;b=2">Abrir</a></p></body></html>';
		expect(htmlToText(html)).toBe('Hola\n\nUno & dos\n\nAbrir:\nhttps://h.test/?a=1&b=2');
	});
});

test.each([
	['1s', 1000],
	['1h30m', 5_400_000],
	['0.5s', 500],
	['100ms', 100],
	['0s', 0],
	['', undefined],
	['10', undefined],
	['-1s', undefined],
	['1 day', undefined]
])('the duration %s is %s ms', (text, expected) => {
	expect(parseDuration(text)).toBe(expected);
});
