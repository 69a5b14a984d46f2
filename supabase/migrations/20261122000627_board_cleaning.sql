/*
 * Cleaning: a bed that was lain in takes nobody until it has been cleaned.
 */

create table public.housekeeping_tasks (
  id          uuid primary key default gen_random_uuid(),
  bed_id      uuid not null,
  ward_id     uuid not null,
  status      text not null default 'waiting'
    constraint housekeeping_tasks_status_known check (status in ('waiting', 'in_progress', 'done', 'cancelled')),
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  started_by  uuid references public.profiles on delete set null,
  done_by     uuid references public.profiles on delete set null,
  reopened_because text constraint housekeeping_tasks_reopened_because_length check (length(reopened_because) between 1 and 500),
  constraint housekeeping_tasks_finished_at_known check (
    (status in ('done', 'cancelled')) = (finished_at is not null)
  ),
  foreign key (bed_id, ward_id) references public.beds (id, ward_id) on delete restrict
);
comment on table public.housekeeping_tasks is 'Beds to be cleaned before the next patient.';
comment on column public.housekeeping_tasks.reopened_because is 'Why a bed that was said to be clean has to be cleaned again.';
create index housekeeping_tasks_bed_id_ward_id_idx on public.housekeeping_tasks (bed_id, ward_id);
create index housekeeping_tasks_started_by_idx on public.housekeeping_tasks (started_by);
create index housekeeping_tasks_done_by_idx on public.housekeeping_tasks (done_by);
create index housekeeping_tasks_ward_id_finished_at_idx on public.housekeeping_tasks (ward_id, finished_at);
create unique index housekeeping_tasks_one_open on public.housekeeping_tasks (bed_id)
  where status in ('waiting', 'in_progress');

alter table public.housekeeping_tasks enable row level security;
create policy housekeeping_tasks_select_own_wards on public.housekeeping_tasks
  for select to authenticated
  using (ward_id in (select private.current_ward_ids()));

grant select on public.housekeeping_tasks to authenticated;

select private.audited('public.housekeeping_tasks');
select private.keeps('{public.housekeeping_tasks}', 'What the figures of the wards are made of');

select private.define_permission('housekeeping.work', 'Start and finish the cleaning of beds', '{nurse,ward_manager,bed_manager,housekeeper}');
select private.define_permission('beds.step_back', 'Have a bed cleaned again, with a reason', '{ward_manager,bed_manager}');

/*
 * A cleaning task, locked with its bed, for somebody with a permission on its ward.
 */
create function private.lock_cleaning(p_task_id uuid, p_permission text)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks;
begin
  perform private.require_permission(p_permission);
  select * into v_task from public.housekeeping_tasks task
  where task.id = p_task_id and task.ward_id in (select private.current_ward_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such task', hint = 'p_task_id';
  end if;
  perform private.lock_bed(v_task.bed_id, p_permission);
  select * into v_task from public.housekeeping_tasks task where task.id = p_task_id;
  return v_task;
end;
$$;

/*
 * Takes a cleaning task to its next status; see public.start_cleaning, finish_cleaning,
 * hand_back_cleaning and cancel_cleaning.
 */
create function private.set_cleaning_status(p_task_id uuid, p_status text, p_sure boolean default false)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks := private.lock_cleaning(
    p_task_id, case when p_status = 'cancelled' then 'beds.manage' else 'housekeeping.work' end
  );
  v_before constant jsonb := to_jsonb(v_task);
begin
  if v_task.status = p_status then
    raise exception using errcode = 'LN003', message = format('The cleaning is %s already', p_status);
  end if;
  -- A click too many rather than a bed cleaned in so short a time.
  if p_status = 'done' and v_task.started_at > now() - interval '3 minutes' and p_sure is not true then
    raise exception using errcode = 'LN024', message = 'The cleaning has only just begun', hint = 'cleaning',
      detail = floor(extract(epoch from now() - v_task.started_at) / 60)::text;
  end if;
  update public.housekeeping_tasks set
    status = p_status,
    started_by = case p_status
      when 'waiting' then null
      when 'cancelled' then started_by
      else coalesce(started_by, auth.uid())
    end,
    done_by = case when p_status = 'done' then auth.uid() end
  where id = p_task_id
  returning * into v_task;
  perform private.remember_step('public.housekeeping_tasks', p_task_id, v_before);
  return v_task;
end;
$$;

/* Refuses to go back to where a bed was before it was used. */
create function private.require_unused_since(p_bed_id uuid, p_at timestamptz)
returns void language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from public.bed_stays stay where stay.bed_id = p_bed_id and (stay.is_current or upper(stay.period) > p_at)
  ) then
    raise exception using errcode = 'LN021', message = 'The bed has been used since', hint = 'overtaken';
  end if;
end;
$$;

create function private.undo_cleaning_step(p_task_id uuid)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks := private.lock_cleaning(p_task_id, 'housekeeping.work');
begin
  if v_task.status = 'cancelled' then perform private.require_permission('beds.manage'); end if;
  if v_task.finished_at is not null then perform private.require_unused_since(v_task.bed_id, v_task.finished_at); end if;
  perform private.undo_last_step('public.housekeeping_tasks', p_task_id);
  select * into v_task from public.housekeeping_tasks task where task.id = p_task_id;
  return v_task;
end;
$$;

create function private.reopen_cleaning(p_task_id uuid, p_reason text)
returns public.housekeeping_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.housekeeping_tasks := private.lock_cleaning(p_task_id, 'beds.step_back');
begin
  if char_length(btrim(coalesce(p_reason, ''))) not between 1 and 500 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  if v_task.status <> 'done' then
    raise exception using errcode = 'LN003', message = format('A cleaning that is %s cannot be reopened', v_task.status);
  end if;
  perform private.require_unused_since(v_task.bed_id, v_task.finished_at);
  perform private.go_back_by('step');
  update public.housekeeping_tasks set
    status = 'waiting', started_at = null, started_by = null, finished_at = null, done_by = null,
    reopened_because = btrim(p_reason)
  where id = p_task_id
  returning * into v_task;
  perform private.go_back_by(null);
  return v_task;
end;
$$;

create function private.cleaning_of_step(p_row jsonb)
returns text language plpgsql stable security definer set search_path = '' as $$
begin
  return (select label from public.beds where id = (p_row ->> 'bed_id')::uuid);
end;
$$;
insert into private.step_subjects values ('public.housekeeping_tasks', 'cleaning', 'private.cleaning_of_step');

create function private.cleaning_tasks(p_ward_id uuid default null, p_done_since timestamptz default null)
returns table (
  task_id uuid, status text, ward_id uuid, ward_code text, ward_name text, room_name text, bed_id uuid,
  bed_label text, created_at timestamptz, started_at timestamptz, finished_at timestamptz,
  worker_name text, mine boolean, closure_reason text, urgent boolean, reopened_because text
)
-- To plan it takes longer than to read a ward by it.
language plpgsql stable security definer rows 50 set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  v_ward_ids constant uuid[] := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  v_awaited constant uuid[] := array(
    select reservation.bed_id from public.bed_reservations reservation
    where reservation.ward_id = any (v_ward_ids) and reservation.ended_at is null
      and reservation.expires_at > now()
  );
begin
  if not private.has_permission('housekeeping.work') then return; end if;
  return query
  select
    task.id, task.status, ward.id, ward.code, ward.name, room.name, bed.id, bed.label,
    task.created_at, task.started_at, task.finished_at,
    worker.full_name, coalesce(worker.id = auth.uid(), false), closure.reason,
    task.status in ('waiting', 'in_progress') and bed.id = any (v_awaited), task.reopened_because
  from public.housekeeping_tasks task
  join public.beds bed on bed.id = task.bed_id
  join public.ward_rooms room on room.id = bed.room_id
  join public.wards ward on ward.id = bed.ward_id
  left join public.profiles worker on worker.id = coalesce(task.done_by, task.started_by)
  left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
  where task.ward_id = any (v_ward_ids) and bed.active and ward.active
    and (
      task.status in ('waiting', 'in_progress')
      or (task.status = 'done' and task.finished_at >= p_done_since)
    )
  order by
    task.status = 'done', bed.id = any (v_awaited) desc, task.finished_at desc, task.created_at, bed.label;
end;
$$;

/* Whether a cleaning may go from one status to another. */
create function private.is_legal_cleaning_step(p_from text, p_to text)
returns boolean language sql immutable set search_path = '' as $$
  select case p_from
    when 'waiting' then p_to in ('in_progress', 'done', 'cancelled')
    when 'in_progress' then p_to in ('waiting', 'done', 'cancelled')
    else false
  end;
$$;

create function private.hand_back_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql security definer set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'waiting');
$$;

create function private.cancel_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql security definer set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'cancelled');
$$;

create function private.start_cleaning(p_task_id uuid)
returns public.housekeeping_tasks language sql security definer set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'in_progress');
$$;

create function private.finish_cleaning(p_task_id uuid, p_sure boolean default false)
returns public.housekeeping_tasks language sql security definer set search_path = '' as $$
  select private.set_cleaning_status(p_task_id, 'done', p_sure);
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* Refuses steps that are not legal, and stamps those that are. */
create function private.tg_housekeeping_tasks__step()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.status in ('waiting', 'in_progress') then perform private.refuse_occupied_bed(new.bed_id); end if;
    return new;
  end if;
  if private.going_back() is not null then return new; end if;
  if new.status <> old.status then
    if not private.is_legal_cleaning_step(old.status, new.status) then
      raise exception using errcode = 'LN003',
        message = format('A cleaning that is %s cannot become %s', old.status, new.status);
    end if;
    new.started_at := case new.status
      when 'waiting' then null
      when 'cancelled' then old.started_at
      else coalesce(old.started_at, clock_timestamp())
    end;
    if new.status in ('done', 'cancelled') then new.finished_at := clock_timestamp(); end if;
  end if;
  return new;
end;
$$;
create trigger housekeeping_tasks_100_step before insert or update on public.housekeeping_tasks
  for each row execute function private.tg_housekeeping_tasks__step();

create trigger housekeeping_tasks_600_announce after insert or update or delete on public.housekeeping_tasks
  for each row execute function private.tg_board__announce('ward_id', 'bed_id');

select private.expose('cleaning_tasks', '{authenticated}',
'The beds to be cleaned on the caller''s wards, those awaited by a reservation first, then the longest
waiting; after them what was done since p_done_since. worker_name is who cleans or cleaned;
closure_reason (HL7 0116) is set where the bed is out of use as well. Nothing without housekeeping.work.');
select private.expose('hand_back_cleaning', '{authenticated}',
'Gives a cleaning that has begun back to the list. Needs housekeeping.work. Raises LN003, PT404, 42501.');
select private.expose('cancel_cleaning', '{authenticated}',
'Calls a cleaning off; the bed is free as it is. Needs beds.manage. Raises LN003, PT404, 42501.');
select private.expose('start_cleaning', '{authenticated}',
'Begins a cleaning that waits. Needs housekeeping.work and the ward. Raises LN003, PT404, 42501.');
select private.expose('finish_cleaning', '{authenticated}',
'Ends a cleaning, begun or not; the bed is free again. Raises LN024 (hint cleaning, detail: minutes) if it began less than
3 minutes ago and the caller is not p_sure, LN003 if it has ended, PT404, 42501.');
select private.expose('undo_cleaning_step', '{authenticated}',
'Undoes the caller''s own last step of a cleaning within 10 minutes: begun, finished, handed back, called off. Raises LN021
(hint late, other, overtaken: the bed has been used since), PT404, 42501.');
select private.expose('reopen_cleaning', '{authenticated}',
'Has a bed cleaned again that was said to be clean and that nobody has lain in since, for a reason that is kept. Needs
beds.step_back. Raises LN003, LN021 (hint overtaken), 22023 (hint p_reason), PT404, 42501.');
