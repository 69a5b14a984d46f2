import type { QueryResult } from 'pg';

/**
 * What `supabase db advisors` does not look for, or not strictly enough for medical records. Each
 * query names, one a row, what breaks its rule; none may find anything in the migrated database.
 */

/** Functions strangers may call, and why. */
const openFunctions = [
	// Answers null to strangers, so that the app need not ask whether somebody is signed in first.
	'public.current_access()',
	// PostgREST asks it before each request, of strangers too; to them it says nothing.
	'public.require_session()',
	// Who is about to sign in: without the secret of a device the account has signed in on, always false.
	'public.excuse_device(p_email text, p_token text)',
	'private.excuse_device(p_email text, p_token text)',
	// Whoever was mailed that their account was signed in to says that it was not them; its token is asked.
	'public.disown_sign_in(p_token text)',
	'private.disown_sign_in(p_token text)',
	// Whether messages, seals, backups and jobs go on: yes or no. Figures need the secret of the vault.
	...['health()', 'metrics(p_token text)'].flatMap((name) => [`public.${name}`, `private.${name}`]),
	// What brings a key is done once, whoever sends it; without the key there is nothing to know.
	'private.request_key()',
	'private.known_answer(p_key text, p_what text, p_asked jsonb)',
	'private.keep_answer(p_key text, p_what text, p_asked jsonb, p_answer jsonb)',
	// A screen in a waiting room has no account: its link's secret is asked, and its channel's name.
	'public.queue_display(p_token text)',
	'private.queue_display(p_token text)',
	// Whether a stranger may hear on a channel: on those of screens, whose names are secrets.
	'private.may_on_topic(p_topic text, p_what text)',
	// A screen on a ward asks to be paired, and what it may show: its token is asked, and its channel's name.
	...[
		'begin_pairing()',
		'collect_display(p_secret text)',
		'check_displays(p_tokens text[])',
		'display_board(p_token text)'
	].flatMap((name) => [`public.${name}`, `private.${name}`]),
	// Whoever has a link from a message may act on its visit, once; without a token that is alive, LN014.
	...[
		'visit_by_link(p_token text)',
		'slots_by_link(p_token text)',
		'confirm_visit_by_link(p_token text)',
		'cancel_visit_by_link(p_token text)',
		'reschedule_visit_by_link(p_token text, p_starts_at timestamp with time zone)'
	].flatMap((name) => [`public.${name}`, `private.${name}`]),
	// Whoever was sent the link that asks says that an address is theirs.
	'public.confirm_address(p_token text)',
	'private.confirm_address(p_token text)',
	// Whoever was offered a time by a message may answer without an account; the same holds for its token.
	...['offer_by_link', 'accept_offer_by_link', 'decline_offer_by_link'].flatMap((name) => [
		`public.${name}(p_token text)`,
		`private.${name}(p_token text)`
	]),
	// Whoever has a prescription on paper, a pharmacy say, checks its code of eighty bits.
	'public.verify_prescription(p_code text)',
	'private.verify_prescription(p_code text)',
	// The same of a letter; and whoever was sent one by a link opens it with what only they know.
	...[
		'verify_letter(p_code text)',
		'letter_by_link(p_token text)',
		'open_letter(p_token text, p_answer text, p_what text)'
	].flatMap((name) => [`public.${name}`, `private.${name}`]),
	// A calendar program cannot sign in: it knows the secret of a feed, or gets LN014.
	'public.calendar_feed(p_token text)',
	'private.calendar_feed(p_token text)'
];

/** Functions the auth service may call: its hooks. */
const hooks = [
	'private.limit_password_attempts(event jsonb)',
	'private.limit_code_attempts(event jsonb)'
];

/** Tables strangers may read. */
const openTables = [
	// The sign-in page says whose hospital it is.
	'public.hospital_settings'
];

/** What tells the day, or the time of day, by the zone of the connection. */
const databaseDay = String.raw`\mcurrent_date\M|\mcurrent_time\M|\mlocaltime(stamp)?\M|(now|_timestamp)\(\)::(date|time)\M`;

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
	select c.oid, c.relkind, c.relispartition, c.relacl, c.relrowsecurity, c.reloptions, n.nspname,
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

	// Of several columns the first is enough: what is equal in it is a handful of rows.
	`select format('%s.%s: no index begins with the first column of %s', n.nspname, c.relname, fk.conname)
	 from pg_constraint fk
	 join pg_class c on c.oid = fk.conrelid
	 join pg_namespace n on n.oid = c.relnamespace
	 where fk.contype = 'f' and fk.conparentid = 0 and n.nspname ${ours}
		and not exists (
			select from pg_index i
			where i.indrelid = fk.conrelid and i.indkey[0] = fk.conkey[1]
				and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')
		)`,

	`select name || ': for everybody; name the roles'
	 from (${ownPolicies}) p where 0 = any (polroles)`,

	`select name || ': consults what a user can write about themselves'
	 from (${ownPolicies}) p where expression ~* 'user_meta'`,

	`select name || ': lets everybody write'
	 from (${ownPolicies}) p where polcmd <> 'r' and polpermissive and btrim(expression) in ('true', 'true true')`,

	// Of files each bucket has its own.
	`select min(name) || ': one of several for the same command; write one'
	 from (${ownPolicies}) p, unnest(polroles) role
	 where polpermissive and polrelid <> 'storage.objects'::regclass
	 group by polrelid, polcmd, role having count(*) > 1`,

	`select format('bucket %s: public, and %s lets it be listed', b.id, p.name)
	 from storage.buckets b
	 join (${ownPolicies}) p on p.polrelid = 'storage.objects'::regclass and p.polpermissive and p.polcmd in ('r', '*')
	 where b.public and (p.expression !~ 'bucket_id' or p.expression ~ ('''' || b.id || ''''))`,

	`select r.name || ': writes are not in the audit log'
	 from (${ownRelations}) r
	 where nspname = 'public' and relkind in ('r', 'p')
		and not exists (
			select from private.audited_tables a where not_because is not null and to_regclass(a.table_name) = r.oid
		)
		and not exists (
			select from pg_trigger t
			where t.tgrelid = r.oid and t.tgfoid = 'private.tg_audit'::regproc and t.tgenabled <> 'D'
		)`,

	// The database's day is that of UTC: for part of the hospitals it is yesterday's, or tomorrow's, for hours.
	`select format('%s.%s: its default is the day of the database; take private.hospital_day()', r.name, a.attname)
	 from (${ownRelations}) r
	 join pg_attrdef d on d.adrelid = r.oid
	 join pg_attribute a on a.attrelid = r.oid and a.attnum = d.adnum
	 where pg_get_expr(d.adbin, d.adrelid) ~* '${databaseDay}'`,

	`select f.name || ': asks for the day of the database; take private.hospital_day()'
	 from (${ownFunctions}) f join pg_proc p using (oid) where p.prosrc ~* '${databaseDay}'`
];

/** Every call of a private function in the body of a public one that writes. */
const publicCalls = `
	select f.oid, f.name, called[1] as called
	from (${ownFunctions}) f
	join pg_proc p on p.oid = f.oid and p.provolatile = 'v'
	cross join lateral regexp_matches(p.prosrc, 'private\\.(\\w+)\\(', 'g') as called
	where f.nspname = 'public'`;

/** Functions a registry names, with the arguments each must take. */
const registeredFunctions = `
	select 'open_work' as registry, subject || ' ' || item as entry, function || arguments as function
	from private.open_work
	cross join lateral (values (open_ids, '(uuid)'), (is_done, '(uuid)'), (hand_over, '(uuid, jsonb)')) as named (function, arguments)
	union all
	select 'delivery_kinds', kind, function || '(public.deliveries)'
	from private.delivery_kinds cross join lateral (values (obstacle), (content), (recipient)) as named (function)
	union all
	select 'timeline_sources', kind, entries || '(uuid, boolean, uuid, timestamptz, uuid, integer)' from private.timeline_sources
	union all
	select 'patient_references', table_name, function || '(uuid, uuid)' from private.patient_references
	union all
	select 'locked_before_records', locks, locks || '(uuid[])' from private.locked_before_records
	union all
	select 'patient_work', table_name, end_open || '(uuid)' from private.patient_work
	union all
	select 'step_subjects', subject, name || '(jsonb)' from private.step_subjects
	union all
	select 'care_sources', table_name, function || '(' || table_name || ')' from private.care_sources`;

/** PostgREST calls it before each request, whose key is for what follows; it takes nothing from the caller. */
const beforeEach = 'public.require_session()';

/** What the registries (supabase/migrations/*_registries.sql) need of every domain, by what each is about. */
const registryRules = {
	functions: [
		`select format('%s: %s names a function that is not there, %s', registry, entry, function)
		 from (${registeredFunctions}) r where function is not null and to_regprocedure(function) is null`
	],

	topics: [
		`select format('%s.%s: announces on %s, which private.topics does not know', n.nspname, c.relname, topic)
		 from pg_trigger t
		 join pg_class c on c.oid = t.tgrelid
		 join pg_namespace n on n.oid = c.relnamespace
		 cross join lateral string_to_table(split_part(encode(t.tgargs, 'escape'), '\\000', 1), ' ') topic
		 where t.tgfoid = 'private.tg_announce()'::regprocedure
			and not exists (select from private.topics where pattern = regexp_replace(topic, '\\{\\w+\\}', '{id}'))`
	],

	references: [
		`select format('%s.%s: points at a patient, and private.patient_references does not say what becomes of it in a merge',
			fk.conrelid::regclass, a.attname)
		 from pg_constraint fk
		 join pg_attribute a on a.attrelid = fk.conrelid and a.attnum = fk.conkey[1]
		 where fk.contype = 'f' and fk.conparentid = 0 and fk.confrelid = to_regclass('public.patients')
			and not exists (
				select from private.patient_references r
				where to_regclass(r.table_name) = fk.conrelid and r.column_name = a.attname
			)`,
		`select format('%s.%s: in private.patient_references, and points at no patient', r.table_name, r.column_name)
		 from private.patient_references r
		 where not exists (
			select from pg_constraint fk
			join pg_attribute a on a.attrelid = fk.conrelid and a.attnum = fk.conkey[1]
			where fk.contype = 'f' and fk.confrelid = to_regclass('public.patients')
				and fk.conrelid = to_regclass(r.table_name) and a.attname = r.column_name
		 )`
	],

	erasure: [
		`select format('%s.%s: points at a patient, and private.patient_erasure does not say what lawful erasure does', r.table_name, r.column_name)
		 from private.patient_references r
		 where not exists (
			select from private.patient_erasure e where e.table_name = r.table_name and e.column_name = r.column_name
		 )`,
		`select format('%s.%s: in private.patient_erasure, and points at no patient', e.table_name, e.column_name)
		 from private.patient_erasure e
		 where not exists (
			select from private.patient_references r where r.table_name = e.table_name and r.column_name = e.column_name
		 )`,
		`select format('%s.%s: to be blanked when a record is erased, and no column', e.table_name, blank)
		 from private.patient_erasure e cross join jsonb_object_keys(e.blanks) as blank
		 where not exists (
			select from pg_attribute a
			where a.attrelid = to_regclass(e.table_name) and a.attname = blank and a.attnum > 0 and not a.attisdropped
		 )`
	],

	patientWork: [
		`select r.table_name || ': points at a patient, and private.patient_work does not say whether it is work'
		 from private.patient_references r
		 where not exists (select from private.patient_work w where to_regclass(w.table_name) = to_regclass(r.table_name))`,
		`select w.table_name || ': said to be work for patients, and no trigger asks whether they are there'
		 from private.patient_work w
		 where open_when is not null and (
			select count(*) from pg_trigger t
			where t.tgrelid = to_regclass(w.table_name) and t.tgfoid = 'private.tg_patient_present'::regproc and t.tgenabled <> 'D'
		 ) <> 2`
	],

	exposed: [
		`select f.name || ': differs from the private function it stands for; expose it again'
		 from (${ownFunctions}) f
		 join pg_proc shown on shown.oid = f.oid
		 join pg_proc behind on behind.proname = shown.proname and behind.proargtypes = shown.proargtypes
			and behind.pronamespace = 'private'::regnamespace
		 where f.nspname = 'public' and (
			pg_get_function_arguments(behind.oid), pg_get_function_result(behind.oid), behind.provolatile, behind.proisstrict, behind.prorows
		 ) is distinct from (
			pg_get_function_arguments(shown.oid), pg_get_function_result(shown.oid), shown.provolatile, shown.proisstrict, shown.prorows
		 )`,
		// Materialized: asked once for each pair of functions, the texts take six seconds to read.
		`with calls as materialized (${publicCalls})
		 select distinct c.name || ': what runs as the owner could answer "Failing row contains"; expose private.' || c.called
		 from calls c
		 join pg_proc shown on shown.oid = c.oid
		 join pg_proc behind on behind.proname = c.called and behind.pronamespace = 'private'::regnamespace
		 where behind.prosecdef and behind.provolatile = 'v' and shown.prosrc not like '%Failing row contains%' and c.name <> '${beforeEach}'`
	],

	once: [
		`select f.name || ': writes, and does so again when it is sent again; expose private.' || f.proname
		 from (${ownFunctions}) f
		 join pg_proc p on p.oid = f.oid
		 where f.nspname = 'public' and p.provolatile = 'v' and p.prosrc not like '%private.known_answer(%' and f.name <> '${beforeEach}'`,
		`select r.name || ': people insert into it, and the same twice is two rows; see private.inserts_once'
		 from (${ownRelations}) r
		 where nspname = 'public' and relkind in ('r', 'p') and has_any_column_privilege('authenticated', r.oid, 'insert')
			-- Where the key of a row is what it says, the same twice is refused.
			and exists (
				select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
				where i.indrelid = r.oid and i.indisprimary and a.atthasdef
			)
			and not exists (select from pg_trigger t where t.tgrelid = r.oid and t.tgfoid = 'private.tg_insert_once'::regproc)`
	],

	comments: [
		`select name || ': has no comment'
		 from (${ownFunctions}) f where nspname = 'public' and obj_description(oid, 'pg_proc') is null`
	],

	names: [
		`select format('%s: constraint %s has no name of its own', conrelid::regclass, conname)
		 from pg_constraint c
		 join pg_namespace n on n.oid = c.connamespace
		 where contype = 'c' and conrelid <> 0 and conname ~ '_check[0-9]*$' and n.nspname ${ours}`
	],

	permissions: [
		`select distinct format('%s: asked for, and no domain defines it', asked[1])
		 from (
			select prosrc as text from pg_proc join (${ownFunctions}) f using (oid)
			union all select expression from (${ownPolicies}) p
			union all select concat_ws(' ', hear, be_present, speak) from private.topics
		 ) body
		 cross join lateral regexp_matches(text, '(?:has|require)_permission\\(''([a-z]+\\.[a-z_]+)''', 'g') asked
		 where not exists (select from public.permissions where id = asked[1])`
	],

	audited: [
		`select r.name || ': nothing says how its writes are logged, or why not; see private.audited and private.not_audited'
		 from (${ownRelations}) r
		 where nspname = 'public' and relkind in ('r', 'p')
			and not exists (select from private.audited_tables a where to_regclass(a.table_name) = r.oid)`,
		`select a.table_name || ': said to be in the audit log, and no trigger writes it'
		 from private.audited_tables a
		 where key is not null and not exists (
			select from pg_trigger t
			where t.tgrelid = to_regclass(a.table_name) and t.tgfoid = 'private.tg_audit'::regproc and t.tgenabled <> 'D'
		 )`
	],

	retention: [
		`select r.name || ': nothing says how long it is kept; see private.keeps and private.forgets'
		 from (${ownRelations}) r
		 where relkind in ('r', 'p') and not relispartition
			and not exists (select from private.retention kept where to_regclass(kept.table_name) = r.oid)`
	],

	jobs: [
		`select format('job %s: not made by private.schedule', jobname)
		 from cron.job where not exists (select from private.jobs where name = jobname)`
	],

	platform: [
		`select format('%s.%s: ours, in a schema of the platform', n.nspname, o.name)
		 from (
			select relname as name, relnamespace as place, relowner as owner, oid, 'pg_class'::regclass as class
			from pg_class where relkind not in ('i', 't')
			union all
			select proname, pronamespace, proowner, oid, 'pg_proc'::regclass from pg_proc
		 ) o
		 join pg_namespace n on n.oid = o.place
		 where n.nspname in ('auth', 'storage', 'realtime', 'vault', 'net', 'cron', 'graphql', 'supabase_functions')
			and o.owner = 'postgres'::regrole
			and not exists (select from pg_depend d where d.classid = o.class and d.objid = o.oid and d.deptype = 'e')`
	],

	// One that only repeats the beginning of another, or begins with a column that is unique by itself.
	indexes: [
		`select format('%s: index %s is of no use beside %s', i.indrelid::regclass, i.indexrelid::regclass, o.indexrelid::regclass)
		 from pg_index i
		 join pg_class c on c.oid = i.indexrelid
		 join pg_namespace n on n.oid = c.relnamespace
		 join pg_index o on o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid
		 join pg_class oc on oc.oid = o.indexrelid and oc.relam = c.relam
		 where n.nspname ${ours} and not i.indisunique and i.indpred is null and o.indpred is null
			and i.indexprs is null and o.indexprs is null
			and (
				i.indnkeyatts < o.indnkeyatts
				and (i.indkey::int2[])[0:i.indnkeyatts - 1] = (o.indkey::int2[])[0:i.indnkeyatts - 1]
				and (i.indoption::int2[])[0:i.indnkeyatts - 1] = (o.indoption::int2[])[0:i.indnkeyatts - 1]
				or o.indisunique and o.indnkeyatts = 1 and i.indkey[0] = o.indkey[0]
			)`
	]
};

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
	for (const rule of [...rules, ...Object.values(registryRules).flat()]) {
		const { rows } = await client.query(rule);
		problems.push(...rows.map((row) => String(Object.values(row)[0])));
	}
	return problems.sort();
}
