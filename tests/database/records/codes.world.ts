import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { code }) {
		const system = `matrix-${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
		await db.rows(`insert into public.code_systems (id, name, url) values ($1, 'Matrix', $2)`, [
			system,
			`https://example.org/${system}`
		]);
		const codeId = await id(
			`insert into public.codes (system_id, code, display) values ($1, 'M00', 'Of the matrix')`,
			[system]
		);
		const importId = await id(
			`insert into public.code_imports (system_id, format, file_name) values ($1, 'generic', 'matrix.csv')`,
			[system]
		);
		return {
			keys: {
				code_systems: { id: system },
				codes: { id: codeId },
				code_imports: { id: importId }
			}
		};
	}
};
