/* From here on what happens is recorded and announced again; the helpers go. */

-- What waits for the commit, such as the requests of those without a bed, is quiet still.
set constraints all immediate;

-- Who has come again since, or is expected, did not die there.
alter table public.admissions disable trigger admissions_100_ended;
update public.admissions stay set disposition = 'home'
where disposition = 'deceased' and (
  exists (select from public.admissions later where later.patient_id = stay.patient_id and later.admitted_at > stay.admitted_at)
  or exists (select from public.appointments visit where visit.patient_id = stay.patient_id and visit.starts_at > stay.discharged_at)
  or exists (select from public.waitlist_entries where patient_id = stay.patient_id and status in ('waiting', 'offered'))
  or exists (select from public.follow_ups where patient_id = stay.patient_id and status in ('open', 'booked'))
  or exists (select from public.queue_tokens where patient_id = stay.patient_id and issued_at > stay.discharged_at)
  or exists (select from public.bed_requests where patient_id = stay.patient_id and status in ('open', 'reserved'))
  or exists (select from public.portal_links where patient_id = stay.patient_id)
);
alter table public.admissions enable trigger admissions_100_ended;
update public.patients set deceased_at = stay.discharged_at
from public.admissions stay where stay.patient_id = patients.id and stay.disposition = 'deceased';

call demo.set_quiet(false);
drop schema demo cascade;

analyze public.patients, public.appointments, public.appointment_events, public.availability_rules,
  public.admissions, public.bed_stays, public.beds, public.notifications;
