/**
 * Reads the messages of PostgreSQL's built-in logical decoding plug-in, as far as following
 * inserts needs: relations and inserted rows. The format is in the PostgreSQL manual, "Logical
 * Replication Message Formats".
 */

/** An inserted row by column name; values are PostgreSQL's text format, null is SQL null. */
export type Row = Record<string, Buffer | null>;

interface Relation {
	name: string;
	columns: string[];
}

const relationMessage = 0x52; // R
const insertMessage = 0x49; // I
const textValue = 0x74; // t
const binaryValue = 0x62; // b

/** Remembers what each relation looks like, since rows come without column names. */
export class PgOutputDecoder {
	readonly #relations = new Map<number, Relation>();

	/** Hands the row to `onInsert` if the message is one; other messages are only noted. */
	read(message: Buffer, onInsert: (table: string, row: Row) => void): void {
		if (message[0] === relationMessage) this.#readRelation(message);
		else if (message[0] === insertMessage) {
			const relation = this.#relations.get(message.readUInt32BE(1));
			if (relation) onInsert(relation.name, readRow(message, relation.columns));
		}
	}

	#readRelation(message: Buffer): void {
		const id = message.readUInt32BE(1);
		const schema = readString(message, 5);
		const table = readString(message, schema.end);
		let offset = table.end + 1; // replica identity
		const count = message.readUInt16BE(offset);
		offset += 2;
		const columns: string[] = [];
		for (let index = 0; index < count; index++) {
			const column = readString(message, offset + 1); // flags
			columns.push(column.text);
			offset = column.end + 8; // type and its modifier
		}
		this.#relations.set(id, { name: table.text, columns });
	}
}

function readRow(message: Buffer, columns: string[]): Row {
	const row: Row = {};
	let offset = 8; // kind, relation, 'N', number of columns
	for (const column of columns) {
		const kind = message.readUInt8(offset++);
		if (kind === textValue || kind === binaryValue) {
			const length = message.readUInt32BE(offset);
			offset += 4;
			row[column] = message.subarray(offset, offset + length);
			offset += length;
		} else row[column] = null;
	}
	return row;
}

function readString(message: Buffer, start: number): { text: string; end: number } {
	const end = message.indexOf(0, start);
	return { text: message.toString('utf8', start, end), end: end + 1 };
}
