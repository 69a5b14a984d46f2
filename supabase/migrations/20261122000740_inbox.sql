/*
 * The inbox of doctors and nurses: one list of what waits for somebody, whichever room it comes from. A room says where its
 * items come from, and keeps them itself: an item is in the list because the row it stands for is open, and is gone from all
 * lists in the transaction that closes it. Rejected: a table of items, a second truth beside each domain's own.
 *
 * Whoever is away names who stands in for them. Nothing moves: their items are in the other's list as well, marked as
 * theirs, until the time is over. A stand-in has the patient in their care from when they take an item up, no sooner, and
 * of that patient alone.
 */
create table private.inbox_sources (
  kind       text primary key,
  place      integer not null,
  permission text not null references public.permissions on delete restrict,
  items      text not null,
  covered    boolean not null,
  constraint inbox_sources_kind_form check (kind ~ '^[a-z][a-z_]{2,39}$'),
  constraint inbox_sources_items_form check (items ~ '^private\.[a-z0-9_]+$')
);
comment on table private.inbox_sources is 'What can wait for a doctor or a nurse: a row a kind of item. Read by public.read_inbox.';
comment on column private.inbox_sources.permission is 'Who has such items: nobody else is shown one, as a stand-in neither.';
comment on column private.inbox_sources.items is '`private.name(p_staff_id uuid) returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)`: all that waits for that colleague, since when; shared: it is in others'' lists as well, whoever comes first; facts: what the room''s inbox.ts makes words of; link: a path of the app where it is dealt with.';
comment on column private.inbox_sources.covered is 'Whether a stand-in can deal with it. What only its owner can (a signature) waits for them.';
create index inbox_sources_permission_idx on private.inbox_sources (permission);
select private.keeps('{private.inbox_sources}', 'Said by migrations alone');

create table public.stand_ins (
  id          uuid primary key default gen_random_uuid(),
  staff_id    uuid not null references public.staff on delete cascade,
  delegate_id uuid not null references public.staff on delete cascade,
  since       timestamptz not null,
  until       timestamptz not null,
  named_by    uuid references public.staff on delete set null default private.current_staff_id(),
  created_at  timestamptz not null default now(),
  constraint stand_ins_somebody_else check (staff_id <> delegate_id),
  constraint stand_ins_order check (since <= until and isfinite(until)),
  -- Two would each believe that the other does it.
  constraint stand_ins_one_at_a_time exclude using gist (staff_id with =, tstzrange(since, until) with &&)
);
comment on table public.stand_ins is 'Who deals with what waits for a colleague who is away, from when until when. Ended early, until is when that was.';
create index stand_ins_staff_id_until_idx on public.stand_ins (staff_id, until);
create index stand_ins_delegate_id_until_idx on public.stand_ins (delegate_id, until);
create index stand_ins_named_by_idx on public.stand_ins (named_by);

alter table public.stand_ins enable row level security;
-- Whom to turn to is for all who work here.
create policy stand_ins_select_staff on public.stand_ins for select to authenticated using ((select private.is_staff()));
grant select on public.stand_ins to authenticated;

select private.define_permission('inbox.hand_over', 'Name who stands in for a colleague who is away', '{ward_manager}');
select private.audited('public.stand_ins');
select private.keeps('{public.stand_ins}', 'Who answered for whose patients is asked for long after');

/* Who is away, and who stands in ----------------------------------------------------------------- */

/* Whose items a colleague deals with besides their own, now. */
create function private.stands_in_for(p_staff_id uuid) returns setof uuid
language plpgsql stable security definer rows 2 set search_path = ''
as $$
begin
  return query
    select stand_in.staff_id from public.stand_ins stand_in
    where stand_in.delegate_id = p_staff_id and stand_in.until > now() and stand_in.since <= now();
end
$$;

/* Who stands in for a colleague now and is here to do so; null: nobody. */
create function private.stand_in_of(p_staff_id uuid) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select stand_in.delegate_id from public.stand_ins stand_in
    join public.staff on staff.id = stand_in.delegate_id and staff.active
    where stand_in.staff_id = p_staff_id and stand_in.until > now() and stand_in.since <= now()
      and not private.is_away(stand_in.delegate_id)
  );
end
$$;

/*
 * Whether a colleague does not look into their inbox these days: they have left, somebody stands in for them, or they are
 * absent for longer than a day's work. A meeting is no absence.
 */
create function private.is_away(p_staff_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return not exists (select from public.staff where id = p_staff_id and active)
    or exists (
      select from public.stand_ins where staff_id = p_staff_id and until > now() and since <= now()
    )
    or exists (
      select from public.availability_exceptions absence
      where absence.doctor_id = p_staff_id and absence.kind <> 'extra' and absence.starts_at <= now() and absence.ends_at > now()
        and absence.ends_at - absence.starts_at > interval '12 hours'
    );
end
$$;

/* Whether what waits for a colleague is their team's meanwhile: they are away, and nobody stands in. */
create function private.left_to_team(p_staff_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return p_staff_id is null or private.is_away(p_staff_id) and private.stand_in_of(p_staff_id) is null;
end
$$;

/* The patients a colleague has in their care, an emergency aside: for whose team they are. */
create function private.care_of_staff(p_staff_id uuid) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = ''
as $$
begin
  return query
    select access.patient_id from private.care_access access
    where access.staff_id = p_staff_id and access.until > now() and access.since <= now() and access.reason <> 'emergency'
    union
    select access.patient_id from private.care_access access
    join public.staff_wards using (ward_id)
    where staff_wards.staff_id = p_staff_id and access.until > now() and access.since <= now();
end
$$;

/* News ------------------------------------------------------------------------------------------ */

/* Says to colleagues, and to who stands in for them, that their lists have changed. */
create function private.announce_inbox(p_staff_ids uuid[]) returns void
language sql security definer set search_path = ''
as $$
  select private.announce_once('user:' || staff.user_id, 'inbox_changed')
  from public.staff
  where staff.user_id is not null and staff.active and (
    staff.id = any (p_staff_ids)
    or staff.id in (
      select delegate_id from public.stand_ins where staff_id = any (p_staff_ids) and until > now() and since <= now()
    )
  );
$$;

/* Whoever has a patient in their care now. */
create function private.care_team_of(p_patient_id uuid) returns setof uuid
language plpgsql stable security definer rows 10 set search_path = ''
as $$
begin
  return query
    select access.staff_id from private.care_access access
    where access.patient_id = p_patient_id and access.staff_id is not null and access.until > now() and access.since <= now()
      and access.reason <> 'emergency'
    union
    select staff_wards.staff_id from private.care_access access
    join public.staff_wards using (ward_id)
    where access.patient_id = p_patient_id and access.until > now() and access.since <= now();
end
$$;

/*
 * Announces the lists a row is, or was, in: those of the colleagues its columns name, and with `team` of whoever has the
 * patient in their care.
 *
 *   execute function private.tg_announce_inbox('author_id cosigner_id');
 *   execute function private.tg_announce_inbox('staff_id', 'team');
 */
create function private.tg_announce_inbox() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
begin
  perform private.announce_inbox(array(
    select (side.row_ ->> name)::uuid
    from unnest(string_to_array(tg_argv[0], ' ')) as name cross join (values (v_old), (v_new)) as side (row_)
    where name <> '' and side.row_ ->> name is not null
    union
    select private.care_team_of((coalesce(v_new, v_old) ->> 'patient_id')::uuid) where coalesce(tg_argv[1], '') = 'team'
  ));
  return null;
end
$$;

/* Reading --------------------------------------------------------------------------------------- */

/* All that waits for a colleague, and for those they stand in for; for_id says for whom, null themselves. */
create function private.inbox_rows(p_staff_id uuid, p_kind text default null)
returns table (
  kind text, place integer, item_id uuid, for_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text
)
language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  c_of constant uuid[] := array(select private.stands_in_for(p_staff_id));
  v_source private.inbox_sources;
begin
  if p_staff_id is null then return; end if;
  for v_source in
    select * from private.inbox_sources source
    where (p_kind is null or source.kind = p_kind) and private.staff_holds(p_staff_id, source.permission)
    order by source.place, source.kind
  loop
    return query execute format(
      'select $2, $3, item.item_id, null::uuid, item.patient_id, item.at, item.urgent, item.shared, item.facts, item.link from %s($1) item',
      v_source.items
    ) using p_staff_id, v_source.kind, v_source.place;
    -- What a team shares is in one's own list already, if one is in the team.
    if v_source.covered and c_of <> '{}' then
      return query execute format(
        'select $2, $3, item.item_id, away, item.patient_id, item.at, item.urgent, item.shared, item.facts, item.link
         from unnest($1) as away cross join lateral %s(away) item where not item.shared',
        v_source.items
      ) using c_of, v_source.kind, v_source.place;
    end if;
  end loop;
end
$$;

create function private.read_inbox(
  p_kind text default null, p_after_urgent boolean default null, p_after timestamptz default null, p_after_id uuid default null,
  p_limit integer default 30
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_limit constant integer := least(greatest(coalesce(p_limit, 30), 1), 100);
  v_staff_id constant uuid := private.current_staff_id();
begin
  perform private.require_permission('charts.read');
  return (
    with waiting as materialized (
      select *, row_number() over (partition by waits.kind order by waits.urgent desc, waits.at, waits.item_id) as number
      from private.inbox_rows(v_staff_id) waits
    ), page as (
      select * from waiting
      where case
        when p_kind is null then number <= v_limit
        else kind = p_kind and (p_after_id is null or (not urgent, at, item_id) > (not p_after_urgent, p_after, p_after_id))
      end
      order by place, number
      limit case when p_kind is null then 1000 else v_limit + 1 end
    )
    select jsonb_build_object(
      'counts', coalesce((
        select jsonb_agg(jsonb_build_object('kind', kind, 'count', count, 'urgent', urgent) order by place, kind)
        from (select kind, place, count(*) as count, count(*) filter (where urgent) as urgent from waiting group by kind, place) counted
      ), '[]'),
      'items', coalesce((
        select jsonb_agg(jsonb_build_object(
          'kind', page.kind, 'id', page.item_id, 'at', page.at, 'urgent', page.urgent, 'shared', page.shared, 'facts', page.facts,
          'link', page.link, 'for_name', away.full_name, 'patient_id', page.patient_id, 'patient_name', patient.full_name, 'mrn', patient.mrn
        ) order by page.place, page.number)
        from page
        join public.patients patient on patient.id = page.patient_id
        left join public.staff away on away.id = page.for_id
      ), '[]')
    )
  );
end
$$;

/* How much waits, for the navigation. */
create function private.inbox_count() returns integer
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('charts.read');
  return (select count(*) from private.inbox_rows(private.current_staff_id()));
end
$$;

/*
 * Takes an item up, and says where it is dealt with. A stand-in has the patient in their care from now until the
 * colleague is back.
 */
create function private.take_up_item(p_kind text, p_item_id uuid) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_item record;
begin
  perform private.require_permission('charts.read');
  select * into v_item from private.inbox_rows(v_staff_id, p_kind) waits where waits.item_id = p_item_id order by waits.for_id nulls first limit 1;
  if not found then
    raise exception using errcode = 'PT404', message = 'This does not wait for you', hint = 'p_item_id';
  end if;
  if v_item.for_id is not null then
    perform private.join_care_team(
      v_item.patient_id, 'covering', p_item_id,
      (
        select stand_in.until from public.stand_ins stand_in
        where stand_in.staff_id = v_item.for_id and stand_in.delegate_id = v_staff_id and stand_in.until > now() and stand_in.since <= now()
      ),
      v_staff_id
    );
  end if;
  return v_item.link;
end
$$;

/* Standing in ------------------------------------------------------------------------------------ */

/* Raises 42501 unless it is for oneself, or one names who stands in for others. */
create function private.require_hand_over(p_staff_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_staff_id is distinct from private.current_staff_id() then perform private.require_permission('inbox.hand_over'); end if;
  if p_staff_id is null then
    raise exception using errcode = '42501', message = 'Not permitted: inbox.hand_over';
  end if;
end
$$;

create function private.name_stand_in(p_delegate_id uuid, p_since timestamptz, p_until timestamptz, p_staff_id uuid default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := coalesce(p_staff_id, private.current_staff_id());
  v_since constant timestamptz := greatest(coalesce(p_since, now()), now());
  v_delegate public.staff;
  v_away public.staff;
  v_id uuid;
begin
  perform private.require_hand_over(v_staff_id);
  if p_until is null or p_until <= v_since or p_until > now() + interval '1 year' then
    raise exception using errcode = '22023', message = 'Until when? Within a year', hint = 'p_until';
  end if;
  -- Who leaves the hospital meanwhile is waited for, and stands in for nobody then.
  perform from public.staff where id in (v_staff_id, p_delegate_id) order by id for share;
  perform private.require_hand_over(v_staff_id);
  select * into v_away from public.staff where id = v_staff_id and active;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such colleague', hint = 'p_staff_id';
  end if;
  select * into v_delegate from public.staff where id = p_delegate_id and active and id <> v_staff_id;
  if not found or not private.staff_holds(p_delegate_id, 'charts.read') then
    raise exception using errcode = '22023', message = 'There is no such colleague who reads charts', hint = 'p_delegate_id';
  end if;
  insert into public.stand_ins (staff_id, delegate_id, since, until) values (v_staff_id, p_delegate_id, v_since, p_until)
  returning id into v_id;
  perform private.notify_user(
    v_delegate.user_id, 'stand_in_named',
    jsonb_build_object('staff_name', v_away.full_name, 'since', v_since, 'until', p_until), '/inbox', 'stand_in:' || v_id
  );
  return v_id;
end
$$;

create function private.end_stand_in(p_stand_in_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_stand_in public.stand_ins;
begin
  select * into v_stand_in from public.stand_ins where id = p_stand_in_id for no key update;
  perform private.require_hand_over(case
    when v_stand_in.delegate_id = private.current_staff_id() then v_stand_in.delegate_id else v_stand_in.staff_id
  end);
  update public.stand_ins set since = least(since, now()), until = now() where id = p_stand_in_id and until > now();
end
$$;

/* The care a stand-in took up ends with it; what goes on for somebody else they take up anew. */
create function private.tg_stand_ins__end_care() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    delete from private.care_access where reason = 'covering' and staff_id = old.delegate_id;
  end if;
  perform private.announce_inbox(array[new.staff_id, new.delegate_id]);
  return null;
end
$$;
create trigger stand_ins_350_end_care after insert or update on public.stand_ins
  for each row execute function private.tg_stand_ins__end_care();

/* Who leaves stands in for nobody, and needs nobody to. */
create function private.tg_staff__end_stand_ins() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.stand_ins set since = least(since, now()), until = now() where new.id in (staff_id, delegate_id) and until > now();
  return null;
end
$$;
create trigger staff_310_end_stand_ins after update of active on public.staff
  for each row when (old.active and not new.active) execute function private.tg_staff__end_stand_ins();

/* What begins or ends by the clock: those whose list it is read it again. */
create function private.tell_of_stand_ins(p_at timestamptz default now()) returns void
language sql security definer set search_path = ''
as $$
  select private.announce_once('user:' || staff.user_id, 'inbox_changed')
  from public.stand_ins stand_in join public.staff on staff.id in (stand_in.staff_id, stand_in.delegate_id)
  where staff.user_id is not null and staff.active
    and (stand_in.since between p_at - interval '90 seconds' and p_at or stand_in.until between p_at - interval '90 seconds' and p_at);
$$;
select private.schedule('stand_ins', '* * * * *', 'private.tell_of_stand_ins', 'Says to who stands in that it begins, or is over');

select private.expose('read_inbox', '{authenticated}',
'What waits for the caller and for those they stand in for, by kind, urgent and then oldest first: {counts: [{kind, count, urgent}], items: [{kind, id, at, urgent, shared, facts, link, for_name, patient_id, patient_name, mrn}]}. The first p_limit of each kind; with p_kind those after (p_after_urgent, p_after, p_after_id), one more than p_limit if there are more. Needs charts.read (42501).');
select private.expose('inbox_count', '{authenticated}', 'How much waits for the caller, and for those they stand in for. Needs charts.read (42501).');
select private.expose('take_up_item', '{authenticated}',
'Says where an item of the caller''s inbox is dealt with; of a colleague they stand in for, the patient is in their care until then. Needs charts.read (42501); PT404 it does not wait for them.');
select private.expose('name_stand_in', '{authenticated}',
'Names who stands in for the caller, or with inbox.hand_over for p_staff_id, from p_since (now, at the earliest) until p_until, within a year; gives its id. Raises 42501, PT404, 22023 (hint: p_delegate_id nobody who reads charts, p_until), 23P01 somebody does already.');
select private.expose('end_stand_in', '{authenticated}', 'Ends standing in now: one''s own, of either side, or with inbox.hand_over any. Again does no harm. Raises 42501.');
