/*
 * Wards: their rooms and beds, and who works there.
 */

create table public.wards (
  id            uuid primary key default gen_random_uuid(),
  department_id uuid not null references public.departments on delete restrict,
  code          text not null unique
    constraint wards_code_form check (code = upper(code) and length(code) between 1 and 12),
  name          text not null constraint wards_name_length check (length(btrim(name)) between 2 and 120),
  floor         integer not null default 0 constraint wards_floor_range check (floor between -20 and 200),
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
comment on table public.wards is 'Parts of the hospital with beds.';

create table public.ward_rooms (
  id         uuid primary key default gen_random_uuid(),
  ward_id    uuid not null references public.wards on delete restrict,
  name       text not null constraint ward_rooms_name_length check (length(btrim(name)) between 1 and 60),
  position   integer not null default 0,
  -- 'same': of the sex of who lies there already.
  gender_rule text not null default 'any'
    constraint ward_rooms_gender_rule_known check (gender_rule in ('any', 'same', 'female', 'male')),
  -- Where the room is on the ward's floor plan, in squares of the plan; all null until it is drawn.
  plan_x      integer constraint ward_rooms_plan_x_range check (plan_x between 0 and 199),
  plan_y      integer constraint ward_rooms_plan_y_range check (plan_y between 0 and 199),
  plan_width  integer constraint ward_rooms_plan_width_range check (plan_width between 1 and 100),
  plan_height integer constraint ward_rooms_plan_height_range check (plan_height between 1 and 100),
  active      boolean not null default true,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint ward_rooms_name_in_ward unique (ward_id, name),
  constraint ward_rooms_id_ward_id_key unique (id, ward_id),
  constraint ward_rooms_drawn_wholly check (num_nulls(plan_x, plan_y, plan_width, plan_height) in (0, 4)),
  -- No two rooms of a ward on one square; walls may touch, hence the quarters. Looked at once a statement
  -- is done, so that rooms can change places.
  constraint ward_rooms_plan_overlap exclude using gist (
    ward_id with =,
    box(
      point(plan_x + 0.25, plan_y + 0.25),
      point(plan_x + plan_width - 0.25, plan_y + plan_height - 0.25)
    ) with &&
  ) deferrable initially immediate
);
comment on table public.ward_rooms is 'Rooms of a ward, in the order one passes them.';

create table public.beds (
  id         uuid primary key default gen_random_uuid(),
  ward_id    uuid not null references public.wards on delete restrict,
  room_id    uuid not null,
  label      text not null constraint beds_label_length check (length(btrim(label)) between 1 and 20),
  kind       text not null default 'standard'
    constraint beds_kind_known check (kind in ('standard', 'icu', 'maternity', 'paediatric', 'isolation')),
  features   text[] not null default '{}'
    constraint beds_features_known check (features <@ private.bed_features()),
  position   integer not null default 0,
  active     boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (room_id, ward_id) references public.ward_rooms (id, ward_id) on delete restrict,
  constraint beds_label_in_ward unique (ward_id, label),
  constraint beds_id_ward_id_key unique (id, ward_id)
);
comment on table public.beds is 'Places where a patient can lie. A bed that is gone is made inactive.';

create table public.staff_wards (
  staff_id   uuid not null references public.staff on delete cascade,
  ward_id    uuid not null references public.wards on delete cascade,
  created_at timestamptz not null default now(),
  primary key (staff_id, ward_id)
);
comment on table public.staff_wards is 'Who works on which ward; decides whose board they see.';

create index wards_department_id_idx on public.wards (department_id);

create index beds_room_id_ward_id_idx on public.beds (room_id, ward_id);

create index staff_wards_ward_id_idx on public.staff_wards (ward_id);

alter table public.wards enable row level security;
alter table public.ward_rooms enable row level security;
alter table public.beds enable row level security;
alter table public.staff_wards enable row level security;
create policy wards_select_staff on public.wards for select to authenticated
  using ((select private.is_staff()));
create policy wards_insert_managers on public.wards for insert to authenticated
  with check ((select private.has_permission('directory.manage')));
create policy wards_update_managers on public.wards for update to authenticated
  using ((select private.has_permission('directory.manage')))
  with check ((select private.has_permission('directory.manage')));

create policy ward_rooms_select_staff on public.ward_rooms for select to authenticated
  using ((select private.is_staff()));
create policy ward_rooms_insert_own_wards on public.ward_rooms for insert to authenticated
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );
create policy ward_rooms_update_own_wards on public.ward_rooms for update to authenticated
  using ((select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids()))
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );

create policy beds_select_own_wards on public.beds for select to authenticated
  using (ward_id in (select private.current_ward_ids()));
create policy beds_insert_own_wards on public.beds for insert to authenticated
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );
create policy beds_update_own_wards on public.beds for update to authenticated
  using ((select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids()))
  with check (
    (select private.has_permission('beds.manage')) and ward_id in (select private.current_ward_ids())
  );

create policy staff_wards_select_colleagues on public.staff_wards for select to authenticated
  using ((select private.is_staff()));
-- Whose wards are whose says what charts they read: a matter of access, not of the directory.
create policy staff_wards_insert_managers on public.staff_wards for insert to authenticated
  with check ((select private.has_permission('access.manage')));
create policy staff_wards_delete_managers on public.staff_wards for delete to authenticated
  using ((select private.has_permission('access.manage')));

grant select on public.wards, public.ward_rooms, public.beds, public.staff_wards to authenticated;
grant insert (department_id, code, name, floor, active), update (department_id, code, name, floor, active)
  on public.wards to authenticated;
grant insert (ward_id, name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active),
  update (name, position, gender_rule, plan_x, plan_y, plan_width, plan_height, active)
  on public.ward_rooms to authenticated;
grant insert (ward_id, room_id, label, kind, features, position, active),
  update (room_id, label, kind, features, position, active) on public.beds to authenticated;
grant insert (staff_id, ward_id), delete on public.staff_wards to authenticated;

select private.audited('public.wards');
select private.audited('public.ward_rooms');
select private.audited('public.beds');
select private.audited('public.staff_wards', 'staff_id, ward_id');
select private.inserts_once('{public.wards,public.ward_rooms,public.beds,public.staff_wards}');
select private.keeps('{public.wards,public.ward_rooms,public.beds,public.staff_wards}', 'The hospital as it is: nothing is deleted that the past points at');

select private.define_permission('wards.read_all', 'See the bed board of every ward', '{bed_manager}');
select private.define_permission('beds.manage', 'Set up, close and reopen beds', '{ward_manager,bed_manager}');

insert into private.topics (pattern, hear, be_present) values
  ('ward:{id}', '$1 in (select private.current_ward_ids())', 'true'),
  ('wards', 'exists (select from private.current_ward_ids())', 'false');

/*
 * Announces a bed of a ward as changed, or with null its waiting list: once in a transaction, since
 * messages arrive when it commits and one move touches several tables. A ward of which something is
 * announced needs no word about its list: who hears it reads both.
 */
create function private.announce_bed(p_ward_id uuid, p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_announced constant text := coalesce(current_setting('lantern.announced_beds', true), '');
  v_payload constant jsonb := jsonb_build_object('ward_id', p_ward_id, 'bed_id', p_bed_id);
begin
  if position(coalesce(p_bed_id, p_ward_id)::text in v_announced) > 0 then return; end if;
  perform set_config('lantern.announced_beds', concat_ws(' ', v_announced, p_ward_id, p_bed_id), true);
  perform private.announce('ward:' || p_ward_id, 'bed_board_changed', v_payload);
  perform private.announce('wards', 'bed_board_changed', v_payload);
  -- And the screens on its walls.
  perform private.announce_ward_displays(p_ward_id);
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * Announces rows that show on the board. Arguments: the column of the ward, and that of the bed if a row is about one;
 * without it the ward's list has changed.
 */
create function private.tg_board__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then
    perform private.announce_bed((to_jsonb(old) ->> tg_argv[0])::uuid, (to_jsonb(old) ->> tg_argv[1])::uuid);
  end if;
  if tg_op <> 'DELETE' then
    perform private.announce_bed((to_jsonb(new) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> tg_argv[1])::uuid);
  end if;
  return null;
end;
$$;

/* Whoever gets or loses a ward is told, so that open screens ask again what they may see. */
create function private.tg_staff_wards__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_once('user:' || staff.user_id, 'access_changed')
  from public.staff
  where staff.id in (old.staff_id, new.staff_id) and staff.user_id is not null;
  return null;
end;
$$;
create trigger staff_wards_600_announce after insert or delete on public.staff_wards
  for each row execute function private.tg_staff_wards__announce();
create trigger wards_600_announce after insert or update on public.wards
  for each row execute function private.tg_board__announce('id');
create trigger ward_rooms_600_announce after insert or update or delete on public.ward_rooms
  for each row execute function private.tg_board__announce('ward_id');
create trigger beds_600_announce after insert or update or delete on public.beds
  for each row execute function private.tg_board__announce('ward_id', 'id');
create trigger staff_wards_610_announce_ward after insert or delete on public.staff_wards
  for each row execute function private.tg_board__announce('ward_id');

/* The wards in use of a department. */
create function private.wards_in_use(p_department_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(select id from public.wards where department_id = p_department_id and active);
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking)
values ('department', 'wards', 30, 'private.wards_in_use', true);
create trigger wards_110_department_in_use before insert or update of department_id, active on public.wards
  for each row when (new.active) execute function private.tg_department_in_use();

create trigger wards_200_touch_updated_at before update on public.wards
  for each row execute function private.tg_touch_updated_at();
-- The version of what is typed about a room or a bed: drawing the plan or walking another way round does not touch it.
create trigger ward_rooms_200_touch_updated_at before update on public.ward_rooms
  for each row when ((old.name, old.gender_rule, old.active) is distinct from (new.name, new.gender_rule, new.active))
  execute function private.tg_touch_updated_at();
create trigger beds_200_touch_updated_at before update on public.beds
  for each row when (
    (old.room_id, old.label, old.kind, old.features, old.active)
      is distinct from (new.room_id, new.label, new.kind, new.features, new.active)
  )
  execute function private.tg_touch_updated_at();
