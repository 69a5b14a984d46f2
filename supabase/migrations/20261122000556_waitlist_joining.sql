/*
 * Joining the waiting list and leaving it.
 */

/* Puts a patient on the list. */
create function private.join_waitlist(
  p_patient_id uuid, p_visit_type_id uuid, p_doctor_id uuid default null, p_specialty_id uuid default null,
  p_earliest_on date default null, p_latest_on date default null, p_weekdays integer[] default null,
  p_from_time time default null, p_until_time time default null, p_urgency text default 'routine',
  p_note text default null, p_appointment_id uuid default null
)
returns public.waitlist_entries language plpgsql security definer set search_path = '' as $$
declare
  v_entry public.waitlist_entries;
  v_manager constant boolean := private.has_permission('waitlist.manage');
  v_today constant date := private.hospital_day();
  v_wrong constant text := case
    when p_patient_id is null then 'p_patient_id'
    when p_visit_type_id is null then 'p_visit_type_id'
    when num_nonnulls(p_doctor_id, p_specialty_id) <> 1 then 'p_doctor_id'
    when p_latest_on < greatest(p_earliest_on, v_today) then 'p_latest_on'
    when p_urgency not in ('routine', 'soon', 'urgent') then 'p_urgency'
    when cardinality(p_weekdays) = 0 or not p_weekdays <@ '{1,2,3,4,5,6,7}' then 'p_weekdays'
    when coalesce(p_from_time, '00:00') >= coalesce(p_until_time, '24:00') then 'p_until_time'
    when length(p_note) > 500 then 'p_note'
  end;
begin
  if not v_manager and (p_patient_id in (select private.current_patient_ids())) is not true then
    raise exception using errcode = '42501', message = 'You may not put this patient on the waiting list';
  end if;
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
  -- Everybody's own wish is urgent; whose is before others' is judged by those who know the others.
  if not v_manager and p_urgency <> 'routine' then
    raise exception using errcode = '42501', message = 'Only the hospital judges how urgent it is', hint = 'p_urgency';
  end if;
  perform from public.patients patient where patient.id = p_patient_id and patient.archived_at is null;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such patient', hint = 'p_patient_id';
  end if;
  perform from public.visit_types type
  where type.id = p_visit_type_id and type.active and (type.bookable_by_patient or v_manager);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such type of visit', hint = 'p_visit_type_id';
  end if;
  if p_doctor_id is not null then
    perform from public.doctors doctor where doctor.id = p_doctor_id and doctor.active;
  else
    perform from public.specialties specialty where specialty.id = p_specialty_id;
  end if;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is nobody to wait for', hint = 'p_doctor_id';
  end if;
  perform from public.visit_types type
  where type.id = p_visit_type_id
    and (type.specialty_id is null or type.specialty_id = coalesce(
      p_specialty_id, (select doctor.specialty_id from public.doctors doctor where doctor.id = p_doctor_id)
    ));
  if not found then
    raise exception using errcode = '22023',
      message = 'That specialty does not offer this type of visit', hint = 'p_visit_type_id';
  end if;
  if p_appointment_id is not null then
    perform from public.appointments visit
    where visit.id = p_appointment_id
      and visit.patient_id = p_patient_id
      and visit.visit_type_id = p_visit_type_id
      and visit.status in ('requested', 'confirmed')
      and visit.starts_at > now();
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such visit', hint = 'p_appointment_id';
    end if;
  end if;

  begin
    insert into public.waitlist_entries (
      patient_id, visit_type_id, doctor_id, specialty_id, appointment_id, earliest_on, latest_on, weekdays,
      from_time, until_time, urgency, note, created_by
    ) values (
      p_patient_id, p_visit_type_id, p_doctor_id, p_specialty_id, p_appointment_id,
      greatest(p_earliest_on, v_today), p_latest_on, coalesce(p_weekdays, '{1,2,3,4,5,6,7}'),
      coalesce(p_from_time, '00:00'), coalesce(p_until_time, '24:00'), coalesce(p_urgency, 'routine'),
      nullif(btrim(p_note), ''), auth.uid()
    ) returning * into v_entry;
  exception when unique_violation then
    raise exception using errcode = 'LN015', message = 'This patient is waiting for that already';
  end;
  -- Whoever was writing in the record was waited for; what a manager may say nobody else may.
  if private.has_permission('waitlist.manage') <> v_manager
    or not v_manager and p_patient_id not in (select private.current_patient_ids())
  then
    raise exception using errcode = '42501', message = 'You may not put this patient on the waiting list';
  end if;
  return v_entry;
end;
$$;

/* Takes a patient off the list. */
create function private.withdraw_from_waitlist(p_entry_id uuid)
returns public.waitlist_entries language plpgsql security definer set search_path = '' as $$
declare
  v_entry public.waitlist_entries;
  v_offer public.waitlist_offers;
begin
  select * into v_entry from public.waitlist_entries entry where entry.id = p_entry_id;
  perform private.require_waitlist(v_entry.patient_id);
  if v_entry.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such entry on the waiting list', hint = 'p_entry_id';
  end if;
  if v_entry.status in ('booked', 'withdrawn', 'expired') then return v_entry; end if;

  update public.waitlist_entries set status = 'withdrawn'
  where id = p_entry_id and status = 'waiting'
  returning * into v_entry;
  if found then
    perform private.require_waitlist(v_entry.patient_id);
    return v_entry;
  end if;

  -- An entry that has an offer changes under the lock of the offer's doctor only.
  select * into v_offer from public.waitlist_offers offer
  where offer.entry_id = p_entry_id and offer.status = 'open';
  perform pg_advisory_xact_lock(hashtextextended('doctor:' || v_offer.doctor_id, 0));
  perform from public.waitlist_offers offer where offer.id = v_offer.id and offer.status = 'open' for no key update;
  if not found then
    raise exception using errcode = 'LN009', message = 'The offer has just been answered';
  end if;
  v_offer := private.end_offer(v_offer.id, 'withdrawn', 'withdrawn');
  perform private.offer_times(v_offer.doctor_id, v_offer.starts_at, v_offer.ends_at);
  select * into v_entry from public.waitlist_entries entry where entry.id = p_entry_id;
  perform private.require_waitlist(v_entry.patient_id);
  return v_entry;
end;
$$;

create function private.waitlist_places(p_entry_ids uuid[])
returns table (entry_id uuid, place integer)
language sql stable security definer set search_path = '' as $$
  select
    entry.id,
    1 + (
      select count(*)
      from public.waitlist_entries ahead
      where ahead.status in ('waiting', 'offered')
        and ahead.visit_type_id = entry.visit_type_id
        and ahead.doctor_id is not distinct from entry.doctor_id
        and ahead.specialty_id is not distinct from entry.specialty_id
        and (ahead.priority, ahead.joined_at, ahead.id) < (entry.priority, entry.joined_at, entry.id)
    )::integer
  from public.waitlist_entries entry
  where entry.id = any (p_entry_ids)
    and entry.status in ('waiting', 'offered')
    and (
      entry.patient_id in (select private.current_patient_ids())
      or (select private.has_permission('waitlist.manage'))
    );
$$;

select private.expose('join_waitlist', '{authenticated}',
  'Puts a patient on the waiting list of a doctor, or of anybody of a specialty: one''s own (or a dependant''s), or '
  'anybody with waitlist.manage. With p_appointment_id an earlier time for that visit is wanted, and accepting moves '
  'it. Times of day and weekdays (ISO) are the hospital''s. Raises LN015 waiting for that already, 42501 not for this '
  'patient, or an urgency other than routine without waitlist.manage, PT404 no such patient, type, doctor, specialty '
  'or visit to come, 22023 a parameter makes no sense.');
select private.expose('withdraw_from_waitlist', '{authenticated}',
  'Takes an entry off the waiting list; an open offer goes to the next. What is over already stays as it is. PT404 no '
  'such entry (or not yours), 42501 the list is not your work, LN009 the offer has just been answered.');
select private.expose('waitlist_places', '{authenticated}',
  'How many are asked before each of these entries, and it: 1 is next. Only one''s own, or all with waitlist.manage.');
