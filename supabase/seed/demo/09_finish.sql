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

/* Two have died of late, and what follows from it follows: said by those whose work it is, with their commands. */
create procedure demo.act_as(p_who text)
language sql set search_path = ''
as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', demo.id('user.' || p_who), 'role', 'authenticated')::text, false);
$$;

-- On the ward, attended by Dr. Osei, who signs the summary with the discharge; a better time is put down afterwards.
create table demo.died_here as
select admission.id as admission_id, admission.patient_id, admission.reason
from public.admissions as admission
join public.patients as patient on patient.id = admission.patient_id
join public.wards as ward on ward.id = admission.ward_id
where admission.discharged_at is null and ward.code = 'A' and admission.attending_id = demo.id('staff.doctor')
  and admission.admitted_at < now() - interval '1 day'
  and not exists (select from public.portal_links where portal_links.patient_id = patient.id)
order by patient.birth_date
limit 1;

call demo.act_as('doctor');
select public.save_discharge_summary(
  admission_id,
  jsonb_build_object(
    'diagnosis', reason, 'reason', reason || '.',
    'course', 'Worse from the third day in spite of treatment. It was agreed with the family to give comfort first. Died without pain, the family present.'
  )
) from demo.died_here;
select public.discharge_patient(admission_id, 'deceased') from demo.died_here;
select public.record_death(patient.id, now() - interval '2 hours', patient.updated_at)
from demo.died_here join public.patients as patient on patient.id = patient_id;

-- At home, as the family tells the reception; there were visits to come.
create table demo.died_at_home as
select visit.patient_id
from public.appointments as visit
join public.patients as patient on patient.id = visit.patient_id
where visit.doctor_id = demo.id('staff.doctor') and visit.status = 'confirmed' and visit.starts_at > demo.day(1)
  and patient.birth_date < current_date - interval '75 years'
  and not exists (select from public.portal_links where portal_links.patient_id = patient.id)
  and not exists (
    select from public.admissions where admissions.patient_id = patient.id
      and (discharged_at is null or discharged_at > now() - interval '3 days')
  )
  -- Nobody has seen them since.
  and not exists (
    select from public.appointments as since
    where since.patient_id = patient.id and since.starts_at > demo.day(-2) and since.starts_at < demo.day(1)
  )
  and not exists (select from public.queue_tokens where queue_tokens.patient_id = patient.id and issued_at > demo.day(-2))
order by patient.birth_date
limit 1;

call demo.act_as('reception');
select public.record_death(patient.id, demo.day(0) - interval '26 hours', patient.updated_at)
from demo.died_at_home join public.patients as patient on patient.id = patient_id;
select set_config('request.jwt.claims', '', false);

drop schema demo cascade;

analyze public.patients, public.appointments, public.appointment_events, public.availability_rules,
  public.admissions, public.bed_stays, public.beds, public.notifications;
