/*
 * Roles as an admin keeps them: which there are, what each allows, who has it, and what a change does to whom.
 *
 * What a change would do is not computed: the change is made and undone again, and who holds what is compared before and
 * after. So all rules there are have spoken, those of triggers too, and none is written a second time. Whoever then makes
 * the change says what they have seen; where it would do something else by now, nothing is done (LN009).
 */

create table public.role_changes (
  id        uuid primary key default gen_random_uuid(),
  role_id   text not null, -- no foreign key: a role that is gone has a history
  user_id   uuid references public.profiles on delete cascade,
  given     boolean,
  made_by   uuid references public.profiles on delete set null,
  made_at   timestamptz not null default clock_timestamp(),
  before    jsonb,
  after     jsonb,
  holders   jsonb,
  undone_at timestamptz,
  constraint role_changes_of_role_or_person check (
    case when user_id is null then given is null and num_nonnulls(before, after) > 0
    else given is not null and num_nonnulls(before, after, holders) = 0 end
  )
);
comment on table public.role_changes is 'How each role came to allow what it does, and who was given it or lost it: when, and by whom. Written by the commands of roles, and whenever somebody is given a role.';
comment on column public.role_changes.user_id is 'Whom the role was given to or taken from; null: the role itself was made, changed or deleted.';
comment on column public.role_changes.before is '{name, description, kind, permission_ids[]} as private.role_state gives it; null: there was no such role.';
comment on column public.role_changes.holders is 'Who had a role that was deleted, and whether they were given another for it: [{user_id, granted_by, granted_at, moved_to}].';
create index role_changes_role_id_idx on public.role_changes (role_id, made_at);
create index role_changes_user_id_idx on public.role_changes (user_id, made_at) where user_id is not null;
create index role_changes_made_by_idx on public.role_changes (made_by);

alter table public.role_changes enable row level security;
create policy role_changes_select_manager on public.role_changes for select to authenticated
  using ((select private.has_permission('access.manage')));
grant select on public.role_changes to authenticated;

select private.audited('public.role_changes');
select private.keeps('{public.role_changes}', 'Who could do what, and since when, is asked years later');

create trigger roles_610_announce after insert or update or delete on public.roles
  for each statement execute function private.tg_announce('admin', 'roles_changed');
create trigger role_permissions_610_announce after insert or delete on public.role_permissions
  for each statement execute function private.tg_announce('admin', 'roles_changed');
-- Everybody who registers is given a patient's, which is no news here.
create trigger user_roles_610_announce_given after insert on public.user_roles
  for each row when (new.role_id <> 'patient') execute function private.tg_announce('admin', 'roles_changed');
create trigger user_roles_610_announce_taken after delete on public.user_roles
  for each row when (old.role_id <> 'patient') execute function private.tg_announce('admin', 'roles_changed');

/* Whatever gives or takes a role. With an account that goes its history goes. */
create function private.tg_user_roles__history() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row constant public.user_roles := case when tg_op = 'DELETE' then old else new end;
begin
  -- What is undone is said of what was done.
  if private.going_back() = 'undo' then return null; end if;
  insert into public.role_changes (role_id, user_id, given, made_by)
  select v_row.role_id, v_row.user_id, tg_op = 'INSERT', (select id from public.profiles where id = auth.uid())
  where exists (select from public.profiles where id = v_row.user_id);
  return null;
end
$$;
create trigger user_roles_500_history_given after insert on public.user_roles
  for each row when (new.role_id <> 'patient') execute function private.tg_user_roles__history();
create trigger user_roles_500_history_taken after delete on public.user_roles
  for each row when (old.role_id <> 'patient') execute function private.tg_user_roles__history();

/* A role with what it allows; null if there is none. */
create function private.role_state(p_role_id text) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'name', name, 'description', description, 'kind', kind,
    'permission_ids', array(select permission_id from public.role_permissions where role_id = p_role_id order by 1)
  )
  from public.roles where id = p_role_id;
$$;

/* Makes a role allow these and nothing else. */
create function private.write_role_permissions(p_role_id text, p_permission_ids text[]) returns void
language sql security definer set search_path = ''
as $$
  delete from public.role_permissions where role_id = p_role_id and permission_id <> all (p_permission_ids);
  insert into public.role_permissions (role_id, permission_id)
  select p_role_id, permission_id from unnest(p_permission_ids) as permission_id
  on conflict do nothing;
$$;

/* A name as it is kept. 22023 (hint name) for none, or one that is too long. */
create function private.role_name(p_name text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  v_name constant text := btrim(regexp_replace(coalesce(p_name, ''), '[[:cntrl:][:space:]]+', ' ', 'g'));
begin
  if char_length(v_name) not between 1 and 80 then
    raise exception 'a role has a name of at most 80 characters' using errcode = '22023', hint = 'name';
  end if;
  return v_name;
end
$$;

create function private.role_description(p_description text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if char_length(btrim(coalesce(p_description, ''))) > 300 then
    raise exception 'a description has at most 300 characters' using errcode = '22023', hint = 'description';
  end if;
  return btrim(coalesce(p_description, ''));
end
$$;

create function private.create_role(p_name text, p_description text default '', p_copied_from text default null)
returns public.roles
language plpgsql security definer set search_path = ''
as $$
declare
  v_name constant text := private.role_name(p_name);
  v_slug constant text := left(btrim(regexp_replace(lower(v_name), '[^a-z]+', '_', 'g'), '_'), 30);
  v_from public.roles;
  v_role public.roles;
begin
  perform private.require_permission('access.manage');
  perform pg_advisory_xact_lock(hashtext('lantern.access_change'));
  perform private.require_permission('access.manage');
  if p_copied_from is not null then
    select * into v_from from public.roles where id = p_copied_from;
    if not found then
      raise exception 'no such role' using errcode = 'PT404', hint = 'p_copied_from';
    end if;
  end if;
  -- Its id is read in the audit log. One that was there before would have the other's history.
  v_role.id := case when v_slug ~ '^[a-z][a-z_]+$' then v_slug else 'role' end;
  while exists (select from public.roles where id = v_role.id)
    or exists (select from public.role_changes where role_id = v_role.id)
  loop
    v_role.id := left(v_role.id, 30) || '_' || translate(left(md5(gen_random_uuid()::text), 6), '0123456789', 'ghijklmnop');
  end loop;
  insert into public.roles (id, kind, name, description)
  -- Only what came with Lantern makes an admin: it is given what is new, too.
  values (v_role.id, case v_from.kind when 'doctor' then 'doctor' else 'staff' end, v_name, private.role_description(p_description))
  returning * into v_role;
  perform private.write_role_permissions(
    v_role.id, array(select permission_id from public.role_permissions where role_id = p_copied_from)
  );
  insert into public.role_changes (role_id, made_by, after) values (v_role.id, auth.uid(), private.role_state(v_role.id));
  return v_role;
end
$$;

/* Changes ---------------------------------------------------------------------------------------- */

/* {do: change_role, role_id, name, description, add[], remove[]}; what is left out stays. */
create function private.change_role(p_role public.roles, p_change jsonb) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_before constant jsonb := private.role_state(p_role.id);
  v_name constant text := private.role_name(coalesce(p_change ->> 'name', p_role.name));
  v_held constant text[] := array(select jsonb_array_elements_text(v_before -> 'permission_ids'));
  v_add constant text[] := private.texts_in(p_change -> 'add');
  v_remove constant text[] := private.texts_in(p_change -> 'remove');
  v_id uuid;
begin
  if p_role.built_in and v_name <> p_role.name then
    raise exception 'a role that came with Lantern keeps its name' using errcode = '22023', hint = 'name';
  end if;
  if exists (select from unnest(v_add) as wanted where not exists (select from public.permissions where id = wanted)) then
    raise exception 'no such permission' using errcode = '22023', hint = 'permission_ids';
  end if;
  update public.roles set
    name = v_name, description = private.role_description(coalesce(p_change ->> 'description', p_role.description))
  where id = p_role.id;
  perform private.write_role_permissions(
    p_role.id, array(select unnest(v_held || v_add) except select unnest(v_remove))
  );
  if private.role_state(p_role.id) <> v_before then
    insert into public.role_changes (role_id, made_by, before, after)
    values (p_role.id, auth.uid(), v_before, private.role_state(p_role.id)) returning id into v_id;
  end if;
  return v_id;
end
$$;

/* {do: delete_role, role_id, move_to}: whoever has it is given the other one for it. */
create function private.delete_role(p_role public.roles, p_change jsonb) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_before constant jsonb := private.role_state(p_role.id);
  v_move_to constant text := nullif(p_change ->> 'move_to', '');
  v_holders jsonb;
  v_holder uuid;
  v_id uuid;
begin
  if p_role.built_in then
    raise exception 'a role that came with Lantern stays' using errcode = '22023', hint = 'role_id';
  end if;
  if v_move_to is not null and not exists (
    select from public.roles where id = v_move_to and id <> p_role.id and kind <> 'patient'
  ) then
    raise exception 'nobody can be given this role instead' using errcode = '22023', hint = 'move_to';
  end if;
  perform from public.user_roles where role_id = p_role.id order by user_id for update;
  perform private.require_permission('access.manage');
  select jsonb_agg(jsonb_build_object(
    'user_id', held.user_id, 'granted_by', held.granted_by, 'granted_at', held.granted_at,
    'moved_to', case when other.user_id is null then v_move_to end
  ))
  into v_holders
  from public.user_roles held
  left join public.user_roles other on other.user_id = held.user_id and other.role_id = v_move_to
  where held.role_id = p_role.id;
  if v_holders is not null and v_move_to is null then
    raise exception 'there are people who have this role' using errcode = 'LN018', hint = 'move_to';
  end if;
  for v_holder in select (value ->> 'user_id')::uuid from jsonb_array_elements(v_holders) loop
    perform private.give_roles(v_holder, array[v_move_to]);
    perform private.take_roles(v_holder, array[p_role.id]);
  end loop;
  delete from public.roles where id = p_role.id;
  insert into public.role_changes (role_id, made_by, before, holders)
  values (p_role.id, auth.uid(), v_before, v_holders) returning id into v_id;
  return v_id;
end
$$;

create function private.texts_in(p_list jsonb) returns text[]
language sql immutable set search_path = ''
return array(select jsonb_array_elements_text(case when jsonb_typeof(p_list) = 'array' then p_list else '[]' end));

/* People by name: [{user_id, staff_id, name}]. */
create function private.people_named(p_user_ids uuid[]) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('user_id', id, 'staff_id', staff_id, 'name', name) order by name, id), '[]')
  from (
    select profile.id, member.id as staff_id,
      coalesce(member.full_name, nullif(profile.full_name, ''), profile.email, '') as name
    from public.profiles profile left join public.staff member on member.user_id = profile.id
    where profile.id = any (p_user_ids)
  ) as people;
$$;

/* Who holds what of these people, each a text: the account, a space, the permission. */
create function private.holdings_of(p_user_ids uuid[]) returns text[]
language sql stable security definer set search_path = ''
as $$
  select array(
    select distinct user_id || ' ' || permission_id from private.permission_holdings where user_id = any (p_user_ids)
  );
$$;

/* What is in one list of holdings and not in the other: [{permission_id, people}]. */
create function private.holdings_beyond(p_these text[], p_those text[]) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('permission_id', permission_id, 'people', people) order by permission_id), '[]')
  from (
    select split_part(held, ' ', 2) as permission_id, private.people_named(array_agg(split_part(held, ' ', 1)::uuid)) as people
    from (select unnest(p_these) except select unnest(p_those)) as difference (held)
    group by 1
  ) as permissions;
$$;

/* Of these people those who have something to do here by their roles. */
create function private.people_with_roles(p_user_ids uuid[]) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select array(
    select distinct held.user_id from public.user_roles held join public.roles on roles.id = held.role_id
    where held.user_id = any (p_user_ids) and roles.kind <> 'patient'
  );
$$;

/*
 * Makes a change of who may do what, and tells what it did:
 * {seen, role, people, adds[], removes[], gains, loses: [{permission_id, people}], without_role: people, change_id};
 * `people` have the role, or are whom it is given to or taken from. `seen` stands for all of it and for how things were.
 */
create function private.apply_access_change(p_change jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_do constant text := p_change ->> 'do';
  v_user_id uuid;
  v_role public.roles;
  v_people uuid[];
  v_before text[];
  v_after text[];
  v_working uuid[];
  v_allowed text[];
  v_allows text[];
  v_change_id uuid;
  v_effect jsonb;
begin
  perform private.require_permission('access.manage');
  if (v_do in ('change_role', 'delete_role', 'give_role', 'take_role')) is not true then
    raise exception 'no such change' using errcode = '22023', hint = 'p_change';
  end if;
  -- One at a time: what one of them compares, another must not move.
  perform pg_advisory_xact_lock(hashtext('lantern.access_change'));
  select * into v_role from public.roles where id = p_change ->> 'role_id' for update;
  perform private.require_permission('access.manage');
  if v_role.id is null then
    raise exception 'no such role' using errcode = 'PT404', hint = 'role_id';
  end if;
  if v_do in ('give_role', 'take_role') then
    v_user_id := case when pg_input_is_valid(p_change ->> 'user_id', 'uuid') then (p_change ->> 'user_id')::uuid end;
    if v_role.kind = 'patient' then
      raise exception 'a patient''s role goes with the account' using errcode = '22023', hint = 'role_id';
    end if;
  end if;
  v_people := case when v_user_id is null
    then array(select user_id from public.user_roles where role_id = v_role.id)
    else array[v_user_id] end;

  v_before := private.holdings_of(v_people);
  v_working := private.people_with_roles(v_people);
  v_allowed := array(select permission_id from public.role_permissions where role_id = v_role.id order by 1);
  case v_do
    when 'change_role' then v_change_id := private.change_role(v_role, p_change);
    when 'delete_role' then v_change_id := private.delete_role(v_role, p_change);
    when 'give_role' then perform private.grant_role(v_user_id, v_role.id);
    when 'take_role' then perform private.revoke_role(v_user_id, v_role.id);
  end case;
  v_after := private.holdings_of(v_people);
  v_allows := array(select permission_id from public.role_permissions where role_id = v_role.id);

  v_effect := jsonb_build_object(
    'role', jsonb_build_object('id', v_role.id, 'name', v_role.name, 'kind', v_role.kind),
    'people', private.people_named(v_people),
    'adds', array(select unnest(v_allows) except select unnest(v_allowed) order by 1),
    'removes', array(select unnest(v_allowed) except select unnest(v_allows) order by 1),
    'gains', private.holdings_beyond(v_after, v_before),
    'loses', private.holdings_beyond(v_before, v_after),
    'without_role', private.people_named(
      array(select unnest(v_working) except select unnest(private.people_with_roles(v_people)))
    )
  );
  return v_effect || jsonb_build_object(
    'seen', private.token_hash(concat_ws(' ', p_change, to_jsonb(v_role), to_jsonb(v_allowed), v_effect)),
    'change_id', v_change_id
  );
end
$$;

create function private.preview_access_change(p_change jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_effect jsonb;
begin
  begin
    v_effect := private.apply_access_change(p_change);
    raise exception using errcode = 'LN999'; -- a code that ends in 000 would stand for all others of ours
  exception when sqlstate 'LN999' then
    -- All of it is undone, and the answer is still known.
    null;
  end;
  return v_effect - 'change_id';
end
$$;

create function private.make_access_change(p_change jsonb, p_seen text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_effect constant jsonb := private.apply_access_change(p_change);
begin
  -- Looking is free; what is done is done by whoever has just proved who they are.
  perform private.require_step_up();
  if v_effect ->> 'seen' is distinct from p_seen then
    raise exception 'it would do something else by now' using errcode = 'LN009', hint = 'seen';
  end if;
  return v_effect;
end
$$;

/*
 * Undoes what was done to a role, or to somebody's: by whoever did it, for ten minutes, and only while nothing has followed. Whoever lost a
 * deleted role has it again, and not what they were given for it.
 */
create function private.undo_role_change(p_change_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_change public.role_changes;
begin
  perform private.require_permission('access.manage');
  perform pg_advisory_xact_lock(hashtext('lantern.access_change'));
  select * into v_change from public.role_changes where id = p_change_id for update;
  perform private.require_permission('access.manage');
  if v_change.id is null then
    raise exception 'no such change' using errcode = 'PT404', hint = 'p_change_id';
  end if;
  if v_change.made_at < clock_timestamp() - interval '10 minutes' then
    raise exception 'it is too late to undo this' using errcode = 'LN021', hint = 'late';
  end if;
  if v_change.made_by is distinct from auth.uid() then
    raise exception 'somebody else has done this' using errcode = 'LN021', hint = 'other';
  end if;
  perform from public.roles where id = v_change.role_id for update;
  if v_change.undone_at is not null or (case when v_change.user_id is not null then
    not exists (select from public.roles where id = v_change.role_id)
    or v_change.given <> exists (
      select from public.user_roles where user_id = v_change.user_id and role_id = v_change.role_id
    )
  else
    private.role_state(v_change.role_id) is distinct from v_change.after
    or (v_change.before is null and exists (select from public.user_roles where role_id = v_change.role_id))
    or exists (select from public.roles where lower(name) = lower(v_change.before ->> 'name') and id <> v_change.role_id)
  end) then
    raise exception 'something has happened since' using errcode = 'LN021', hint = 'overtaken';
  end if;

  if v_change.user_id is not null then
    perform private.go_back_by('undo');
    if v_change.given then
      perform private.take_roles(v_change.user_id, array[v_change.role_id]);
    else
      perform private.give_roles(v_change.user_id, array[v_change.role_id]);
    end if;
    perform private.go_back_by(null);
  elsif v_change.before is null then
    delete from public.roles where id = v_change.role_id;
  else
    insert into public.roles (id, kind, name, description)
    values (v_change.role_id, v_change.before ->> 'kind', v_change.before ->> 'name', v_change.before ->> 'description')
    on conflict (id) do update set name = excluded.name, description = excluded.description;
    perform private.write_role_permissions(v_change.role_id, private.texts_in(v_change.before -> 'permission_ids'));
    perform private.give_roles(user_id, array[v_change.role_id]), private.take_roles(user_id, array[moved_to])
    from jsonb_to_recordset(v_change.holders) as holder (user_id uuid, moved_to text)
    where exists (select from public.profiles where id = user_id);
    update public.user_roles set
      granted_at = holder.granted_at, granted_by = (select id from public.profiles where id = holder.granted_by)
    from jsonb_to_recordset(v_change.holders) as holder (user_id uuid, granted_at timestamptz, granted_by uuid)
    where user_roles.user_id = holder.user_id and user_roles.role_id = v_change.role_id;
  end if;
  update public.role_changes set undone_at = now() where id = v_change.id;
end
$$;

select private.expose('create_role', '{authenticated}',
  'Makes a role nobody has yet, which allows what another does (p_copied_from). Needs access.manage (42501); the name is taken 23505 (roles_name_key), makes no sense 22023 (hint name, description); PT404 the other role.');
select private.expose('preview_access_change', '{authenticated}',
  'What a change would do, by making and undoing it: {do: change_role, role_id, name, description, add[], remove[]}, {do: delete_role, role_id, move_to}, {do: give_role or take_role, user_id, role_id}. Returns {seen, role, people, adds[], removes[], gains, loses: [{permission_id, people: [{user_id, staff_id, name}]}], without_role}. Needs access.manage (42501); PT404 role, person; LN007 the last admin, or what makes one; LN018 the role has holders and move_to is missing; 23505 (roles_name_key); 22023 with the key as the hint.');
select private.expose('make_access_change', '{authenticated}',
  'Makes a change as preview_access_change has shown it: p_seen is its seen. LN009 (hint seen) when it would do something else by now; else as there, with change_id to undo it by.');
select private.expose('undo_role_change', '{authenticated}',
  'Undoes one''s own change of a role, or of who has it, within 10 minutes, as long as nothing has followed. Needs access.manage (42501); PT404, LN021 (hint late, other, overtaken).');
