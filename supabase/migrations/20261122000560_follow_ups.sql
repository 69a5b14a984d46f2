/*
 * Follow-ups: what a doctor wants to see again, and until when.
 *
 * A follow-up books nothing by itself. Whoever books the kind of visit it asks for, with that doctor or a
 * colleague of the specialty, has booked it, whichever screen they came from: triggers tie the two together and
 * open the follow-up again when the visit falls through.
 */

create table public.follow_ups (
  id                  uuid primary key default gen_random_uuid(),
  patient_id          uuid not null references public.patients on delete restrict,
  doctor_id           uuid not null references public.doctors on delete restrict,
  kind                text not null default 'visit' constraint follow_ups_kind_known check (kind in ('visit', 'test')),
  visit_type_id       uuid references public.visit_types on delete restrict,
  due_from            date not null,
  due_until           date not null,
  reason              text constraint follow_ups_reason_length check (length(reason) <= 500),
  ordered_by          uuid references public.profiles on delete set null,
  from_appointment_id uuid references public.appointments on delete set null,
  appointment_id      uuid references public.appointments on delete set null,
  status              text not null default 'open' constraint follow_ups_status_known check (status in ('open', 'booked', 'done', 'cancelled')),
  reminded_at         timestamptz,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  constraint follow_ups_date_order check (due_from <= due_until),
  constraint follow_ups_visit_type_known check (kind <> 'visit' or visit_type_id is not null)
);
comment on table public.follow_ups is 'Visits and tests a doctor has asked for and the patient still has to book or do.';
comment on column public.follow_ups.from_appointment_id is 'The visit at which it was asked for.';
comment on column public.follow_ups.appointment_id is 'The visit booked for it.';
comment on column public.follow_ups.reminded_at is 'When the patient was told that it is due.';
create index follow_ups_patient_id_due_from_idx on public.follow_ups (patient_id, due_from);
create index follow_ups_doctor_id_due_from_idx on public.follow_ups (doctor_id, due_from);
create index follow_ups_visit_type_id_idx on public.follow_ups (visit_type_id);
create index follow_ups_ordered_by_idx on public.follow_ups (ordered_by);
create index follow_ups_from_appointment_id_idx on public.follow_ups (from_appointment_id);
create index follow_ups_appointment_id_idx on public.follow_ups (appointment_id);
create index follow_ups_status_due_from_idx on public.follow_ups (status, due_from);

-- The column is older than the table it points at.
alter table public.appointments add constraint appointments_follow_up_id_fkey
  foreign key (follow_up_id) references public.follow_ups on delete set null;

create index appointments_follow_up_id_idx on public.appointments (follow_up_id) where follow_up_id is not null;

alter table public.follow_ups enable row level security;
create policy follow_ups_select_involved on public.follow_ups for select to authenticated
  using (
    (select private.has_permission('appointments.read_all'))
    or doctor_id = (select private.current_staff_id())
    or patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );

grant select on public.follow_ups to authenticated, service_role;

select private.on_merge('{public.follow_ups}', 'move');
select private.on_erasure('{public.follow_ups}', 'record', 'delete');
select private.audited('public.follow_ups');
select private.keeps('{public.follow_ups}', 'The medical record');

/* Whether the caller asks for follow-ups: 42501 who is no doctor, PT404 for a patient who is not in their care. */
create function private.require_follow_up_orderer(p_patient_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.doctors doctor where doctor.id = private.current_staff_id() and doctor.active) then
    raise exception using errcode = '42501', message = 'Only doctors ask for follow-ups';
  end if;
  if p_patient_id is not null and p_patient_id not in (select private.care_patient_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such patient in your care', hint = 'p_patient_id';
  end if;
end;
$$;

/* Asks for a follow-up. */
create function private.order_follow_up(
  p_patient_id uuid, p_due_from date, p_due_until date, p_kind text default 'visit',
  p_visit_type_id uuid default null, p_doctor_id uuid default null, p_reason text default null,
  p_appointment_id uuid default null
)
returns public.follow_ups language plpgsql security definer set search_path = '' as $$
declare
  v_staff_id constant uuid := private.current_staff_id();
  v_today constant date := private.hospital_day();
  v_follow_up public.follow_ups;
  v_wrong constant text := case
    when p_patient_id is null then 'p_patient_id'
    when coalesce(p_kind not in ('visit', 'test'), true) then 'p_kind'
    when p_kind = 'visit' and p_visit_type_id is null then 'p_visit_type_id'
    when p_due_from is null then 'p_due_from'
    when p_due_until is null or p_due_until < greatest(p_due_from, v_today) then 'p_due_until'
    when length(p_reason) > 500 then 'p_reason'
  end;
begin
  perform private.require_follow_up_orderer(null);
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
  perform private.require_follow_up_orderer(p_patient_id);
  if p_visit_type_id is not null
    and not exists (select from public.visit_types type where type.id = p_visit_type_id and type.active)
  then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if p_doctor_id is not null
    and not exists (select from public.doctors doctor where doctor.id = p_doctor_id and doctor.active)
  then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
  if p_appointment_id is not null and not exists (
    select from public.appointments visit
    where visit.id = p_appointment_id and visit.patient_id = p_patient_id
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
  end if;

  insert into public.follow_ups (
    patient_id, doctor_id, kind, visit_type_id, due_from, due_until, reason, ordered_by, from_appointment_id
  ) values (
    p_patient_id, coalesce(p_doctor_id, v_staff_id), p_kind, p_visit_type_id, p_due_from, p_due_until,
    nullif(btrim(p_reason), ''), auth.uid(), p_appointment_id
  ) returning * into v_follow_up;
  -- Whoever was writing in the record was waited for.
  perform private.require_follow_up_orderer(p_patient_id);
  perform private.notify_of_follow_up(v_follow_up, 'follow_up_ordered');
  return v_follow_up;
end;
$$;

/* Tells a patient's accounts about a follow-up, in the app; whom it is with and when, not what it is about. */
create function private.notify_of_follow_up(p_follow_up public.follow_ups, p_kind text)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify_user(
    person, p_kind,
    jsonb_build_object(
      'patient_name', patient.full_name,
      'doctor_name', doctor.name,
      'due_from', p_follow_up.due_from,
      'due_until', p_follow_up.due_until
    ),
    '/portal/waitlist'
  )
  from private.accounts_to_tell(p_follow_up.patient_id) as person
  join public.patients patient on patient.id = p_follow_up.patient_id
  join public.doctors doctor on doctor.id = p_follow_up.doctor_id;
end;
$$;

/* Ends a follow-up. */
create function private.close_follow_up(p_follow_up_id uuid, p_status text)
returns public.follow_ups language plpgsql security definer set search_path = '' as $$
declare
  v_follow_up public.follow_ups;
  v_staff_id constant uuid := private.current_staff_id();
begin
  if p_status is null or p_status not in ('done', 'cancelled') then
    raise exception using errcode = '22023', message = 'p_status must be done or cancelled', hint = 'p_status';
  end if;
  select * into v_follow_up from public.follow_ups follow_up where follow_up.id = p_follow_up_id for no key update;
  if not private.has_permission('appointments.manage_any')
    and (v_follow_up.doctor_id = v_staff_id) is not true
  then
    if v_staff_id is not null and not exists (select from public.doctors doctor where doctor.id = v_staff_id) then
      raise exception using errcode = '42501', message = 'You may not change follow-ups';
    end if;
    raise exception using errcode = 'PT404', message = 'There is no such follow-up', hint = 'p_follow_up_id';
  end if;
  if v_follow_up.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such follow-up', hint = 'p_follow_up_id';
  end if;
  if v_follow_up.status not in ('open', 'booked') then
    raise exception using errcode = 'LN003', message = format('The follow-up is %s already', v_follow_up.status);
  end if;
  update public.follow_ups set status = p_status where id = p_follow_up_id returning * into v_follow_up;
  perform private.cancel_deliveries('follow_up:' || p_follow_up_id);
  return v_follow_up;
end;
$$;

/* Tells a patient of what has become due and is not booked, once. */
create function private.remind_of_follow_up(p_follow_up_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_follow_up public.follow_ups;
begin
  update public.follow_ups set reminded_at = now()
  where id in (
    select due.id from public.follow_ups due
    where due.id = p_follow_up_id and due.status = 'open' and due.reminded_at is null
    for no key update skip locked
  )
  returning * into v_follow_up;
  if not found then return; end if;
  perform private.notify_of_follow_up(v_follow_up, 'follow_up_due');
  perform private.enqueue_delivery(
    v_follow_up.patient_id, 'follow_up_due',
    jsonb_build_object(
      'follow_up_id', v_follow_up.id,
      'test', v_follow_up.kind = 'test',
      'doctor_name', (select doctor.name from public.doctors doctor where doctor.id = v_follow_up.doctor_id),
      'due_from', v_follow_up.due_from,
      'due_until', v_follow_up.due_until
    ),
    now(), 'follow_up:' || v_follow_up.id, null::uuid,
    (v_follow_up.due_until + 1)::timestamp at time zone private.hospital_time_zone()
  );
end;
$$;

/* In the hour in which it runs, by the patients' own quiet hours; the first day it is due, by the hospital's clock. */
create function private.run_follow_ups()
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.run_each('follow_ups_due', $query$
    select due.id from public.follow_ups due
    join public.patients patient on patient.id = due.patient_id
    where due.status = 'open' and due.due_from <= (select private.hospital_day()) and due.reminded_at is null
      and patient.archived_at is null and patient.deceased_at is null
  $query$, 'private.remind_of_follow_up');
end;
$$;
select private.schedule(
  'follow_ups_due', '5 * * * *', 'private.run_follow_ups', 'Tells patients of follow-ups that are due and not booked'
);

/* Whether somebody has asked to see the patient again since they came. */
create function private.follow_up_ordered(p_admission_id uuid)
returns boolean language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select from public.admissions admission
    join public.follow_ups follow_up using (patient_id)
    where admission.id = p_admission_id
      and follow_up.created_at >= admission.admitted_at
      and follow_up.status <> 'cancelled'
  );
end;
$$;
insert into private.open_work (subject, item, place, is_done, link)
values ('admission', 'follow_up', 60, 'private.follow_up_ordered', '/follow-ups');

/* Nobody is seen again who has died. */
create function private.end_follow_ups(p_patient_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.follow_ups set status = 'cancelled' where patient_id = p_patient_id and status in ('open', 'booked');
end;
$$;
select private.work_of_patients('public.follow_ups', $$ {row}.status in ('open', 'booked')$$, 'private.end_follow_ups');

/* Ties a visit to the follow-up it answers: the one due first, if the visit is not long before it is. */
create function private.tg_appointments__answer_follow_up()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.follow_up_id is null and new.status in ('requested', 'confirmed')
    -- Nearly no visit answers one: looking first is a third of the time of the join.
    and exists (select from public.follow_ups wanted where wanted.patient_id = new.patient_id and wanted.status = 'open')
  then
    select wanted.id into new.follow_up_id
    from public.follow_ups wanted
    join public.doctors doctor on doctor.id = wanted.doctor_id
    join public.doctors booked on booked.id = new.doctor_id
    where wanted.patient_id = new.patient_id
      and wanted.status = 'open'
      and wanted.kind = 'visit'
      and wanted.visit_type_id = new.visit_type_id
      and (wanted.doctor_id = new.doctor_id or doctor.specialty_id = booked.specialty_id)
      and new.starts_at >= wanted.due_from - interval '7 days'
    order by wanted.due_from, wanted.id
    limit 1;
  end if;
  return new;
end;
$$;

/* Keeps the follow-up true to the visit booked for it. */
create function private.tg_appointments__keep_follow_up()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.follow_up_id is null then return null; end if;
  case
    when new.status in ('cancelled', 'no_show') then
      update public.follow_ups set status = 'open', appointment_id = null
      where id = new.follow_up_id and status = 'booked' and appointment_id = new.id;
    when new.status = 'completed' then
      update public.follow_ups set status = 'done'
      where id = new.follow_up_id and status = 'booked' and appointment_id = new.id;
    when tg_op = 'UPDATE' and old.status = 'completed' then
      update public.follow_ups set status = 'booked'
      where id = new.follow_up_id and status = 'done' and appointment_id = new.id;
    when tg_op = 'INSERT' or old.status in ('no_show', 'cancelled') then
      update public.follow_ups set status = 'booked', appointment_id = new.id
      where id = new.follow_up_id and status = 'open';
      if found then perform private.cancel_deliveries('follow_up:' || new.follow_up_id); end if;
    else null;
  end case;
  return null;
end;
$$;

-- A visit's step goes back with what it did here.
create trigger follow_ups_590_remember_step after update of status on public.follow_ups
  for each row when (old.appointment_id is not null or new.appointment_id is not null)
  execute function private.tg_remember_step();

create trigger follow_ups_600_announce after insert or update on public.follow_ups
  for each row execute function private.tg_announce('patient:{patient_id} doctor:{doctor_id} calendar', 'follow_up_changed', 'follow_up_id=id');

create trigger follow_ups_200_touch before update on public.follow_ups
  for each row execute function private.tg_touch_updated_at();

select private.expose('order_follow_up', '{authenticated}',
  'A doctor asks to see a patient in their care again (`visit`, with its type) or for a test (`test`), from '
  'p_due_from until p_due_until; with themselves unless p_doctor_id says with whom. The patient is told now and when '
  'it is due. Raises 42501 not a doctor, PT404 no such patient in one''s care, type, doctor or visit, 22023 a '
  'parameter makes no sense.');
select private.expose('close_follow_up', '{authenticated}',
  'Ends a follow-up as `done` or `cancelled`: the doctor it is with, or appointments.manage_any. LN003 it has ended, '
  'PT404 no such follow-up (or not yours), 42501 not your work, 22023 no such status.');
