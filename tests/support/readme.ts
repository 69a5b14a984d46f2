import type { QueryResult } from 'pg';

/** The README whose tables follow from the registries, from the project's folder. */
export const readmePath = 'supabase/README.md';

interface Queryable {
	query(sql: string): Promise<QueryResult<Record<string, unknown>>>;
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

/** The tables of the README as the database has them, by the name of their marker. */
export async function readmeTables(client: Queryable): Promise<Record<string, string>> {
	// Roles that may the same stand in one column; those a hospital or another test has made are not in the book.
	const roles = await client.query(`
		select string_agg(name, ', ' order by name) as name, permissions
		from (
			select roles.id as name, roles.kind,
				array(select permission_id from public.role_permissions where role_id = roles.id order by 1) as permissions
			from public.roles where built_in
		) role
		group by kind, permissions
		order by array_position(array['admin', 'doctor', 'staff', 'patient'], kind), cardinality(permissions) desc, 1`);
	const permissions = await client.query(
		'select id, description from public.permissions order by id'
	);
	const jobs = await client.query('select name, schedule, does from private.jobs order by name');

	const columns = roles.rows.map((role) => ({
		name: String(role.name),
		permissions: new Set(role.permissions as string[])
	}));
	return {
		permissions: [
			row(['permission', ...columns.map(({ name }) => name)]),
			row(['---', ...columns.map(() => ':---:')]),
			...permissions.rows.map(({ id }) =>
				row([`\`${id}\``, ...columns.map((role) => (role.permissions.has(String(id)) ? '●' : ''))])
			)
		].join('\n'),
		jobs: [
			row(['job', 'when (UTC)', 'what']),
			row(['---', '---', '---']),
			...jobs.rows.map(({ name, schedule, does }) =>
				row([`\`${name}\``, `\`${schedule}\``, String(does)])
			)
		].join('\n')
	};
}

const between = (name: string) =>
	new RegExp(`(<!-- from the database: ${name} -->\n)([\\s\\S]*?)(\n<!-- end -->)`);

/** The README with these tables between their markers. Throws when one has no markers. */
export function withTables(readme: string, tables: Record<string, string>): string {
	for (const [name, table] of Object.entries(tables)) {
		if (!between(name).test(readme))
			throw new Error(`${readmePath} has no place for the table of ${name}`);
		readme = readme.replace(between(name), (_, begin, _old, end) => `${begin}\n${table}\n${end}`);
	}
	return readme;
}
