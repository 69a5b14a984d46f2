/*
 * What is to be done for a patient, by when and by whom.
 */

create table public.nursing_tasks (
  id            uuid primary key default gen_random_uuid(),
  admission_id  uuid not null,
  patient_id    uuid not null references public.patients on delete restrict,
  ward_id       uuid not null references public.wards on delete restrict,
  title         text not null constraint nursing_tasks_title_length check (length(btrim(title)) between 1 and 200),
  details       text constraint nursing_tasks_details_length check (length(details) <= 2000),
  priority      text not null default 'routine'
    constraint nursing_tasks_priority_known check (priority in ('routine', 'important', 'urgent')),
  due_at        timestamptz not null,
  every_hours   integer constraint nursing_tasks_every_hours_range check (every_hours between 1 and 168),
  repeat_until  timestamptz,
  -- The task before it in a row of repeated ones: each is followed by one, however often it is said to be done.
  previous_id   uuid references public.nursing_tasks on delete restrict,
  assigned_to   uuid references public.staff on delete set null,
  status        text not null default 'open'
    constraint nursing_tasks_status_known check (status in ('open', 'done', 'cancelled')),
  done_at       timestamptz,
  done_by       uuid references public.staff on delete set null,
  cancelled_at  timestamptz,
  cancelled_by  uuid references public.staff on delete set null,
  cancel_reason text
    constraint nursing_tasks_cancel_reason_length check (length(btrim(cancel_reason)) between 1 and 500),
  created_by    uuid references public.staff on delete set null default private.current_staff_id(),
  created_at    timestamptz not null default now(),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint nursing_tasks_one_next unique (previous_id),
  constraint nursing_tasks_repeated check (repeat_until is null or every_hours is not null),
  constraint nursing_tasks_done_when check ((status = 'done') = (done_at is not null)),
  constraint nursing_tasks_cancelled_when check (
    (status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancel_reason is not null)
  )
);
comment on table public.nursing_tasks is 'What nurses are to do for a patient, and when.';
comment on column public.nursing_tasks.every_hours is 'Comes again so many hours after it was due, until repeat_until or the end of the stay.';
comment on column public.nursing_tasks.cancel_reason is 'Somebody''s words; or ''discharged'', with nobody in cancelled_by, when the stay ended first.';
create index nursing_tasks_open_ward_id_due_at_idx on public.nursing_tasks (ward_id, due_at) where status = 'open';
create index nursing_tasks_ward_id_done_at_idx on public.nursing_tasks (ward_id, done_at);
create index nursing_tasks_admission_id_patient_id_due_at_idx on public.nursing_tasks (admission_id, patient_id, due_at);
create index nursing_tasks_patient_id_idx on public.nursing_tasks (patient_id);
create index nursing_tasks_assigned_to_idx on public.nursing_tasks (assigned_to);
create index nursing_tasks_done_by_idx on public.nursing_tasks (done_by);
create index nursing_tasks_cancelled_by_idx on public.nursing_tasks (cancelled_by);
create index nursing_tasks_created_by_idx on public.nursing_tasks (created_by);

alter table public.nursing_tasks enable row level security;
create policy nursing_tasks_select_carers on public.nursing_tasks for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));

grant select on public.nursing_tasks to authenticated;

select private.audited('public.nursing_tasks');
select private.keeps('{public.nursing_tasks}', 'The medical record');
select private.on_merge('{public.nursing_tasks}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.nursing_tasks}', 'record', 'delete');
select private.no_work_of_patients('{public.nursing_tasks}', 'Under an admission, which is work');

create function private.create_task(
  p_admission_id uuid, p_title text, p_due_at timestamptz, p_priority text default 'routine',
  p_details text default null, p_every_hours integer default null, p_repeat_until timestamptz default null,
  p_assigned_to uuid default null
)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.nursed_admission(p_admission_id);
  v_task public.nursing_tasks;
begin
  if nullif(btrim(p_title), '') is null or length(btrim(p_title)) > 200 then
    raise exception using errcode = '22023', message = 'What is to be done is missing or too long', hint = 'p_title';
  elsif p_due_at is null then
    raise exception using errcode = '22023', message = 'When it is due is missing', hint = 'p_due_at';
  elsif coalesce(p_priority, '') not in ('routine', 'important', 'urgent') then
    raise exception using errcode = '22023', message = 'There is no such priority', hint = 'p_priority';
  elsif length(p_details) > 2000 then
    raise exception using errcode = '22023', message = 'The details are too long', hint = 'p_details';
  elsif p_every_hours not between 1 and 168 then
    raise exception using errcode = '22023', message = 'It can come again every 1 to 168 hours', hint = 'p_every_hours';
  elsif p_repeat_until is not null and (p_every_hours is null or p_repeat_until <= p_due_at) then
    raise exception using errcode = '22023', message = 'It must come again before that', hint = 'p_repeat_until';
  end if;
  if p_assigned_to is not null then
    perform private.lock_ward_nurse(p_assigned_to, v_admission.ward_id, 'p_assigned_to');
  end if;

  insert into public.nursing_tasks (
    admission_id, patient_id, ward_id, title, details, priority, due_at, every_hours, repeat_until, assigned_to
  )
  values (
    v_admission.id, v_admission.patient_id, v_admission.ward_id, btrim(p_title), nullif(btrim(p_details), ''),
    p_priority, p_due_at, p_every_hours, p_repeat_until, p_assigned_to
  )
  returning * into v_task;
  return v_task;
end;
$$;

/*
 * A task the caller nurses, locked after its admission: a discharge locks them in that order, too. Raises as
 * nursed_admission, with the task as the hint.
 */
create function private.nursed_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks;
begin
  select * into v_task from public.nursing_tasks where id = p_task_id;
  perform private.require_charted(v_task.patient_id, 'p_task_id');
  perform private.nursed_admission(v_task.admission_id);
  select * into v_task from public.nursing_tasks where id = p_task_id for update;
  -- Gone, too, if the task before it has been opened again.
  perform private.require_charted(v_task.patient_id, 'p_task_id');
  return v_task;
end;
$$;

create function private.complete_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
  v_before constant jsonb := to_jsonb(v_task);
  v_done_at constant timestamptz := clock_timestamp();
  v_next timestamptz;
  v_next_id uuid;
begin
  if v_task.status <> 'open' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be done', v_task.status);
  end if;
  update public.nursing_tasks set status = 'done', done_at = v_done_at, done_by = private.current_staff_id()
  where id = v_task.id
  returning * into v_task;

  if v_task.every_hours is not null then
    -- Done late, it is not owed for the times that were missed.
    v_next := v_task.due_at + make_interval(hours => v_task.every_hours * greatest(
      1, ceil(extract(epoch from v_done_at - v_task.due_at) / (v_task.every_hours * 3600))::integer
    ));
    if v_task.repeat_until is null or v_next <= v_task.repeat_until then
      insert into public.nursing_tasks (
        admission_id, patient_id, ward_id, title, details, priority, due_at, every_hours, repeat_until, previous_id,
        assigned_to, created_by
      )
      values (
        v_task.admission_id, v_task.patient_id, v_task.ward_id, v_task.title, v_task.details, v_task.priority, v_next,
        v_task.every_hours, v_task.repeat_until, v_task.id,
        -- Who does the next one is decided by who has the patient then.
        null, v_task.created_by
      )
      returning id into v_next_id;
      perform private.remember_step('public.nursing_tasks', v_next_id, null);
    end if;
  end if;
  perform private.remember_step('public.nursing_tasks', v_task.id, v_before);
  return v_task;
end;
$$;

create function private.reopen_task(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
begin
  if v_task.status <> 'done' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be reopened', v_task.status);
  end if;
  if v_task.done_at < now() - interval '12 hours'
    or exists (select from public.nursing_tasks where previous_id = v_task.id and status <> 'open')
  then
    raise exception using errcode = 'LN021', message = 'It is too late to take this back';
  end if;
  delete from public.nursing_tasks where previous_id = v_task.id;
  update public.nursing_tasks set status = 'open', done_at = null, done_by = null
  where id = v_task.id
  returning * into v_task;
  return v_task;
end;
$$;

create function private.cancel_task(p_task_id uuid, p_reason text)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
  v_before constant jsonb := to_jsonb(v_task);
begin
  if nullif(btrim(p_reason), '') is null or length(btrim(p_reason)) > 500 then
    raise exception using errcode = '22023', message = 'A reason is needed', hint = 'p_reason';
  end if;
  if v_task.status <> 'open' then
    raise exception using errcode = 'LN003', message = format('A task that is %s cannot be cancelled', v_task.status);
  end if;
  update public.nursing_tasks set
    status = 'cancelled', cancelled_at = clock_timestamp(), cancelled_by = private.current_staff_id(),
    cancel_reason = btrim(p_reason)
  where id = v_task.id
  returning * into v_task;
  perform private.remember_step('public.nursing_tasks', v_task.id, v_before);
  return v_task;
end;
$$;

create function private.undo_task_step(p_task_id uuid)
returns public.nursing_tasks language plpgsql security definer set search_path = '' as $$
declare
  v_task public.nursing_tasks := private.nursed_task(p_task_id);
begin
  perform private.undo_last_step('public.nursing_tasks', p_task_id);
  select * into v_task from public.nursing_tasks where id = p_task_id;
  return v_task;
end;
$$;

create function private.task_of_step(p_row jsonb)
returns text language plpgsql stable security definer set search_path = '' as $$
begin
  return case when (p_row ->> 'patient_id')::uuid in (select private.care_patient_ids()) then p_row ->> 'title' end;
end;
$$;
insert into private.step_subjects values ('public.nursing_tasks', 'task', 'private.task_of_step');

/* Nursing tasks of a stay nobody has done; what only comes round again later ends with the stay. */
create function private.open_nursing_tasks(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select task.id from public.nursing_tasks task
    where task.admission_id = p_admission_id and task.status = 'open'
      and (task.every_hours is null or task.due_at <= now())
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking, link)
values ('admission', 'nursing_tasks', 20, 'private.open_nursing_tasks', true, '/admissions/{admission_id}/care');

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * Tasks go with the patient to another ward, and have no nurse there yet. What is open when the stay ends is cancelled;
 * a discharge that is taken back brings it back.
 */
create function private.tg_admissions__tasks_follow()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.discharged_at is not null then
    update public.nursing_tasks set status = 'cancelled', cancelled_at = new.discharged_at, cancel_reason = 'discharged'
    where admission_id = new.id and status = 'open';
  elsif old.discharged_at is not null then
    update public.nursing_tasks set status = 'open', cancelled_at = null, cancel_reason = null
    where admission_id = new.id and status = 'cancelled' and cancelled_by is null and cancelled_at = old.discharged_at;
  end if;
  if new.ward_id <> old.ward_id then
    update public.nursing_tasks set ward_id = new.ward_id, assigned_to = null
    where admission_id = new.id and status = 'open';
  end if;
  return null;
end;
$$;

create trigger nursing_tasks_600_announce after insert or update on public.nursing_tasks
  for each row execute function private.tg_announce('patient:{patient_id} ward:{ward_id}', 'care_changed', 'admission_id');

select private.expose('create_task', '{authenticated}',
'Writes down something to do for a patient: p_priority is routine, important or urgent. With p_every_hours (1 to 168)
it comes again each time it is done, until p_repeat_until or the end of the stay. Needs nursing.record and
the patient in one''s care.

Raises 22023 (hint: which parameter), LN006 the admission has ended, PT404 it is not in one''s care, or nobody such
works on the ward (hint p_assigned_to), 42501.');
select private.expose('complete_task', '{authenticated}',
'Says that a task is done, now and by the caller. Of one that repeats, the next appears: as many hours after this one
was due, the first that is still ahead. Raises LN003 when it is done or cancelled already, LN006, PT404, 42501.');
select private.expose('reopen_task', '{authenticated}',
'Takes back that a task was done; the next one of its row, made by that, goes again. Raises LN003 when it is not
done, LN021 after 12 hours or when the next one has been dealt with, LN006, PT404, 42501.');
select private.expose('undo_task_step', '{authenticated}',
'Undoes within 10 minutes that the caller did a task or gave it up; the next one of its row, made by that, goes again.
Raises LN021 (hint late, other, overtaken), LN006, PT404, 42501.');
select private.expose('cancel_task', '{authenticated}',
'Gives a task up, and what would follow it, for a reason. Raises LN003 when it is not open, 22023, LN006, PT404, 42501.');
