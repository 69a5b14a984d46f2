import * as harfbuzz from 'harfbuzzjs';
import { expect, test } from 'vitest';
import { readPdf } from '../../../../../tests/support/pdf';
import { isolated } from '../document';
import { Faces } from './faces.server';
import { linesOf } from './paragraph.server';
import { writePdf } from './pdf.server';
import { Shaper } from './shape.server';

/** Names and words as people write them. */
const written: Record<string, string> = {
	'Latin with marks': 'Iñaki Żółć Đặng Łukasz Müßig Çelik Őry Ştefan',
	Greek: 'Αικατερίνη Παπαδοπούλου',
	Cyrillic: 'Олександр Шевченко Ђорђе',
	Arabic: 'مُحَمَّد بن علي الإدريسي',
	Persian: 'نگار می‌خواهم',
	Hebrew: 'בִּנְיָמִין כהן',
	Devanagari: 'प्रिया कृष्णमूर्ति क्षत्रिय',
	Bengali: 'শ্রীকৃষ্ণ বন্দ্যোপাধ্যায়',
	Gujarati: 'ગુજરાતી ક્ષેત્ર',
	Gurmukhi: 'ਪੰਜਾਬੀ ਸਿੰਘ',
	Oriya: 'ଓଡ଼ିଆ ସ୍ତ୍ରୀ',
	Tamil: 'தமிழ்ச்செல்வி கோபாலகிருஷ்ணன்',
	Telugu: 'తెలుగు క్ష్మ',
	Kannada: 'ಕನ್ನಡ ಕೃಷ್ಣ',
	Malayalam: 'മലയാളം കൃഷ്ണൻ',
	Sinhala: 'සිංහල ශ්‍රී',
	Thai: 'สมชาย น้ำผึ้ง กำลังใจ ที่อยู่',
	Lao: 'ພາສາລາວ ນ້ຳ',
	Khmer: 'ភាសាខ្មែរ ស្រី',
	Burmese: 'မြန်မာ ကျွန်ုပ်',
	Georgian: 'გიორგი ბერიძე',
	Armenian: 'Արամ Խաչատրյան',
	Ethiopic: 'አበበ ቢቂላ',
	Dhivehi: 'ދިވެހިން',
	Chinese: '王秀英 陈小红 葉龍臺灣',
	Japanese: '山田太郎 ヤマダ たろう 葉',
	Korean: '김영희 한국어 金',
	emoji: '😀 👩‍⚕️ 👍🏽 🇪🇸'
};

const lines = async (text: string, width = Infinity) =>
	linesOf(new Shaper(harfbuzz, await Faces.for([text])), text, width, 'regular');

/** What is drawn, from left to right. */
const seen = async (text: string) =>
	(await lines(text))[0]?.clusters.map((cluster) => cluster.text).join('');

test.for(Object.entries(written))('%s is drawn without a letter missing', async ([, text]) => {
	const [line] = await lines(text.normalize('NFC'));
	expect(line?.clusters.filter(({ missing }) => missing)).toEqual([]);
	expect(line?.clusters.flatMap(({ parts }) => parts.filter(({ id }) => id === 0))).toEqual([]);
	expect(
		line?.clusters
			.toSorted((a, b) => a.at - b.at)
			.map((cluster) => cluster.text)
			.join('')
	).toBe(text.normalize('NFC'));
});

test('what is copied out of the paper is what was written, in every script', async () => {
	const text = Object.values(written).join('\n');
	const { pages } = await readPdf(
		await writePdf({
			title: 'Names',
			language: 'en-GB',
			head: { from: 'Lantern', number: 'MRN 1', whose: written.Arabic ?? '' },
			page: () => '',
			blocks: [{ kind: 'text', text }]
		})
	);
	const copied = pages.join('\n').split('\n');
	for (const name of Object.values(written)) expect(copied).toContain(name.normalize('NFC'));
});

test('letters join, marks sit on their letters, and vowel signs go where they are read', async () => {
	const ids = async (text: string) =>
		(await lines(text))[0]?.clusters.flatMap(({ parts }) => parts.map(({ id }) => id));
	// The same letter alone, and in the middle of a word.
	const [alone] = (await ids('ه')) ?? [];
	expect(await ids('ههه')).not.toContain(alone);
	// A conjunct is less than its letters one beside the other.
	const width = async (text: string) => (await lines(text))[0]?.width ?? 0;
	expect(await width('क्ष')).toBeLessThan((await width('क')) + (await width('ष')));
	// A tone above a vowel above a letter takes no room.
	expect(await width('ผึ้')).toBe(await width('ผ'));
});

test('a line in two directions is seen as people write it', async () => {
	expect(await seen('Dr שלום כהן, ward 3')).toBe('Dr ןהכ םולש, ward 3');
	expect(await seen('שלום ward 12 (כהן)')).toBe(')ןהכ( ward 12 םולש');
	// By itself the date would go before the name.
	expect(await seen(`Signed by ${isolated('محمد')}, 12 May 2026`)).toBe(
		'Signed by دمحم, 12 May 2026'
	);
});

test('a text from right to left begins at the right', async () => {
	expect((await lines('محمد (3B)'))[0]?.rightToLeft).toBe(true);
	expect((await lines('3 محمد Ward'))[0]?.rightToLeft).toBe(true);
	expect((await lines('Ward محمد'))[0]?.rightToLeft).toBe(false);
});

test('lines end between words, also where no space is between them', async () => {
	const texts = async (text: string, width: number) =>
		(await lines(text, width)).map(({ clusters }) =>
			clusters
				.toSorted((a, b) => a.at - b.at)
				.map((cluster) => cluster.text)
				.join('')
		);
	expect(await texts('one two three', 4000)).toEqual(['one two', 'three']);
	const thai = await texts('สมชายอยู่ที่โรงพยาบาลลำปาง', 5000);
	expect(thai.length).toBeGreaterThan(1);
	expect(thai.join('')).toBe('สมชายอยู่ที่โรงพยาบาลลำปาง');
	// Nothing is parted from its marks, and no full stop begins a line.
	for (const line of thai) expect(line).not.toMatch(/^\p{M}/u);
	const chinese = await texts('患者今日出院。请按时服药。', 6100);
	expect(chinese.every((line) => !line.startsWith('。'))).toBe(true);
	expect(chinese.join('')).toBe('患者今日出院。请按时服药。');
});

test('a character that no font has is a box, and can still be copied', async () => {
	const [line] = await lines('a\u{13000}b');
	expect(line?.clusters.map(({ missing }) => missing)).toEqual([false, true, false]);
	const { pages } = await readPdf(
		await writePdf({
			title: '',
			language: 'en-GB',
			head: { from: '', number: '', whose: '' },
			page: () => '',
			blocks: [{ kind: 'text', text: 'a\u{13000}b' }]
		})
	);
	expect(pages.join('')).toContain('a\u{13000}b');
});
