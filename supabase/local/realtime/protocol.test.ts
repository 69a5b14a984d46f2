import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeBroadcast, encodeMessage, ProtocolError } from './protocol.ts';

const text = (value: unknown) => Buffer.from(JSON.stringify(value));
const broadcast = {
	topic: 'ward:1',
	private: true,
	event: 'moved',
	body: Buffer.from('{"bed":7}'),
	encoding: 'json' as const,
	id: 'a1'
};

describe('reading', () => {
	test('both versions of a text message mean the same', () => {
		const fields = { topic: 'realtime:ward:1', event: 'phx_join', payload: { config: {} } };
		const expected = { joinRef: '1', ref: '2', ...fields };

		expect(
			decodeMessage(text(['1', '2', fields.topic, fields.event, fields.payload]), false)
		).toEqual(expected);
		expect(decodeMessage(text({ join_ref: '1', ref: '2', ...fields }), false)).toEqual(expected);
	});

	test('a binary broadcast gives its event and body', () => {
		const strings = ['1', '2', 'realtime:ward:1', 'moved', ''];
		const frame = Buffer.concat([
			Buffer.from([3, ...strings.map((part) => part.length), 1]),
			...strings.map((part) => Buffer.from(part)),
			Buffer.from('{"bed":7}')
		]);

		expect(decodeMessage(frame, true)).toMatchObject({
			joinRef: '1',
			ref: '2',
			topic: 'realtime:ward:1',
			event: 'broadcast',
			broadcast: { event: 'moved', body: Buffer.from('{"bed":7}'), encoding: 'json' }
		});
	});

	test.each([
		['text that is not JSON', Buffer.from('{'), false],
		['JSON without a topic', text([null, '1', null, 'phx_join', {}]), false],
		['a number', text(7), false],
		['an unknown kind of frame', Buffer.from([9, 0, 0, 0, 0, 0, 0]), true],
		['a frame shorter than it says', Buffer.from([3, 0, 0, 200, 0, 0, 1, 65]), true]
	])('%s is refused', (_what, data, isBinary) => {
		expect(() => decodeMessage(data, isBinary)).toThrow(ProtocolError);
	});
});

describe('writing', () => {
	test('control messages are arrays in 2.0.0 and objects in 1.0.0', () => {
		const message = { joinRef: '1', ref: '2', topic: 't', event: 'e', payload: {} };

		expect(encodeMessage('2.0.0', message)).toBe('["1","2","t","e",{}]');
		expect(JSON.parse(encodeMessage('1.0.0', message))).toEqual({
			join_ref: '1',
			ref: '2',
			topic: 't',
			event: 'e',
			payload: {}
		});
	});

	test('a broadcast is one frame with the database’s id in its metadata', () => {
		const frame = encodeBroadcast('2.0.0', broadcast);
		const strings = 'realtime:ward:1' + 'moved' + '{"id":"a1"}';

		expect(frame?.subarray(0, 2)).toEqual(Buffer.from([0x82, 5 + strings.length + 9]));
		expect(frame?.subarray(2, 7)).toEqual(Buffer.from([4, 15, 5, 11, 1]));
		expect(frame?.toString('utf8', 7)).toBe(`${strings}{"bed":7}`);
	});

	test('1.0.0 gets the same broadcast as JSON', () => {
		const frame = encodeBroadcast('1.0.0', broadcast);

		expect(frame?.[0]).toBe(0x81);
		expect(JSON.parse(frame?.toString('utf8', 4) ?? '')).toEqual({
			topic: 'realtime:ward:1',
			event: 'broadcast',
			ref: null,
			payload: { type: 'broadcast', event: 'moved', payload: { bed: 7 }, meta: { id: 'a1' } }
		});
	});

	test('1.0.0 cannot carry bytes', () => {
		expect(encodeBroadcast('1.0.0', { ...broadcast, encoding: 'binary' })).toBeUndefined();
	});

	test('a topic too long for the binary header travels as text', () => {
		const topic = 'x'.repeat(300);
		const frame = encodeBroadcast('2.0.0', { ...broadcast, topic });

		expect(frame?.subarray(0, 2)).toEqual(Buffer.from([0x81, 126]));
		expect(JSON.parse(frame?.toString('utf8', 4) ?? '')).toMatchObject([
			null,
			null,
			`realtime:${topic}`,
			'broadcast',
			{ event: 'moved', payload: { bed: 7 } }
		]);
	});

	test('a large body gets the long length of RFC 6455', () => {
		const body = Buffer.from(JSON.stringify('x'.repeat(70_000)));
		const frame = encodeBroadcast('2.0.0', { ...broadcast, body });

		expect(frame?.subarray(0, 2)).toEqual(Buffer.from([0x82, 127]));
		expect(Number(frame?.readBigUInt64BE(2))).toBe((frame?.length ?? 0) - 10);
	});
});
