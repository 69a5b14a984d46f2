/*
 * Consequences: everything that happens when a visit or an admission changes, in the order in which it happens.
 *
 * Many domains hang on these two tables. What each does is in its own file, in a function of its own; that and when it
 * is done is here, so that the order can be read. Postgres fires in the order of the names, those before the row is
 * written first, those deferred to the commit last, so the numbers are the order: 0xx derive, 1xx refuse, 2xx stamp,
 * 3xx to 5xx consequences, 6xx announce (live channels), 7xx tell (people), 9xx audit. Other tables number theirs alike.
 *
 * A new consequence: the function in the domain's file, its trigger here. It must not rely on what another of the
 * same hundred has done, unless it says so.
 */

/* Appointments ------------------------------------------------------------------------------------ */

create trigger appointments_000_block
  before insert or update of starts_at, doctor_id, visit_type_id on public.appointments
  for each row execute function private.tg_appointments__block();

create trigger appointments_010_answer_follow_up before insert on public.appointments
  for each row execute function private.tg_appointments__answer_follow_up();

create trigger appointments_020_unconfirm before update on public.appointments
  for each row
  when ((old.starts_at, old.doctor_id) is distinct from (new.starts_at, new.doctor_id) and old.patient_confirmed_at is not null)
  execute function private.tg_appointments__unconfirm();

create trigger appointments_100_step before insert or update on public.appointments
  for each row execute function private.tg_appointments__step();

-- appointments_190_patient_present
select private.work_of_patients(
  'public.appointments', $$ {row}.status in ('requested', 'confirmed', 'checked_in', 'in_consultation')$$, 'private.call_off_visits'
);

create trigger appointments_200_touch before update on public.appointments
  for each row execute function private.tg_touch_updated_at();

create trigger appointments_300_record after insert or update on public.appointments
  for each row execute function private.tg_appointments__record();

-- appointments_350_care_access
select private.care_follows('public.appointments', 'booked', 'private.care_of_visit', 'patient_id, doctor_id, starts_at, status');

create trigger appointments_400_keep_wishes after insert or update of status on public.appointments
  for each row execute function private.tg_appointments__keep_wishes();

-- What an undone step had brought about goes back with it (private.undo_last_step): nothing follows from that.
create trigger appointments_410_queue after update of status on public.appointments
  for each row when (old.status <> new.status and private.going_back() is distinct from 'undo') execute function private.tg_appointments__queue();

create trigger appointments_420_keep_follow_up after insert or update of status on public.appointments
  for each row when (private.going_back() is distinct from 'undo') execute function private.tg_appointments__keep_follow_up();

create constraint trigger appointments_430_offer_freed after update on public.appointments
  deferrable initially deferred for each row
  when (
    (new.status = 'cancelled' and old.status in ('requested', 'confirmed', 'checked_in'))
    or (old.status in ('requested', 'confirmed') and (
      new.doctor_id <> old.doctor_id or new.starts_at <> old.starts_at or new.ends_at < old.ends_at
    ))
  )
  execute function private.tg_appointments__offer_freed();

-- A visit confirmed has been told to its patient, which cannot be undone; for one cancelled see private.undo_visit_change.
create trigger appointments_590_remember_step after update of status on public.appointments
  for each row when (old.status <> new.status and (old.status = 'no_show' or new.status not in ('requested', 'confirmed', 'cancelled')))
  execute function private.tg_remember_step();

create trigger appointments_600_announce after insert or update on public.appointments
  for each row execute function private.tg_appointments__announce();

create trigger appointments_700_notify after insert or update on public.appointments
  for each row when (coalesce(private.going_back(), 'change') = 'change') execute function private.tg_appointments__notify();

create trigger appointments_710_deliver after insert or update on public.appointments
  for each row execute function private.tg_appointments__deliver();

select private.audited('public.appointments');

/* Admissions -------------------------------------------------------------------------------------- */

create trigger admissions_000_bed_request before insert on public.admissions
  for each row execute function private.tg_admissions__bed_request();

create trigger admissions_010_alive before update on public.admissions
  for each row
  when (old.disposition = 'deceased' and old.discharged_at is not null and new.discharged_at is null)
  execute function private.tg_admissions__alive();

create trigger admissions_100_ended before update on public.admissions
  for each row execute function private.tg_admissions__ended();

create trigger admissions_110_ward_in_use before insert or update of ward_id on public.admissions
  for each row when (new.discharged_at is null)
  execute function private.tg_admissions__ward_in_use();

create trigger admissions_120_planned_end before insert or update of expected_discharge_on on public.admissions
  for each row execute function private.tg_admissions__planned_end();

-- admissions_190_patient_present
select private.work_of_patients('public.admissions', '{row}.discharged_at is null');

create trigger admissions_300_leave before update of discharged_at on public.admissions
  for each row when (old.discharged_at is null and new.discharged_at is not null)
  execute function private.tg_admissions__leave();

create trigger admissions_310_return after update of discharged_at on public.admissions
  for each row when (old.discharged_at is not null and new.discharged_at is null)
  execute function private.tg_admissions__return();

create trigger admissions_320_death after update of discharged_at on public.admissions
  for each row when (old.discharged_at is null and new.discharged_at is not null and new.disposition = 'deceased')
  execute function private.tg_admissions__death();

-- admissions_350_care_access
select private.care_follows(
  'public.admissions', 'admitted', 'private.care_of_admission', 'patient_id, ward_id, attending_id, discharged_at', p_renewed => true
);

create trigger admissions_400_end_assignments after update on public.admissions
  for each row when (old.ward_id <> new.ward_id or (old.discharged_at is null and new.discharged_at is not null))
  execute function private.tg_admissions__end_assignments();

create trigger admissions_410_follow_alert after update of ward_id, discharged_at on public.admissions
  for each row execute function private.tg_admissions__follow_alert();

create trigger admissions_420_newborns_follow after update of ward_id on public.admissions
  for each row when (old.ward_id <> new.ward_id) execute function private.tg_admissions__newborns_follow();

create trigger admissions_430_tasks_follow after update on public.admissions
  for each row when (old.ward_id <> new.ward_id or old.discharged_at is distinct from new.discharged_at)
  execute function private.tg_admissions__tasks_follow();

create trigger admissions_440_expectation after update on public.admissions
  for each row when (new.expected_discharge_on is distinct from old.expected_discharge_on)
  execute function private.tg_admissions__expectation();

create trigger admissions_440_expectation_first after insert on public.admissions
  for each row execute function private.tg_admissions__expectation();

create trigger admissions_450_isolation_first after insert on public.admissions
  for each row when (new.isolation is not null) execute function private.tg_admissions__isolation();

create trigger admissions_450_isolation after update of isolation on public.admissions
  for each row when (new.isolation is distinct from old.isolation) execute function private.tg_admissions__isolation();

create constraint trigger admissions_500_settle after insert or update on public.admissions
  deferrable initially deferred
  for each row execute function private.tg_admissions__settle();

create constraint trigger admissions_600_announce after insert or update on public.admissions
  deferrable initially deferred
  for each row execute function private.tg_admissions__announce();

/* Whose medicines are to be reconciled: whoever comes, or comes to another ward or doctor. */
create trigger admissions_610_announce_inbox after insert or update of ward_id, attending_id, discharged_at on public.admissions
  for each row execute function private.tg_announce_inbox('attending_id');

select private.audited('public.admissions');

/* For a time only: what becomes of the rows of tables whose files do not say it yet (private.on_merge). */
insert into private.patient_references (table_name, column_name, on_merge)
select 'public.' || class.relname, attribute.attname, case when class.relname = any (array[
  'appointments', 'waitlist_entries', 'waitlist_offers', 'queue_tokens', 'follow_ups', 'appointment_series', 'deliveries',
  'bed_requests', 'calendar_feeds'
]) then 'move' else 'refuse' end
from pg_catalog.pg_constraint as reference
join pg_catalog.pg_class as class on class.oid = reference.conrelid and class.relnamespace = 'public'::regnamespace
join pg_catalog.pg_attribute as attribute on attribute.attrelid = reference.conrelid and attribute.attnum = reference.conkey[1]
where reference.contype = 'f' and reference.confrelid = 'public.patients'::regclass and reference.conparentid = 0
on conflict do nothing;
