/*
 * Why somebody can do something, or cannot: for whoever manages access.
 *
 * The very functions and policies that decide are asked, as that person; what is told besides (by which role, by which
 * care) is where they look. Nothing of a record is told, only whether it is open and what by.
 */

create table private.access_questions (
  id            uuid primary key default gen_random_uuid(),
  asked_by      uuid not null, -- no foreign keys: a question was asked, whoever is gone since
  user_id       uuid not null,
  permission_id text not null,
  patient_id    uuid,
  at            timestamptz not null default clock_timestamp()
);
comment on table private.access_questions is 'Who asked why somebody can do something. What is in the audit log of it stays there.';
select private.audited('private.access_questions');
select private.forgets('private.access_questions', $$at < $1 - interval '90 days'$$);

/* Whether the caller sees a row of a table with a column `id`, by the table's own policies. */
create function private.policies_show(p_table regclass, p_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_condition text;
  v_shown boolean;
begin
  select concat_ws(' and ',
    format('(%s)', coalesce(string_agg(format('(%s)', pg_catalog.pg_get_expr(polqual, polrelid)), ' or ') filter (where polpermissive), 'false')),
    string_agg(format('(%s)', pg_catalog.pg_get_expr(polqual, polrelid)), ' and ') filter (where not polpermissive)
  ) into v_condition
  from pg_catalog.pg_policy
  where polrelid = p_table and polcmd in ('r', '*') and 'authenticated'::regrole = any (polroles);
  execute format('select exists (select from %s where id = $1 and %s)', p_table, v_condition) into v_shown using p_id;
  return v_shown;
end
$$;

/*
 * Becomes another person for the guards, which ask auth.uid(); gives what to go back by. An error undoes it with
 * everything else. Never exposed: whoever could call it would be anybody.
 */
create function private.ask_as(p_user_id uuid) returns text
language plpgsql set search_path = ''
as $$
declare
  v_own constant text := coalesce(current_setting('request.jwt.claims', true), '');
begin
  perform set_config(
    'request.jwt.claims', jsonb_build_object('sub', p_user_id, 'role', 'authenticated')::text, true
  );
  -- An older platform has the account in a setting of its own: better no answer than the asker's.
  if auth.uid() is distinct from p_user_id then
    raise exception 'the guards answer for somebody else';
  end if;
  return v_own;
end
$$;

/*
 * By what a patient is in somebody's care, now or later: [{reason, since, until, ward}]. A stay that is private, and does
 * not concern the caller, is not told of: then it is only `private`, whatever it follows from.
 */
create function private.care_told(p_staff_id uuid, p_patient_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if exists (
    select from public.admissions admission
    where admission.patient_id = p_patient_id and private.is_hidden(admission)
      and exists (select from private.care_access where source_id = admission.id and until > now())
  ) and exists (select from private.care_access where patient_id = p_patient_id and until > now() and (
    staff_id = p_staff_id or ward_id in (select ward_id from public.staff_wards where staff_id = p_staff_id)
  )) then
    return '[{"reason": "private"}]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'reason', care.reason, 'since', care.since, 'until', care.until, 'ward', ward.name
    ) order by care.since, care.reason), '[]')
    from private.care_access care
    left join public.wards ward on ward.id = care.ward_id
    where care.patient_id = p_patient_id and care.until > now() and (
      care.staff_id = p_staff_id or care.ward_id in (select ward_id from public.staff_wards where staff_id = p_staff_id)
    )
  );
end
$$;

create function private.explain_access(p_user_id uuid, p_permission text, p_patient_id uuid default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_own text;
  v_may boolean;
  v_staff_id uuid;
  v_working boolean;
  v_sees boolean;
  v_in_care boolean;
  v_linked boolean;
  v_charts boolean;
  v_care jsonb;
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.profiles where id = p_user_id) then
    raise exception 'no such person' using errcode = 'PT404', hint = 'p_user_id';
  end if;
  if not exists (select from public.permissions where id = p_permission) then
    raise exception 'no such permission' using errcode = 'PT404', hint = 'p_permission';
  end if;
  if p_patient_id is not null then
    -- Where a patient lies follows from whose care they are in: for those who may read it in the log as well.
    perform private.require_permission('audit.read');
    if not private.policies_show('public.patients', p_patient_id) then
      raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
    end if;
  end if;
  insert into private.access_questions (asked_by, user_id, permission_id, patient_id)
  values (auth.uid(), p_user_id, p_permission, p_patient_id);

  v_staff_id := (select id from public.staff where user_id = p_user_id);
  v_care := case when p_patient_id is not null then private.care_told(v_staff_id, p_patient_id) end;

  v_own := private.ask_as(p_user_id);
  v_may := private.has_permission(p_permission);
  v_working := private.is_staff();
  if p_patient_id is not null then
    v_sees := private.policies_show('public.patients', p_patient_id);
    v_charts := private.has_permission('charts.read');
    v_in_care := p_patient_id in (select private.care_patient_ids());
    v_linked := p_patient_id in (select private.current_patient_ids());
  end if;
  perform set_config('request.jwt.claims', v_own, true);

  return jsonb_build_object(
    'person', (
      select jsonb_build_object(
        'user_id', p_user_id, 'staff_id', v_staff_id, 'working', v_working, 'active', member.active,
        'name', private.people_named(array[p_user_id]) -> 0 ->> 'name',
        'shut_out', coalesce(account.banned_until > now(), false)
      )
      from auth.users account left join public.staff member on member.user_id = account.id
      where account.id = p_user_id
    ),
    'permission', jsonb_build_object(
      'id', p_permission, 'may', v_may,
      'roles', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'id', role.id, 'name', role.name, 'held_since', held.granted_at,
          'given_by', case when held.granted_by is not null
            then private.people_named(array[held.granted_by]) -> 0 ->> 'name' end
        ) order by held.granted_at nulls last, role.created_at, role.id), '[]')
        from public.role_permissions given
        join public.roles role on role.id = given.role_id
        left join public.user_roles held on held.role_id = role.id and held.user_id = p_user_id
        where given.permission_id = p_permission
      )
    ),
    'record', case when p_patient_id is not null then jsonb_build_object(
      'patient_id', p_patient_id, 'sees', v_sees, 'in_care', v_in_care, 'linked', v_linked, 'reads_charts', v_charts,
      'care', v_care,
      'links', (
        select coalesce(jsonb_agg(jsonb_build_object('relationship', relationship, 'since', created_at)), '[]')
        from public.portal_links where user_id = p_user_id and patient_id = p_patient_id
      )
    ) end
  );
end
$$;

select private.expose('explain_access', '{authenticated}',
  'Why a person holds a permission or not, and what opens a patient''s record to them, as the policies answer when asked as that person: {person: {user_id, staff_id, name, active, working, shut_out}, permission: {id, may, roles: [{id, name, held_since, given_by}] (those that give it; held_since null: not held)}, record: {patient_id, sees, in_care, linked, reads_charts, care: [{reason, since, until, ward}], links: [{relationship, since}]}}. Kept in the audit log. Needs access.manage, and for a record audit.read (42501); PT404 person, permission, patient.');
