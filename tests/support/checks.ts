import type { QueryResult } from 'pg';

/**
 * What `supabase db advisors` does not look for, or not strictly enough for medical records. Each
 * query names, one a row, what breaks its rule; none may find anything in the migrated database.
 */

/** Functions strangers may call, and why. */
const openFunctions = [
	// Answers null to strangers, so that the app need not ask whether somebody is signed in first.
	'public.current_access()',
	// A screen in a waiting room has no account: its link's secret is asked, and its channel's name.
	'public.queue_display(p_token text)',
	'private.queue_display(p_token text)',
	'private.is_live_display(p_topic text)',
	// A screen on a ward asks to be paired, and what it may show: its token is asked, and its channel's name.
	...[
		'begin_pairing()',
		'collect_display(p_secret text)',
		'check_displays(p_tokens text[])',
		'display_board(p_token text)'
	].flatMap((name) => [`public.${name}`, `private.${name}`]),
	'private.is_ward_display(p_topic text)',
	// Whoever has a link from a message may act on its visit, once; without a token that is alive, LN014.
	...[
		'visit_by_link(p_token text)',
		'slots_by_link(p_token text)',
		'confirm_visit_by_link(p_token text)',
		'cancel_visit_by_link(p_token text)',
		'reschedule_visit_by_link(p_token text, p_starts_at timestamp with time zone)'
	].flatMap((name) => [`public.${name}`, `private.${name}`]),
	// Whoever was offered a time by a message may answer without an account; the same holds for its token.
	...['offer_by_link', 'accept_offer_by_link', 'decline_offer_by_link'].flatMap((name) => [
		`public.${name}(p_token text)`,
		`private.${name}(p_token text)`
	]),
	// A calendar program cannot sign in: it knows the secret of a feed, or gets LN014.
	'public.calendar_feed(p_token text)',
	'private.calendar_feed(p_token text, p_at timestamp with time zone)'
];

/** Functions the auth service may call: its hooks. */
const hooks = ['private.limit_password_attempts(event jsonb)'];

/** Tables strangers may read. */
const openTables = [
	// The sign-in page says whose hospital it is.
	'public.hospital_settings'
];

/** Tables whose writes are not in the audit log, and why. */
const unauditedTables = [
	// A log itself, written by a trigger and granted to nobody else.
	'public.appointment_events',
	// A log itself: each row has its author and is never changed. The sections say the same as text.
	'public.handover_updates',
	'public.handover_sections',
	// Copies of what the log has already, sent and read by the thousand.
	'public.notifications'
];

const literals = (names: string[]) => names.map((name) => `'${name}'`).join(', ');

/** Schemas that are ours; the platform's own are the platform's business. */
const ours = `not in ('auth', 'storage', 'realtime', 'extensions', 'graphql', 'graphql_public', 'vault',
	'pgbouncer', 'supabase_migrations', 'supabase_functions', 'cron', 'net', 'information_schema')
	and nspname !~ '^pg_'`;

const ownFunctions = `
	select p.oid, p.proname, n.nspname, p.prosecdef, p.proconfig,
		format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
	from pg_proc p
	join pg_namespace n on n.oid = p.pronamespace
	where n.nspname ${ours}
		and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`;

const ownRelations = `
	select c.oid, c.relkind, c.relacl, c.relrowsecurity, c.reloptions, n.nspname,
		format('%s.%s', n.nspname, c.relname) as name
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	where n.nspname ${ours}
		and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

const ownPolicies = `
	select pol.oid, pol.polname, pol.polcmd, pol.polroles, pol.polpermissive, pol.polrelid,
		format('%s.%s: policy %s', n.nspname, c.relname, pol.polname) as name,
		concat(pg_get_expr(pol.polqual, pol.polrelid), ' ', pg_get_expr(pol.polwithcheck, pol.polrelid)) as expression
	from pg_policy pol
	join pg_class c on c.oid = pol.polrelid
	join pg_namespace n on n.oid = c.relnamespace
	where n.nspname ${ours} or (n.nspname, c.relname) in (('storage', 'objects'), ('realtime', 'messages'))`;

/** Every grant on a relation or one of its columns, with the role's name (`public` for everybody). */
const grants = `
	select r.name, r.nspname, r.relkind, coalesce(g.rolname, 'public') as grantee, acl.privilege_type
	from (${ownRelations}) r
	cross join lateral (
		select (aclexplode(r.relacl)).*
		union
		select (aclexplode(a.attacl)).* from pg_attribute a where a.attrelid = r.oid and a.attacl is not null
	) acl
	left join pg_roles g on g.oid = acl.grantee`;

const rules: string[] = [
	`select name || ': row-level security is off'
	 from (${ownRelations}) r where nspname = 'public' and relkind in ('r', 'p') and not relrowsecurity`,

	`select name || ': has no comment'
	 from (${ownRelations}) r where relkind in ('r', 'p') and obj_description(oid, 'pg_class') is null`,

	`select name || ': runs with the rights of its owner; add security_invoker = true'
	 from (${ownRelations}) r
	 where relkind = 'v'
		and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)`,

	`select name || ': a materialized view knows no row-level security and may not be in public'
	 from (${ownRelations}) r where relkind = 'm' and nspname = 'public'`,

	`select name || ': security definer outside the schema private'
	 from (${ownFunctions}) f where prosecdef and nspname <> 'private'`,

	`select name || ': search_path is not fixed'
	 from (${ownFunctions}) f
	 where not exists (select from unnest(proconfig) setting where setting like 'search_path=%')`,

	`select name || ': strangers may call it'
	 from (${ownFunctions}) f
	 where has_function_privilege('anon', oid, 'execute') and name not in (${literals(openFunctions)})`,

	`select name || ': the auth service may call it'
	 from (${ownFunctions}) f
	 where has_function_privilege('supabase_auth_admin', oid, 'execute') and name not in (${literals(hooks)})`,

	`select name || ': a hook of the auth service, and others may call it'
	 from (${ownFunctions}) f
	 where name in (${literals(hooks)})
		and (has_function_privilege('authenticated', oid, 'execute') or has_function_privilege('service_role', oid, 'execute'))`,

	`select distinct format('%s: %s granted to strangers', name, lower(privilege_type))
	 from (${grants}) g
	 where grantee in ('anon', 'public') and not (name in (${literals(openTables)}) and privilege_type = 'SELECT')`,

	`select distinct format('%s: %s granted to %s, though it is not for the API', name, lower(privilege_type), grantee)
	 from (${grants}) g
	 where nspname <> 'public' and grantee in ('authenticated', 'service_role')`,

	`select distinct format('%s: %s granted to %s', name, lower(privilege_type), grantee)
	 from (${grants}) g
	 where nspname = 'public' and grantee in ('authenticated', 'service_role')
		and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')`,

	`select format('%s.%s: no index begins with the columns of %s', n.nspname, c.relname, fk.conname)
	 from pg_constraint fk
	 join pg_class c on c.oid = fk.conrelid
	 join pg_namespace n on n.oid = c.relnamespace
	 where fk.contype = 'f' and fk.conparentid = 0 and n.nspname ${ours}
		and not exists (
			select from pg_index i
			where i.indrelid = fk.conrelid
				and (i.indkey::int2[])[0:cardinality(fk.conkey) - 1] @> fk.conkey
				and fk.conkey @> (i.indkey::int2[])[0:cardinality(fk.conkey) - 1]
				and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
		)`,

	`select name || ': for everybody; name the roles'
	 from (${ownPolicies}) p where 0 = any (polroles)`,

	`select name || ': consults what a user can write about themselves'
	 from (${ownPolicies}) p where expression ~* 'user_meta'`,

	`select name || ': lets everybody write'
	 from (${ownPolicies}) p where polcmd <> 'r' and polpermissive and btrim(expression) in ('true', 'true true')`,

	`select min(name) || ': one of several for the same command; write one'
	 from (${ownPolicies}) p, unnest(polroles) role
	 where polpermissive
	 group by polrelid, polcmd, role having count(*) > 1`,

	`select format('bucket %s: public, and %s lets it be listed', b.id, p.name)
	 from storage.buckets b
	 join (${ownPolicies}) p on p.polrelid = 'storage.objects'::regclass and p.polcmd in ('r', '*')
	 where b.public and (p.expression !~ 'bucket_id' or p.expression ~ ('''' || b.id || ''''))`,

	`select r.name || ': writes are not in the audit log'
	 from (${ownRelations}) r
	 where nspname = 'public' and relkind in ('r', 'p') and name not in (${literals(unauditedTables)})
		and not exists (
			select from pg_trigger t
			where t.tgrelid = r.oid and t.tgfoid = 'private.tg_audit'::regproc and t.tgenabled <> 'D'
		)`
];

/** Anything that runs a query: a `pg` client, a pool, a transaction of a test. */
interface Queryable {
	query(sql: string): Promise<QueryResult<Record<string, unknown>>>;
}

/**
 * Everything in the database that breaks a rule of ours, one sentence each, in order; empty when all
 * is well. Needs a role that may read the catalogues: `postgres`.
 */
export async function schemaProblems(client: Queryable): Promise<string[]> {
	const problems: string[] = [];
	for (const rule of rules) {
		const { rows } = await client.query(rule);
		problems.push(...rows.map((row) => String(Object.values(row)[0])));
	}
	return problems.sort();
}
