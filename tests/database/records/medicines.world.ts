import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { code }) {
		const group = `m_${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
		await db.rows(
			`insert into public.substance_groups (id, name, name_es) values ($1, 'Matrix', 'Matriz')`,
			[group]
		);
		const substanceId = await id(
			`insert into public.substances (name, name_es) values ($1, 'Matriz')`,
			[`Matrix ${code}`]
		);
		await db.rows(
			'insert into public.substance_group_members (substance_id, group_id) values ($1, $2)',
			[substanceId, group]
		);
		const medicineId = await id(
			`insert into public.medicines (name, name_es, form, unit, routes, mapped)
			 values ($1, 'Matriz', 'tablet', 'tablet', '{oral}', true)`,
			[`Matrix ${code} 1 mg tablets`]
		);
		await db.rows(
			`insert into public.medicine_ingredients (medicine_id, place, substance_id, strength, strength_unit) values ($1, 1, $2, 1, 'mg')`,
			[medicineId, substanceId]
		);
		await db.rows(`select private.keep_catalogue_version('medicine', $1::text, 1)`, [medicineId]);
		const importId = await id(
			`insert into public.rule_imports (source, version, file_name) values ($1, '1', 'matrix.csv')`,
			[`Matrix ${code}`]
		);
		const ruleId = await id(
			`insert into public.medicine_rules (kind, group_a, severity, text, text_es, source, source_version)
			 values ('duplicate', $1, 'warn', 'Of the matrix', 'De la matriz', 'Matrix', '1')`,
			[group]
		);
		const rangeId = await id(
			`insert into public.dose_ranges (substance_id, route, unit, min_dose, max_dose, max_daily, source, source_version)
			 values ($1, 'oral', 'mg', 1, 2, 4, 'Matrix', '1')`,
			[substanceId]
		);
		return {
			keys: {
				substance_groups: { id: group },
				substances: { id: substanceId },
				substance_group_members: { substance_id: substanceId, group_id: group },
				medicines: { id: medicineId },
				medicine_ingredients: { medicine_id: medicineId, place: 1 },
				catalogue_versions: { kind: 'medicine', item: medicineId, version: 1 },
				rule_imports: { id: importId },
				medicine_rules: { id: ruleId },
				dose_ranges: { id: rangeId }
			}
		};
	}
};
