/*
 * The waiting list: who wants a time that is not free.
 *
 * Who books what they waited for has it; wishes are kept true to the visits by triggers.
 */

alter table public.hospital_settings
  add column waitlist_answer_minutes integer not null default 60,
  add constraint hospital_settings_waitlist_answer_minutes_range check (waitlist_answer_minutes between 5 and 1440);
comment on column public.hospital_settings.waitlist_answer_minutes is
  'Minutes within which an offer of a freed time is answered; fewer when that time is near.';

create table public.waitlist_entries (
  id             uuid primary key default gen_random_uuid(),
  patient_id     uuid not null references public.patients on delete restrict,
  visit_type_id  uuid not null references public.visit_types on delete restrict,
  doctor_id      uuid references public.doctors on delete restrict,
  specialty_id   uuid references public.specialties on delete restrict,
  appointment_id uuid references public.appointments on delete set null,
  earliest_on    date not null default private.hospital_day(),
  latest_on      date,
  weekdays       integer[] not null default '{1,2,3,4,5,6,7}',
  from_time      time not null default '00:00',
  until_time     time not null default '24:00',
  urgency        text not null default 'routine' constraint waitlist_entries_urgency_known check (urgency in ('routine', 'soon', 'urgent')),
  priority       integer not null generated always as (
    case urgency when 'urgent' then 1 when 'soon' then 2 else 3 end
  ) stored,
  note           text constraint waitlist_entries_note_length check (length(note) <= 500),
  status         text not null default 'waiting' constraint waitlist_entries_status_known check (status in (
    'waiting', 'offered', 'booked', 'withdrawn', 'expired'
  )),
  joined_at      timestamptz not null default now(),
  created_by     uuid references public.profiles on delete set null,
  updated_at     timestamptz not null default now(),
  constraint waitlist_entries_one_target check (num_nonnulls(doctor_id, specialty_id) = 1),
  constraint waitlist_entries_date_order check (earliest_on <= latest_on),
  constraint waitlist_entries_time_order check (from_time < until_time),
  constraint waitlist_entries_weekdays_iso check (
    cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'
  )
);
comment on table public.waitlist_entries is
  'Who waits for a time with a doctor, or anybody of a specialty, and when they could come. Kept when it is over.';
comment on column public.waitlist_entries.appointment_id is
  'The visit an earlier time is wanted for; once booked, the visit that came of it.';
comment on column public.waitlist_entries.weekdays is 'ISO: 1 Monday to 7 Sunday, in the hospital''s time zone like the times of day.';
comment on column public.waitlist_entries.until_time is 'Exclusive; 24:00 is the end of the day. The visit begins before it.';
comment on column public.waitlist_entries.priority is 'From urgency: the lower is asked first, then who waits longest.';
-- Waiting twice for the same would be asked twice.
create unique index waitlist_entries_once on public.waitlist_entries
  (patient_id, visit_type_id, coalesce(doctor_id, specialty_id)) where status in ('waiting', 'offered');
create index waitlist_entries_patient_id_idx on public.waitlist_entries (patient_id);
create index waitlist_entries_visit_type_id_idx on public.waitlist_entries (visit_type_id);
create index waitlist_entries_doctor_id_idx on public.waitlist_entries (doctor_id);
create index waitlist_entries_specialty_id_idx on public.waitlist_entries (specialty_id);
create index waitlist_entries_appointment_id_idx on public.waitlist_entries (appointment_id);
create index waitlist_entries_created_by_idx on public.waitlist_entries (created_by);
create index waitlist_entries_status_priority_joined_at_idx
  on public.waitlist_entries (status, priority, joined_at);

alter table public.waitlist_entries enable row level security;
create policy waitlist_entries_select_own_or_managers on public.waitlist_entries for select to authenticated
  using (
    (select private.has_permission('waitlist.manage'))
    or patient_id in (select private.current_patient_ids())
  );

grant update (waitlist_answer_minutes) on public.hospital_settings to authenticated;
grant select on public.waitlist_entries to authenticated, service_role;

select private.define_permission('waitlist.manage', 'Keep the waiting list and offer freed times', '{receptionist}');
insert into private.topics (pattern, hear) values ('waitlist', $$private.has_permission('waitlist.manage')$$);
select private.on_merge('{public.waitlist_entries}', 'move');
select private.on_erasure('{public.waitlist_entries}', 'contact', 'delete');
select private.audited('public.waitlist_entries');
select private.keeps('{public.waitlist_entries}', 'Who waited for what, and what came of it');

/* The wishes of a patient that wait: nobody is archived who does. */
create function private.wishes_waiting(p_patient_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select id from public.waitlist_entries where patient_id = p_patient_id and status in ('waiting', 'offered')
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking)
values ('patient', 'waitlist', 30, 'private.wishes_waiting', true);

/* Refuses with 42501 whose work the list is not, with PT404 those to whom this entry does not exist. */
create function private.require_waitlist(p_patient_id uuid)
returns void language plpgsql stable security definer set search_path = '' as $$
begin
  if private.has_permission('waitlist.manage') or p_patient_id in (select private.current_patient_ids()) then
    return;
  end if;
  if private.is_staff() then
    raise exception using errcode = '42501', message = 'You may not manage the waiting list', hint = 'waitlist.manage';
  end if;
  raise exception using errcode = 'PT404', message = 'There is no such entry on the waiting list';
end;
$$;

/*
 * Keeps wishes true to the visits: who books what they waited for has it, or waits on for something earlier
 * if it is later than they wished; an earlier time is not wanted for a visit that is called off. Rows
 * an offer is being made for are passed over: answering the offer looks at the visit again.
 */
create function private.tg_appointments__keep_wishes()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.status not in ('requested', 'confirmed')
      -- Nearly nobody waits: looking first is half the time of an update that finds nothing.
      or not exists (
        select from public.waitlist_entries entry where entry.patient_id = new.patient_id and entry.status = 'waiting'
      )
    then
      return null;
    end if;
    update public.waitlist_entries set
      appointment_id = new.id,
      status = case
        when latest_on >= private.hospital_day(new.starts_at)
          then 'booked'
        else status
      end
    where id in (
      select entry.id
      from public.waitlist_entries entry
      join public.doctors doctor on doctor.id = new.doctor_id
      where entry.patient_id = new.patient_id
        and entry.visit_type_id = new.visit_type_id
        and entry.status = 'waiting'
        and entry.appointment_id is null
        and (entry.doctor_id = new.doctor_id or entry.specialty_id = doctor.specialty_id)
      for no key update of entry skip locked
    );
  elsif new.status = 'cancelled' and old.status <> 'cancelled' then
    update public.waitlist_entries set status = 'withdrawn'
    where id in (
      select entry.id from public.waitlist_entries entry
      where entry.appointment_id = new.id and entry.status = 'waiting'
      for no key update skip locked
    );
  elsif old.status = 'cancelled' and new.status <> 'cancelled' then
    -- What went with it is wanted again; what was withdrawn before is not.
    update public.waitlist_entries set status = 'waiting'
    where id in (
      select entry.id from public.waitlist_entries entry
      where entry.appointment_id = new.id and entry.status = 'withdrawn' and entry.updated_at >= old.cancelled_at
      for no key update skip locked
    );
  end if;
  return null;
end;
$$;

create trigger waitlist_entries_600_announce after insert or update on public.waitlist_entries
  for each row execute function private.tg_announce('waitlist patient:{patient_id}', 'waitlist_changed', 'entry_id=id');

create trigger waitlist_entries_200_touch before update on public.waitlist_entries
  for each row execute function private.tg_touch_updated_at();

