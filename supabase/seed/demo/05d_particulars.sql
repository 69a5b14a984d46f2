/*
 * How people were registered: what it takes to speak with them and receive them, whose numbers they have, who pays, what
 * they agreed to, and who of their family may be told. All numbers are thrown.
 */
create table demo.receptionist as
select id, full_name from public.staff where position = 'receptionist' order by full_name limit 1;

insert into public.communication_needs (patient_id, interpreter, hearing, sight, mobility, easy_language, note, recorded_by, updated_at)
select
  patient.id,
  case when language not in ('es', 'en') and demo.dice('interpreter' || number, 100) < 55 then language end,
  case
    when age > 70 and demo.dice('hearing' || number, 100) < 30 then 'hard_of_hearing'
    when demo.dice('hearing' || number, 100) = 99 then demo.pick('deaf' || number, '{deaf,sign_language}')
  end,
  case
    when age > 75 and demo.dice('sight' || number, 100) < 18 then 'low_vision'
    when demo.dice('sight' || number, 100) = 99 then 'blind'
  end,
  case
    when age > 80 and demo.dice('mobility' || number, 100) < 25 then 'wheelchair'
    when age > 70 and demo.dice('mobility' || number, 100) < 45 then 'walking_aid'
    when demo.dice('mobility' || number, 100) > 97 then 'wheelchair'
  end,
  demo.dice('easy' || number, 100) < 3,
  case when age > 65 and demo.dice('needs' || number, 12) = 0
    then demo.pick('note' || number, array['Daughter comes along to appointments', 'Telephone calls in the morning only', 'Needs a quiet place to wait', 'Large print, please']) end,
  demo.receptionist.id, demo.day(-1 - demo.dice('needs.day' || number, 300)) + interval '9 hours'
from demo.patients patient cross join demo.receptionist
where demo.dice('asked' || number, 10) < 8 or number = 4;
update public.communication_needs set hearing = 'hard_of_hearing', mobility = 'walking_aid', note = 'Daughter comes along to appointments'
where patient_id = (select id from demo.patients where number = 4);

/* Passports and permits of those from elsewhere; health cards of the others. */
insert into public.patient_identifiers (id, patient_id, kind, issuer, valid_from, valid_until, recorded_by, recorded_at, number_sealed_at, identity_sealed_at)
select
  demo.id(format('identifier.%s.%s', number, kind)), patient.id, kind, issuer, day,
  case when kind in ('passport', 'residence_permit') then (day + case kind when 'passport' then interval '10 years' else interval '5 years' end)::date end,
  demo.receptionist.id, demo.day(-200), demo.day(-200), demo.day(-200)
from demo.patients patient cross join demo.receptionist
cross join lateral (select (demo.day(-300 - demo.dice('issued' || number, 1700)) at time zone 'Europe/Madrid')::date as day) dated
left join (values
  ('English', 'United Kingdom'), ('French', 'France'), ('German', 'Germany'), ('Portuguese', 'Portugal'), ('Romanian', 'Romania'),
  ('Polish', 'Poland'), ('Vietnamese', 'Vietnam'), ('Turkish', 'Türkiye'), ('Ukrainian', 'Ukraine'), ('Bulgarian', 'Bulgaria'),
  ('Arabic', 'Morocco'), ('Chinese', 'China'), ('Indian', 'India'), ('Greek', 'Greece'), ('Serbian', 'Serbia')
) as countries (origin, country) using (origin)
cross join lateral (values
  ('health_card', 'Comunidad de Madrid', demo.dice('card' || number, 10) < 6 and origin = 'Spanish'),
  ('passport', country, demo.dice('passport' || number, 10) < 5 and country is not null),
  ('residence_permit', 'Spain', demo.dice('permit' || number, 10) < 3 and origin not in ('Spanish', 'English')),
  ('foreign_mrn', 'Hospital General de Getafe', demo.dice('elsewhere' || number, 14) = 0)
) as given (kind, issuer, has)
where has and number <= 240;
select
  private.seal('patient_identifiers.number', id, number, false),
  private.seal('patient_identifiers.identity', id, concat_ws(' ', kind, char_length(form), form, number), false)
from (
  select id, kind, private.sealed_form(issuer) as form, case kind
    when 'passport' then 'XDA' || lpad(demo.dice('number' || id, 1000000)::text, 6, '0')
    when 'health_card' then 'CIPA' || lpad(demo.dice('number' || id, 100000000)::text, 10, '2')
    when 'residence_permit' then 'E' || lpad(demo.dice('number' || id, 100000000)::text, 8, '0')
    else 'GF-' || lpad(demo.dice('number' || id, 1000000)::text, 6, '0')
  end as number
  from public.patient_identifiers
) numbered;

/* Half of them are insured privately as well; children by a parent. */
insert into public.insurance_policies (id, patient_id, payer_name, payer_code, plan, rank, holder, holder_name, valid_from, valid_until, recorded_by, recorded_at, number_sealed_at)
select
  demo.id(format('policy.%s.%s', number, rank)), patient.id, payer, code, plan, rank,
  case when age < 16 then 'parent' else 'self' end,
  case when age < 16 then coalesce(contact.name, family_name) end,
  (demo.day(-100 - demo.dice('insured' || number, 900)) at time zone 'Europe/Madrid')::date,
  case when rank = 2 and demo.dice('until' || number, 6) = 0 then (demo.day(-20) at time zone 'Europe/Madrid')::date end,
  demo.receptionist.id, demo.day(-90), demo.day(-90)
from demo.patients patient cross join demo.receptionist
left join lateral (select name from public.patient_contacts where patient_id = patient.id order by id limit 1) contact on true
cross join lateral (values
  (1, 'Servicio Madrileño de Salud', 'SERMAS', null, demo.dice('public' || number, 10) < 8),
  (2, demo.pick('payer' || number, array['Mutua Castellana', 'Sanidad Ibérica', 'Previsión Médica Unida']), null,
    demo.pick('plan' || number, array['Familiar', 'Integral', 'Esencial']), demo.dice('private' || number, 10) < 3)
) as insured (rank, payer, code, plan, has)
where has and number <= 300;
select private.seal('insurance_policies.number', id, case rank
  when 1 then '28/' || lpad(demo.dice('number' || id, 100000000)::text, 8, '0') || '/' || lpad(demo.dice('check' || id, 97)::text, 2, '0')
  else 'P' || lpad(demo.dice('number' || id, 10000000)::text, 7, '0') end, false)
from public.insurance_policies;

insert into public.patient_consents (id, patient_id, kind, decision, stated_by, decided_on, recorded_by, recorded_name, recorded_at)
select
  demo.id(format('consent.%s.%s', number, kind)), patient.id, kind,
  case when demo.dice('consent' || number || kind, 100) < refuses then 'refused' else 'given' end,
  case when age < 16 then 'guardian' else 'patient' end, (said at time zone 'Europe/Madrid')::date,
  demo.receptionist.id, demo.receptionist.full_name, said
from demo.patients patient cross join demo.receptionist
cross join (values ('treatment', 98, 1), ('data_sharing', 85, 12), ('photos', 60, 15), ('messages', 70, 10), ('research', 35, 40)) as kinds (kind, asked, refuses)
cross join lateral (select demo.day(-30 - demo.dice('said' || number, 500)) + interval '10 hours' as said) dated
where demo.dice('asked' || number || kind, 100) < asked and number <= 300;
-- Somebody has changed their mind.
insert into public.patient_consents (id, patient_id, kind, decision, stated_by, decided_on, note, recorded_by, recorded_name, recorded_at)
select demo.id('consent.withdrawn.' || patient_id), patient_id, kind, 'withdrawn', 'patient', (demo.day(-9) at time zone 'Europe/Madrid')::date,
  'By letter', recorded_by, recorded_name, demo.day(-8) + interval '10 hours'
from public.patient_consents where kind = 'research' and decision = 'given' order by id limit 12;

update public.patient_contacts contact set
  may_be_told = demo.dice('told' || contact.id, 10) < 7,
  is_guardian = patient.age < 16 and relationship = 'parent'
from demo.patients patient where patient.id = contact.patient_id;
