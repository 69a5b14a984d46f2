/*
 * What waits under the bell: the last bookings and changes of each doctor, the older ones read. In the
 * order of time, because the newest about a visit takes the place of those before it.
 */

insert into public.notifications (id, user_id, kind, params, link, group_key, created_at, read_at)
select
  demo.id('notification.' || event.id), user_id, kind,
  jsonb_strip_nulls(jsonb_build_object(
    'patient_name', patient_name, 'doctor_name', doctor_name, 'starts_at', starts_at, 'reason', cancel_reason
  )),
  format('/today?day=%s#visit-%s', (starts_at at time zone settings.time_zone)::date, visit_id),
  'visit:' || visit_id, event.at, case when nth > 4 or event.at < now() - interval '2 days' then event.at + interval '3 hours' end
from (
  select
    events.id, events.at, staff.user_id, visit.id as visit_id, visit.starts_at, visit.cancel_reason, doctors.name as doctor_name,
    patients.full_name as patient_name,
    case events.kind
      when 'booked' then 'appointment_booked'
      when 'cancelled' then 'appointment_cancelled'
      else 'patient_arrived'
    end as kind,
    row_number() over (partition by staff.id order by events.at desc) as nth
  from public.appointment_events as events
  join public.appointments as visit on visit.id = events.appointment_id
  join public.patients on patients.id = visit.patient_id
  join public.doctors on doctors.id = visit.doctor_id
  join public.staff on staff.id = visit.doctor_id
  where events.kind in ('booked', 'cancelled', 'checked_in') and events.at <= now()
) as event, public.hospital_settings as settings
where nth <= 12
order by event.at;

insert into public.notifications (id, user_id, kind, params, link, group_key, created_at, read_at)
select
  demo.id(format('notification.portal.%s.%s', link.user_id, visit.id)), link.user_id, 'appointment_confirmed',
  jsonb_build_object(
    'patient_name', patients.full_name, 'doctor_name', doctors.name, 'starts_at', visit.starts_at
  ),
  '/portal/visits/' || visit.id, 'visit:' || visit.id, visit.created_at,
  case when visit.created_at < now() - interval '7 days' then visit.created_at + interval '1 hour' end
from public.portal_links as link
join public.appointments as visit using (patient_id)
join public.patients on patients.id = link.patient_id
join public.doctors on doctors.id = visit.doctor_id
where visit.starts_at > now() and visit.status = 'confirmed'
order by visit.created_at;

/* Visits called off lately: told to the patient as important. */
insert into public.notifications (id, user_id, kind, params, link, group_key, severity, created_at, read_at)
select
  demo.id(format('notification.portal.off.%s.%s', link.user_id, visit.id)), link.user_id, 'appointment_called_off',
  jsonb_build_object(
    'patient_name', patients.full_name, 'doctor_name', doctors.name,
    'starts_at', visit.starts_at
  ),
  '/portal/visits/' || visit.id, 'visit:' || visit.id, 'warning', visit.cancelled_at,
  case when visit.cancelled_at < now() - interval '7 days' then visit.cancelled_at + interval '1 hour' end
from public.portal_links as link
join public.appointments as visit using (patient_id)
join public.patients on patients.id = link.patient_id
join public.doctors on doctors.id = visit.doctor_id
where visit.status = 'cancelled' and visit.cancelled_at > now() - interval '60 days'
order by visit.cancelled_at;
