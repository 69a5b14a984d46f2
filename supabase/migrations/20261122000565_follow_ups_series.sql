/*
 * Series of visits.
 *
 * A series is booked whole or not at all, at the same time of day by the clock on the wall: at a clock
 * change the instants move, the appointments do not.
 */

create table public.appointment_series (
  id              uuid primary key default gen_random_uuid(),
  patient_id      uuid not null references public.patients on delete restrict,
  doctor_id       uuid not null references public.doctors on delete restrict,
  visit_type_id   uuid not null references public.visit_types on delete restrict,
  every           interval not null,
  visits          integer not null constraint appointment_series_visits_range check (visits between 2 and 52),
  booked_by       uuid references public.profiles on delete set null,
  created_at      timestamptz not null default now()
);
comment on table public.appointment_series is 'Visits booked together at regular distances; the visits point here.';
create index appointment_series_patient_id_idx on public.appointment_series (patient_id);
create index appointment_series_doctor_id_idx on public.appointment_series (doctor_id);
create index appointment_series_booked_by_idx on public.appointment_series (booked_by);
create index appointment_series_visit_type_id_idx on public.appointment_series (visit_type_id);

-- The column is older than the table it points at.
alter table public.appointments add constraint appointments_series_id_fkey
  foreign key (series_id) references public.appointment_series on delete set null;

create index appointments_series_id_idx on public.appointments (series_id) where series_id is not null;

alter table public.appointment_series enable row level security;
create policy appointment_series_select_involved on public.appointment_series for select to authenticated
  using (
    (select private.has_permission('appointments.read_all'))
    or doctor_id = (select private.current_staff_id())
    or patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );

grant select on public.appointment_series to authenticated, service_role;

select private.on_merge('{public.appointment_series}', 'move');
select private.on_erasure('{public.appointment_series}', 'administration', 'keep');
-- Open for as long as it is being made: its visits are what is open of it afterwards.
select private.work_of_patients('public.appointment_series', 'true');
select private.audited('public.appointment_series');
select private.keeps('{public.appointment_series}', 'The medical record');

/*
 * When the visits of a series begin: at the time of day of the first, by the hospital's clocks. A time
 * that a clock change leaves out is the one the clocks show instead.
 */
create function private.series_starts(p_starts_at timestamptz, p_every interval, p_count integer)
returns table (number integer, starts_at timestamptz) language sql stable set search_path = '' as $$
  select
    number.number,
    -- The month is counted from the first visit, so that a short one does not shift those after it.
    ((p_starts_at at time zone zone.zone) + p_every * (number.number - 1)) at time zone zone.zone
  from private.hospital_time_zone() as zone (zone), generate_series(1, p_count) as number (number);
$$;

/* Refuses a rhythm that is not whole days or months, or too long; with the parameter as the hint. */
create function private.require_series(
  p_starts_at timestamptz, p_every interval, p_count integer
)
returns void language plpgsql set search_path = '' as $$
declare
  v_wrong constant text := case
    when p_starts_at is null then 'p_starts_at'
    when p_every is null or p_every < interval '1 day' or p_every > interval '1 year'
      or p_every <> date_trunc('day', p_every) then 'p_every'
    when p_count is null or p_count not between 2 and 52 then 'p_count'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
end;
$$;

create function private.preview_series(
  p_patient_id uuid, p_doctor_id uuid, p_visit_type_id uuid, p_starts_at timestamptz, p_every interval, p_count integer
)
returns table (number integer, starts_at timestamptz, free boolean, nearest_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission('appointments.book_any');
  perform private.require_series(p_starts_at, p_every, p_count);
  return query
  select
    wanted.number, wanted.starts_at,
    coalesce(nearest.starts_at = wanted.starts_at, false),
    case when nearest.starts_at is distinct from wanted.starts_at then nearest.starts_at end
  from private.series_starts(p_starts_at, p_every, p_count) wanted
  left join lateral (
    select slot.starts_at
    from private.slots(
      array[p_doctor_id], wanted.starts_at - interval '4 days', wanted.starts_at + interval '4 days', p_visit_type_id
    ) slot
    where not exists (
      select 1 from public.appointments visit
      where visit.patient_id = p_patient_id
        and visit.status not in ('cancelled', 'no_show')
        and not visit.overbooked
        and visit.starts_at < slot.ends_at
        and visit.ends_at > slot.starts_at
    )
    order by abs(extract(epoch from slot.starts_at - wanted.starts_at)), slot.starts_at
    limit 1
  ) nearest on true
  order by wanted.number;
end;
$$;

/* Books a series. */
create function private.book_series(
  p_patient_id uuid, p_doctor_id uuid, p_visit_type_id uuid, p_starts_at timestamptz, p_every interval,
  p_count integer, p_idempotency_key text default null, p_starts timestamptz[] default null
)
returns public.appointment_series language plpgsql security definer set search_path = '' as $$
declare
  v_series public.appointment_series;
  v_type public.visit_types;
  v_actor constant uuid := auth.uid();
  v_starts timestamptz[];
  v_start timestamptz;
  v_slots jsonb := '[]';
  v_slot record;
begin
  perform private.require_permission('appointments.book_any');
  perform private.require_series(p_starts_at, p_every, p_count);
  if cardinality(p_starts) <> p_count then
    raise exception using errcode = '22023', message = 'p_starts must name every visit', hint = 'p_starts';
  end if;
  perform private.lock_schedules(array[p_doctor_id], p_patient_id, null);
  perform private.require_permission('appointments.book_any');

  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  perform from public.doctors doctor where doctor.id = p_doctor_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such doctor', hint = 'p_doctor_id';
  end if;
  select * into v_type from public.visit_types type where type.id = p_visit_type_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;

  v_starts := coalesce(p_starts, array(
    select wanted.starts_at from private.series_starts(p_starts_at, p_every, p_count) wanted order by wanted.number
  ));
  foreach v_start in array v_starts loop
    select slot.ends_at, slot.room_id, nullif(slot.blocked_from, slot.starts_at) as blocked_from into v_slot
    from private.slots(array[p_doctor_id], v_start, v_start + interval '1 microsecond', p_visit_type_id, true) slot;
    if not found then
      perform private.refuse_held_time(p_doctor_id, v_start, p_visit_type_id);
      raise exception using errcode = 'LN001',
        message = 'One of these times is not offered for that visit', detail = v_start::text, hint = 'p_starts_at';
    end if;
    v_slots := v_slots || jsonb_build_object(
      'starts_at', v_start, 'ends_at', v_slot.ends_at, 'blocked_from', v_slot.blocked_from, 'room_id', v_slot.room_id
    );
  end loop;
  perform private.lock_schedules(null, p_patient_id, array(
    select distinct (slot ->> 'room_id')::uuid from jsonb_array_elements(v_slots) slot
  ));

  insert into public.appointment_series (
    patient_id, doctor_id, visit_type_id, every, visits, booked_by
  ) values (
    p_patient_id, p_doctor_id, p_visit_type_id, p_every, p_count, v_actor
  ) returning * into v_series;
  insert into public.appointments (
    patient_id, doctor_id, room_id, visit_type_id, starts_at, ends_at, blocked_from, status, series_id, booked_by
  )
  select
    p_patient_id, p_doctor_id, slot.room_id, p_visit_type_id, slot.starts_at, slot.ends_at, slot.blocked_from,
    case when v_type.requires_confirmation then 'requested' else 'confirmed' end, v_series.id, v_actor
  from jsonb_to_recordset(v_slots)
    as slot (starts_at timestamptz, ends_at timestamptz, blocked_from timestamptz, room_id uuid);
  return v_series;
end;
$$;

/* Cancels what is left of a series. */
create function private.cancel_series(p_series_id uuid, p_from timestamptz default null, p_reason text default null)
returns integer language plpgsql security definer set search_path = '' as $$
declare
  v_series public.appointment_series;
  v_first public.appointments;
  v_doctor_ids uuid[];
  v_room_ids uuid[];
  v_ids uuid[];
  v_count integer;
begin
  select * into v_series from public.appointment_series series where series.id = p_series_id;
  select * into v_first from public.appointments visit
  where visit.series_id = p_series_id order by visit.starts_at desc limit 1;
  -- Who may call one of its visits off may call off the rest.
  perform private.authority_over(v_first);

  select array_agg(visit.id), array_agg(distinct visit.doctor_id), array_agg(distinct visit.room_id)
  into v_ids, v_doctor_ids, v_room_ids
  from public.appointments visit
  where visit.series_id = p_series_id
    and visit.status in ('requested', 'confirmed')
    and visit.starts_at > now() and visit.starts_at >= coalesce(p_from, now());
  if v_ids is null then return 0; end if;
  perform private.lock_schedules(v_doctor_ids, v_series.patient_id, v_room_ids);
  -- Of its last visit as it is now: it may have become a colleague's.
  select * into v_first from public.appointments visit where visit.id = v_first.id for no key update;
  perform private.authority_over(v_first);

  update public.appointments visit set
    status = 'cancelled', cancelled_by = auth.uid(), cancel_reason = nullif(btrim(p_reason), '')
  -- Whoever moved one of them to another doctor meanwhile has said that it is to be.
  where visit.id = any (v_ids)
    and visit.doctor_id = any (v_doctor_ids)
    and visit.status in ('requested', 'confirmed');
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;

select private.expose('preview_series', '{authenticated}',
  'The visits a series would have: whether each time is free for doctor and patient, and if not the nearest that is '
  'within four days (null: none). p_every is whole days or months, p_count from 2 to 52. Needs appointments.book_any '
  '(42501); 22023, PT404 no such type.');
select private.expose('book_series', '{authenticated}',
  'Books a series, all of it or nothing: at p_starts_at and every p_every from then on, or at the times p_starts '
  'names. The same idempotency key again gives back the series it made. Needs appointments.book_any (42501); other '
  'errors as for book_appointment.');
select private.expose('cancel_series', '{authenticated}',
  'Cancels the visits of a series that begin from p_from on (null: all to come) and tells how many. For whoever may '
  'cancel its visits: PT404 and 42501 as for cancel_appointment.');
