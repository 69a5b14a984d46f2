/*
 * Who has a patient in their care: one table that policies ask, through private.care_patient_ids(), and one writer,
 * private.join_care_team. Every row ends by itself: nothing that was forgotten keeps a chart open.
 *
 * A row follows from something (a visit, a stay, an assignment) whose table is named in private.care_sources; a trigger
 * keeps the rows of each of its rows. A rejected alternative asked those tables at every statement: a union that grew
 * with each domain, and in which a team member without an end outlived whatever they were there for.
 */

create table private.care_access (
  patient_id uuid not null references public.patients on delete cascade,
  reason     text not null,
  source_id  uuid not null,
  -- No foreign keys: the rows they follow from have them, and who books should not queue for the colleague's row.
  staff_id   uuid,
  ward_id    uuid,
  since      timestamptz not null default now(),
  until      timestamptz not null,
  constraint care_access_once unique nulls not distinct (reason, source_id, staff_id, ward_id),
  constraint care_access_reason_known check (reason in ('assigned', 'booked', 'admitted', 'escalated', 'covering', 'emergency')),
  constraint care_access_somebody check (num_nonnulls(staff_id, ward_id) = 1),
  constraint care_access_ends check (until > since and isfinite(until))
);
comment on table private.care_access is 'Who may read a patient''s chart now or later: a colleague, or whoever works on a ward. Written by join_care_team alone.';
comment on column private.care_access.source_id is 'The visit, stay, membership or alert it follows from.';
create index care_access_staff_id_idx on private.care_access (staff_id, until) where staff_id is not null;
create index care_access_ward_id_idx on private.care_access (ward_id, until) where ward_id is not null;
create index care_access_patient_id_idx on private.care_access (patient_id);
create index care_access_until_idx on private.care_access (until);

/*
 * Care that ends is told on the patient's channel, where those whose it was still listen: who may is asked when a channel
 * is joined. At commit, when it is known whether they have the patient by something else.
 */
create function private.tg_care_access__ended() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if old.until > now() and not exists (
    select from private.care_access
    where patient_id = old.patient_id and until > now()
      and staff_id is not distinct from old.staff_id and ward_id is not distinct from old.ward_id
  ) then
    perform private.announce_once('patient:' || old.patient_id, 'access_changed');
  end if;
  return null;
end
$$;
create constraint trigger care_access_600_ended after delete or update of until on private.care_access
  deferrable initially deferred
  for each row execute function private.tg_care_access__ended();

/* What ends by the clock, since the last time this was asked. */
create function private.tell_of_ended_care(p_at timestamptz default now()) returns void
language sql security definer set search_path = ''
as $$
  select private.announce_once('patient:' || patient_id, 'access_changed')
  from (
    select distinct patient_id from private.care_access where until between p_at - interval '90 seconds' and p_at
  ) as ended;
$$;

create table private.care_sources (
  table_name text primary key,
  reason     text not null,
  function   text not null,
  renewed    boolean not null,
  constraint care_sources_function_form check (function ~ '^private\.[a-z0-9_]+$')
);
comment on table private.care_sources is 'The tables from whose rows care follows.';
comment on column private.care_sources.function is '`private.name(p_row <the table''s type>) returns table (patient_id, staff_id, ward_id, since, until)`: whose care follows from a row.';
comment on column private.care_sources.renewed is 'Whether what has no end yet is given another year each night.';

/* How long care lasts that nobody has ended: long enough for any stay, since it is renewed; and still an end. */
create function private.care_horizon() returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return now() + interval '1 year';
end
$$;

/*
 * Lets a colleague, or whoever works on a ward, read a patient's chart until p_until; said again for the same source it
 * says until when from now on. The only writer of private.care_access.
 */
create function private.join_care_team(
  p_patient_id uuid, p_reason text, p_source_id uuid, p_until timestamptz,
  p_staff_id uuid default null, p_ward_id uuid default null, p_since timestamptz default now()
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  -- What is over, or would be before it begins, gives nobody anything.
  if p_until <= greatest(p_since, now()) then return; end if;
  insert into private.care_access as access (patient_id, reason, source_id, staff_id, ward_id, since, until)
  values (p_patient_id, p_reason, p_source_id, p_staff_id, p_ward_id, p_since, p_until)
  on conflict on constraint care_access_once do update set
    patient_id = excluded.patient_id, since = least(access.since, excluded.since), until = excluded.until;
end
$$;

/* Ends what followed from a source. */
create function private.leave_care_team(p_reason text, p_source_id uuid) returns void
language sql security definer set search_path = ''
as $$
  delete from private.care_access where reason = p_reason and source_id = p_source_id;
$$;

/*
 * Lets care follow from a table with a column `id`: makes the trigger `<table>_350_care_access` and
 * its function, each table its own so that the plan is kept.
 *
 *   select private.care_follows('public.appointments', 'booked', 'private.care_of_visit', 'patient_id, doctor_id, starts_at, status');
 */
create function private.care_follows(
  p_table regclass, p_reason text, p_function text, p_columns text, p_renewed boolean default false
) returns void
language plpgsql set search_path = ''
as $$
declare
  v_name constant text := (select relname from pg_catalog.pg_class where oid = p_table);
begin
  insert into private.care_sources (table_name, reason, function, renewed)
  values (p_table::text, p_reason, p_function, p_renewed);
  execute format(
    $make$
      create function private.%1$I() returns trigger language plpgsql security definer set search_path = '' as $body$
      begin
        if tg_op <> 'INSERT' then
          perform private.leave_care_team(%2$L, old.id);
        end if;
        if tg_op <> 'DELETE' then
          perform private.join_care_team(care.patient_id, %2$L, new.id, care.until, care.staff_id, care.ward_id, care.since)
          from %3$s(new) as care;
        end if;
        return null;
      end
      $body$;
    $make$,
    'tg_' || v_name || '__care_access', p_reason, p_function
  );
  execute format(
    'create trigger %I after insert or delete or update of %s on %s for each row execute function private.%I()',
    v_name || '_350_care_access', p_columns, p_table, 'tg_' || v_name || '__care_access'
  );
end
$$;

/* Makes anew what follows from the tables: after a bulk load that switched triggers off. Escalations, emergencies and what stand-ins took up stay. */
create function private.rebuild_care_access() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_source private.care_sources;
begin
  for v_source in select * from private.care_sources order by table_name loop
    execute format('delete from private.care_access where reason = $1 and source_id in (select id from %s)', v_source.table_name)
    using v_source.reason;
    execute format(
      'select private.join_care_team(care.patient_id, $1, source.id, care.until, care.staff_id, care.ward_id, care.since)
       from %s as source cross join lateral %s(source) as care where care.until > now()',
      v_source.table_name, v_source.function
    ) using v_source.reason;
  end loop;
end
$$;

/* Gives what goes on another year. */
create function private.renew_care_access() returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update private.care_access set until = private.care_horizon()
  where until between now() and private.care_horizon() - interval '30 days'
    and reason in (select reason from private.care_sources where renewed);
end
$$;
select private.schedule('care_ended', '* * * * *', 'private.tell_of_ended_care', 'Says on a patient''s channel that somebody''s care has ended');
select private.schedule('care_access', '47 2 * * *', 'private.renew_care_access', 'Renews the care of who is still here');

/* Named members ------------------------------------------------------------------------------- */

create table public.care_team_members (
  id         uuid primary key default gen_random_uuid(),
  patient_id uuid not null references public.patients on delete cascade,
  staff_id   uuid not null references public.staff on delete cascade,
  role       text not null,
  since      timestamptz not null default now(),
  until      timestamptz not null default now() + interval '1 year',
  created_at timestamptz not null default now(),
  constraint care_team_members_role_known check (role in ('attending', 'consultant', 'nurse', 'therapist', 'other')),
  constraint care_team_members_until_after_since check (until > since),
  constraint care_team_members_bounded check (until - since <= interval '367 days'),
  constraint care_team_members_once exclude using gist (patient_id with =, staff_id with =, tstzrange(since, until) with &&)
);
comment on table public.care_team_members is 'Doctors and nurses assigned to a patient, and when. Written by commands: whoever could write it could open any chart.';
create index care_team_members_staff_id_idx on public.care_team_members (staff_id, patient_id);
create index care_team_members_patient_id_idx on public.care_team_members (patient_id);

alter table public.care_team_members enable row level security;
create policy care_team_members_select_own_or_carers on public.care_team_members for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );

grant select on public.care_team_members to authenticated;

select private.audited('public.care_team_members');
select private.keeps('{public.care_team_members}', 'Who looked after a patient is part of the record');
select private.keeps('{private.care_sources}', 'Said by migrations alone');
select private.forgets('private.care_access', 'until < $1');

/*
 * Who looked after both is a member once at a time: of a membership in the other record stays what the one that goes on has
 * not, and of two such pieces the later one, in which somebody may be looking after the patient now.
 */
create function private.merge_care_team(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_member public.care_team_members;
  v_left tstzrange;
begin
  for v_member in select * from public.care_team_members where patient_id = p_from order by since, id loop
    select time into v_left
    from unnest(
      tstzmultirange(tstzrange(v_member.since, v_member.until)) - (
        select coalesce(range_agg(tstzrange(other.since, other.until)), '{}')
        from public.care_team_members other where other.patient_id = p_to and other.staff_id = v_member.staff_id
      )
    ) as time
    order by upper(time) desc limit 1;
    if found then
      update public.care_team_members set patient_id = p_to, since = lower(v_left), until = upper(v_left) where id = v_member.id;
    else
      delete from public.care_team_members where id = v_member.id;
    end if;
  end loop;
end
$$;
select private.on_merge('{public.care_team_members}', 'refuse', 'private.merge_care_team', p_knowingly => 'function');
select private.on_erasure('{public.care_team_members,private.care_access}', 'record', 'delete');
-- What followed from rows that moved has followed them.
select private.on_merge('{private.care_access}', 'drop');
select private.no_work_of_patients('{public.care_team_members,private.care_access}', 'Who may read the chart, afterwards too');

/* A named member of the team. */
create function private.care_of_member(p_member public.care_team_members)
returns table (patient_id uuid, staff_id uuid, ward_id uuid, since timestamptz, until timestamptz)
language plpgsql stable rows 1 set search_path = ''
as $$
begin
  return query
    select p_member.patient_id, p_member.staff_id, null::uuid, p_member.since, p_member.until;
end
$$;

select private.care_follows('public.care_team_members', 'assigned', 'private.care_of_member', 'patient_id, staff_id, since, until');

/*
 * A patient of the caller's whose team they may change. Not of somebody who is there for an emergency: they would make it last.
 *
 * Raises 42501 without team.manage, PT404 for a patient who is not in their care.
 */
create function private.require_team(p_patient_id uuid, p_hint text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('team.manage');
  if not exists (select from private.standing_care(private.current_staff_id(), p_patient_id))
    or not private.has_permission('charts.read')
  then
    raise exception 'there is no such patient' using errcode = 'PT404', hint = p_hint;
  end if;
end
$$;

create function private.assign_to_care_team(
  p_patient_id uuid, p_staff_id uuid, p_role text, p_until timestamptz default null
) returns public.care_team_members
language plpgsql security definer set search_path = ''
as $$
declare
  v_member public.care_team_members;
begin
  perform private.require_team(p_patient_id, 'p_patient_id');
  if p_staff_id = private.current_staff_id() then
    raise exception 'somebody else decides who is in the team' using errcode = '42501', hint = 'p_staff_id';
  end if;
  -- Who leaves the hospital meanwhile is waited for, and is not in the team then.
  perform from public.staff
  where id = p_staff_id and active and private.person_may(user_id, 'charts.read')
  for share;
  if not found then
    raise exception 'there is no such colleague who reads charts' using errcode = '22023', hint = 'p_staff_id';
  end if;
  -- The wait may have been for what ended the caller's right.
  perform private.require_team(p_patient_id, 'p_patient_id');
  if p_until <= now() or p_until > now() + interval '1 year' then
    raise exception 'a membership ends within a year' using errcode = '22023', hint = 'p_until';
  end if;
  insert into public.care_team_members (patient_id, staff_id, role, until)
  values (p_patient_id, p_staff_id, p_role, coalesce(p_until, now() + interval '1 year'))
  returning * into v_member;
  return v_member;
end
$$;

create function private.end_care_membership(p_member_id uuid) returns public.care_team_members
language plpgsql security definer set search_path = ''
as $$
declare
  v_member public.care_team_members;
begin
  select * into v_member from public.care_team_members where id = p_member_id for no key update;
  if v_member.id is null or v_member.staff_id is distinct from private.current_staff_id() then
    perform private.require_team(v_member.patient_id, 'p_member_id');
  end if;
  -- What had not begun never was; what has ended stays as it ended.
  if v_member.since >= now() then
    delete from public.care_team_members where id = p_member_id;
  else
    update public.care_team_members set until = least(until, now()) where id = p_member_id returning * into v_member;
  end if;
  return v_member;
end
$$;

select private.expose('assign_to_care_team', '{authenticated}', 'Puts a colleague who reads charts into the team of a patient in the caller''s care, from now until p_until, a year without; never oneself. Needs team.manage (42501); not in care PT404; no such colleague, or too long 22023; twice at a time 23P01.');
select private.expose('end_care_membership', '{authenticated}', 'Ends a membership of a care team now: one''s own, or a colleague''s with team.manage (42501) and the patient in care (PT404).');

select private.define_permission('team.manage', 'Put colleagues into the care team of a patient in one''s care, and take them out', '{doctor,ward_manager}');
select private.define_permission('charts.read', 'See the clinical records of patients in one''s care', '{doctor,nurse,ward_manager}');
