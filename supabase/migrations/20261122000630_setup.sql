/*
 * Setting wards up: their rooms and beds, the floor plan, who works there.
 *
 * The tables are the board's, and what can be written row by row is written that way. Here is what
 * takes several rows at once, and what keeps a bed, a room or a ward that somebody counts on from going
 * out of use. Whatever was used once stays, out of use: the past points at it.
 */

/*
 * A plan as it is compared: each drawn room's place by the room's id. Takes what public.save_floor_plan
 * takes.
 */
create function private.plan_of(p_rooms jsonb)
returns jsonb language sql immutable set search_path = '' as $$
  select coalesce(
    jsonb_object_agg(
      room ->> 'id',
      jsonb_build_array(room -> 'x', room -> 'y', room -> 'width', room -> 'height')
    ) filter (where room ->> 'id' is not null),
    '{}'
  )
  from jsonb_array_elements(p_rooms) room;
$$;

/* Raises 42501 without beds.manage, PT404 when the ward is not one of the caller's. */
create function private.require_ward_setup(p_ward_id uuid, p_hint text)
returns void language plpgsql stable set search_path = '' as $$
begin
  perform private.require_permission('beds.manage');
  if p_ward_id is null or p_ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such ' || substr(p_hint, 3, 4), hint = p_hint;
  end if;
end;
$$;
grant execute on function private.require_ward_setup(uuid, text) to authenticated;

create function private.remove_bed(p_bed_id uuid)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_bed public.beds;
begin
  v_bed := private.lock_bed(p_bed_id, 'beds.manage');
  -- First, so that the rules about a bed that is in use are asked in either case.
  update public.beds set active = false where id = v_bed.id and active;
  begin
    delete from public.beds where id = v_bed.id;
    return true;
  exception when foreign_key_violation then
    return false;
  end;
end;
$$;

create function private.remove_room(p_room_id uuid)
returns boolean language plpgsql security definer set search_path = '' as $$
declare
  v_room public.ward_rooms;
begin
  perform private.require_permission('beds.manage');
  select * into v_room from public.ward_rooms where id = p_room_id for update;
  perform private.require_ward_setup(v_room.ward_id, 'p_room_id');
  update public.ward_rooms set active = false where id = v_room.id and active;
  begin
    delete from public.beds where room_id = v_room.id;
    delete from public.ward_rooms where id = v_room.id;
    return true;
  exception when foreign_key_violation then
    return false;
  end;
end;
$$;

create function private.save_floor_plan(p_ward_id uuid, p_rooms jsonb, p_seen jsonb)
returns setof public.ward_rooms language plpgsql set search_path = '' as $$
declare
  v_known uuid[];
  v_plan jsonb;
  v_wrong text;
begin
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  if jsonb_typeof(p_rooms) is distinct from 'array' or jsonb_typeof(p_seen) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'A plan is a list of rooms',
      hint = case when jsonb_typeof(p_rooms) is distinct from 'array' then 'p_rooms' else 'p_seen' end;
  end if;

  -- Whoever saves the same plan meanwhile waits here, and is told afterwards.
  perform from public.ward_rooms where ward_id = p_ward_id order by id for no key update;
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  select
    coalesce(array_agg(room.id) filter (where room.active), '{}'),
    coalesce(
      jsonb_object_agg(
        room.id, jsonb_build_array(room.plan_x, room.plan_y, room.plan_width, room.plan_height)
      ) filter (where room.plan_x is not null),
      '{}'
    )
  into v_known, v_plan
  from public.ward_rooms room where room.ward_id = p_ward_id;
  if private.plan_of(p_seen) <> v_plan then
    raise exception using errcode = 'LN009', message = 'The plan has been changed since it was read', hint = 'p_seen';
  end if;

  select coalesce(room ->> 'id', '') into v_wrong
  from jsonb_array_elements(p_rooms) room
  where room ->> 'id' is null or room ->> 'id' <> all (v_known::text[])
  limit 1;
  if v_wrong = '' then
    raise exception using errcode = '22023', message = 'Each room of a plan has its id', hint = 'p_rooms';
  elsif v_wrong is not null then
    raise exception using errcode = 'PT404', message = 'There is no such room in use on this ward', hint = v_wrong;
  end if;

  select room.value ->> 'id' into v_wrong
  from jsonb_array_elements(p_rooms) with ordinality as room (value, nth)
  where exists (
    select from unnest(array['x', 'y', 'width', 'height']) part
    where jsonb_typeof(room.value -> part) is distinct from 'number'
      or room.value ->> part !~ '^[0-9]{1,3}$'
      or (room.value ->> part)::integer > case when part in ('x', 'y') then 199 else 100 end
      or part in ('width', 'height') and (room.value ->> part)::integer < 1
  )
  order by room.nth
  limit 1;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'This room has no place on the plan', hint = v_wrong;
  end if;

  with room as (
    select
      nth, value ->> 'id' as id,
      (value ->> 'x')::integer as x, (value ->> 'y')::integer as y,
      (value ->> 'width')::integer as width, (value ->> 'height')::integer as height
    from jsonb_array_elements(p_rooms) with ordinality as listed (value, nth)
  )
  select later.id into v_wrong
  from room earlier
  join room later on earlier.nth < later.nth
  where earlier.id = later.id
    or earlier.x < later.x + later.width and later.x < earlier.x + earlier.width
    and earlier.y < later.y + later.height and later.y < earlier.y + earlier.height
  order by later.nth
  limit 1;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = 'This room overlaps another one', hint = v_wrong;
  end if;

  update public.ward_rooms room set
    plan_x = place.x, plan_y = place.y, plan_width = place.width, plan_height = place.height
  from public.ward_rooms known
  left join jsonb_to_recordset(p_rooms) as place (id uuid, x integer, y integer, width integer, height integer)
    on place.id = known.id
  where known.ward_id = p_ward_id and room.id = known.id
    and (room.plan_x, room.plan_y, room.plan_width, room.plan_height)
      is distinct from (place.x, place.y, place.width, place.height);
  return query
  select * from public.ward_rooms room where room.ward_id = p_ward_id order by room.position, room.name;
end;
$$;

create function private.add_beds(
  p_room_id uuid, p_labels text[], p_kind text default 'standard', p_features text[] default '{}'
)
returns setof public.beds language plpgsql set search_path = '' as $$
declare
  v_labels constant text[] := array(select btrim(label) from unnest(p_labels) label);
  v_ward_id uuid;
begin
  perform private.require_permission('beds.manage');
  -- As the rule about rooms that are out of use takes it.
  select room.ward_id into v_ward_id from public.ward_rooms room where room.id = p_room_id for share;
  perform private.require_ward_setup(v_ward_id, 'p_room_id');
  if cardinality(v_labels) not between 1 and 50
    or exists (select from unnest(v_labels) label where label is null or length(label) not between 1 and 20)
    or (select count(distinct label) from unnest(v_labels) label) < cardinality(v_labels)
  then
    raise exception using errcode = '22023', message = 'One to fifty labels, each once', hint = 'p_labels';
  end if;
  if p_kind is null or p_kind not in ('standard', 'icu', 'maternity', 'paediatric', 'isolation') then
    raise exception using errcode = '22023', message = 'There is no such kind of bed', hint = 'p_kind';
  end if;
  if p_features is null or not p_features <@ private.bed_features() then
    raise exception using errcode = '22023', message = 'There is no such feature', hint = 'p_features';
  end if;
  return query
  insert into public.beds (ward_id, room_id, label, kind, features, position)
  select
    v_ward_id, p_room_id, listed.label, p_kind, p_features,
    coalesce((select max(bed.position) from public.beds bed where bed.room_id = p_room_id), 0) + listed.nth
  from unnest(v_labels) with ordinality as listed (label, nth)
  returning *;
end;
$$;

create function private.order_rooms(p_ward_id uuid, p_room_ids uuid[])
returns setof public.ward_rooms language plpgsql set search_path = '' as $$
begin
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  perform from public.ward_rooms where ward_id = p_ward_id order by id for no key update;
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  if array(select id from public.ward_rooms where ward_id = p_ward_id order by id)
    is distinct from array(select id from unnest(p_room_ids) id order by id)
  then
    raise exception using errcode = 'LN009', message = 'The rooms have changed since they were read', hint = 'p_room_ids';
  end if;
  return query
  update public.ward_rooms room set position = listed.nth
  from unnest(p_room_ids) with ordinality as listed (id, nth)
  where room.id = listed.id
  returning room.*;
end;
$$;

create function private.order_beds(p_room_id uuid, p_bed_ids uuid[])
returns setof public.beds language plpgsql set search_path = '' as $$
declare
  v_ward_id uuid;
begin
  perform private.require_permission('beds.manage');
  select room.ward_id into v_ward_id from public.ward_rooms room where room.id = p_room_id;
  perform private.require_ward_setup(v_ward_id, 'p_room_id');
  perform from public.beds where room_id = p_room_id order by id for no key update;
  perform private.require_ward_setup(v_ward_id, 'p_room_id');
  if array(select id from public.beds where room_id = p_room_id order by id)
    is distinct from array(select id from unnest(p_bed_ids) id order by id)
  then
    raise exception using errcode = 'LN009', message = 'The beds have changed since they were read', hint = 'p_bed_ids';
  end if;
  return query
  update public.beds bed set position = listed.nth
  from unnest(p_bed_ids) with ordinality as listed (id, nth)
  where bed.id = listed.id
  returning bed.*;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* A bed that is kept for somebody stays in use. The bed's row is locked by whoever changes it. */
create function private.tg_beds__not_awaited()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from public.bed_reservations reservation
    where reservation.bed_id = new.id and reservation.ended_at is null and reservation.expires_at > now()
  ) then
    raise exception using errcode = 'LN005', message = 'This bed is kept for somebody', hint = 'reserved';
  end if;
  return new;
end;
$$;

/* A bed in use stands in a room in use. The lock orders this against the room's going out of use. */
create function private.tg_beds__room_in_use()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_active boolean;
begin
  select room.active into v_active from public.ward_rooms room where room.id = new.room_id for share;
  if not v_active then
    raise exception using errcode = 'LN005', message = 'This room is out of use', hint = 'room';
  end if;
  return new;
end;
$$;

/* What is out of use is not on the plan. */
create function private.tg_ward_rooms__undraw()
returns trigger language plpgsql set search_path = '' as $$
begin
  new.plan_x := null;
  new.plan_y := null;
  new.plan_width := null;
  new.plan_height := null;
  return new;
end;
$$;

/* A room goes out of use with its beds; each has its own say in that. */
create function private.tg_ward_rooms__close_beds()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.beds set active = false where room_id = new.id and active;
  return null;
end;
$$;

/*
 * A ward goes out of use when nobody counts on it. Beds are locked, so that nobody lies down meanwhile;
 * whoever is admitted meanwhile waits for the ward's row, and is refused.
 */
create function private.tg_wards__nobody_left()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_open text;
begin
  perform from public.beds where ward_id = new.id order by id for no key update;
  v_open := case
    when exists (select from public.bed_stays stay where stay.ward_id = new.id and stay.is_current)
      then 'occupied'
    when exists (
      select from public.bed_reservations reservation
      where reservation.ward_id = new.id and reservation.ended_at is null and reservation.expires_at > now()
    ) then 'reserved'
    when exists (
      select from public.admissions admission
      where admission.ward_id = new.id and admission.discharged_at is null
    ) then 'waiting'
    when exists (
      select from public.bed_requests request
      where request.ward_id = new.id and request.status in ('open', 'reserved')
    ) then 'requested'
  end;
  if v_open is not null then
    raise exception using errcode = 'LN005', message = 'Somebody counts on this ward', hint = v_open;
  end if;
  return new;
end;
$$;

/* Nobody is admitted to a ward that is out of use, however they come there. */
create function private.tg_admissions__ward_in_use()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_active boolean;
begin
  select ward.active into v_active from public.wards ward where ward.id = new.ward_id for share;
  if not v_active then
    raise exception using errcode = 'LN005', message = 'This ward is out of use', hint = 'ward';
  end if;
  return new;
end;
$$;

create trigger wards_100_nobody_left before update on public.wards
  for each row when (old.active and not new.active)
  execute function private.tg_wards__nobody_left();
create trigger ward_rooms_000_undraw before insert or update on public.ward_rooms
  for each row when (not new.active)
  execute function private.tg_ward_rooms__undraw();
create trigger beds_110_not_awaited before update on public.beds
  for each row when (old.active and not new.active)
  execute function private.tg_beds__not_awaited();
create trigger beds_120_room_in_use before insert or update of room_id, active on public.beds
  for each row when (new.active)
  execute function private.tg_beds__room_in_use();
create trigger ward_rooms_300_close_beds after update on public.ward_rooms
  for each row when (old.active and not new.active)
  execute function private.tg_ward_rooms__close_beds();

grant execute on function private.plan_of(jsonb) to authenticated;

select private.expose('save_floor_plan', '{authenticated}',
'Draws a ward''s floor plan anew, all of it or nothing: rooms that are not in the list are taken off.
p_rooms: [{id, x, y, width, height}], in squares from the upper left corner. p_seen is the plan as the
caller had read it, in the same shape. Gives back every room of the ward. Needs beds.manage and the ward.

Raises LN009 somebody else has changed the plan since it was read, 22023 a room overlaps another one, is
listed twice, or has no such place (hint: the room; p_rooms where none is named), PT404 the ward, or a
room that is not one of its rooms in use (hint: the room), 42501.');
select private.expose('add_beds', '{authenticated}',
'Puts some beds into a room at once, after those it has; all or none. Gives them back. Needs beds.manage
and the ward.

Raises 23505 beds_label_in_ward a label is taken, 22023 no labels, more than 50, one twice or one that is
too long (hint: p_labels), an unknown kind or feature (p_kind, p_features), LN005 (hint room) the room is
out of use, PT404 the room, 42501.');
select private.expose('order_rooms', '{authenticated}',
'Puts the rooms of a ward in order: p_room_ids are all of them. Needs beds.manage and the ward.

Raises LN009 these are not, or not any more, the ward''s rooms, PT404 the ward, 42501.');
select private.expose('order_beds', '{authenticated}',
'Puts the beds of a room in order: p_bed_ids are all of them. Needs beds.manage and the ward.

Raises LN009 these are not, or not any more, the room''s beds, PT404 the room, 42501.');
select private.expose('remove_bed', '{authenticated}',
'Takes a bed away. True: it was never used and is gone. False: the past points at it, it is out of use.
Needs beds.manage and the ward.

Raises LN005 (hint occupied, reserved) somebody lies in it or is expected, PT404, 42501.');
select private.expose('remove_room', '{authenticated}',
'Takes a room away with its beds; answers and raises as remove_bed does.');
