/** Reads CSV (RFC 4180) piece by piece, as a file comes: a quoted field may go on in the next piece. */
export class CsvReader {
	#fields: string[] = [];
	#field = '';
	#quoted = false;
	/** A quote within quotes ends them, or is the first of two that stand for one. */
	#ending = false;
	#separator: string | null = null;
	#line = 1;
	#begins = 1;

	/** The rows that are whole by now, each with the line it begins on. */
	read(text: string): { line: number; fields: string[] }[] {
		const rows: { line: number; fields: string[] }[] = [];
		for (const sign of text) {
			if (this.#quoted && !(this.#ending && sign !== '"')) {
				if (sign !== '"') this.#field += sign;
				else if (this.#ending) {
					this.#field += '"';
					this.#ending = false;
				} else this.#ending = true;
				if (sign === '\n') this.#line += 1;
				continue;
			}
			this.#quoted = false;
			this.#ending = false;
			if (sign === '"' && this.#field === '') this.#quoted = true;
			else if (sign === '\n') {
				this.#line += 1;
				const row = this.#row();
				if (row) rows.push(row);
				this.#begins = this.#line;
			} else if (sign === this.#separator || (!this.#separator && ',;\t'.includes(sign))) {
				// The first that is met is the file's: spreadsheets have their own by country.
				this.#separator = sign;
				this.#fields.push(this.#field);
				this.#field = '';
			} else if (sign !== '\r' && sign !== '\ufeff') this.#field += sign;
		}
		return rows;
	}

	/** What the last line was, where no line break follows it. */
	end(): { line: number; fields: string[] }[] {
		const row = this.#row();
		return row ? [row] : [];
	}

	#row() {
		const fields = [...this.#fields, this.#field].map((field) => field.trim());
		this.#fields = [];
		this.#field = '';
		this.#quoted = this.#ending = false;
		return fields.some(Boolean) ? { line: this.#begins, fields } : null;
	}
}
