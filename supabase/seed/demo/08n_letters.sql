/*
 * Letters and certificates: what a visit for a reason leads to, in the patient's language; a draft that waits for its
 * signature, one that was replaced, one that was revoked, and two that were sent by a link.
 */
update public.doctors set registration = '28/28' || lpad((10000 + demo.dice('registration' || id, 89999))::text, 5, '0');
update public.hospital_settings set letterhead = 'Tel. +34 910 555 010 · lantern.example';

create table demo.letter_words (reason text, kind text, language text, texts jsonb, given jsonb, days integer);
insert into demo.letter_words values
('Lower back pain', 'sick_note', 'en', '{"remarks": "Stay active as far as the pain allows; heat and ibuprofen with food. Come back at once with numbness in the saddle, weakness in a leg or trouble passing urine."}', '{"extent": "unfit for any work", "certificate": "first"}', 6),
('Lower back pain', 'sick_note', 'es', '{"remarks": "Manténgase activo en la medida en que el dolor lo permita; calor local e ibuprofeno con las comidas. Acuda de inmediato si nota acorchamiento en la zona genital, pérdida de fuerza en una pierna o dificultad para orinar."}', '{"extent": "no apto/a para ningún trabajo", "certificate": "inicial"}', 6),
('Wrist fracture control', 'sick_note', 'en', '{"remarks": "Plaster for three more weeks. Move the fingers several times an hour and keep the arm raised at night."}', '{"extent": "fit for light work", "certificate": "continuation"}', 20),
('Wrist fracture control', 'sick_note', 'es', '{"remarks": "Yeso durante tres semanas más. Mueva los dedos varias veces cada hora y mantenga el brazo elevado por la noche."}', '{"extent": "apto/a para trabajos ligeros", "certificate": "de continuidad"}', 20),
('Knee pain', 'referral', 'en', '{"findings": "Pain on the inner side of the right knee for three months, worse on stairs. No effusion, medial joint line tender, ligaments stable. Standing X-ray: slight narrowing of the medial compartment.", "request": "Please start strengthening of the quadriceps and gait training, twice a week for six weeks. We would be grateful for a short report at the end."}', '{"name": "Almendro Physiotherapy Centre", "address": "Calle del Almendro 14, 28005 Madrid", "email": "centro@almendro.example", "level": "routinely"}', null),
('Knee pain', 'referral', 'es', '{"findings": "Dolor en la cara interna de la rodilla derecha desde hace tres meses, que empeora al subir escaleras. Sin derrame; dolor a la palpación de la interlínea medial; ligamentos estables. Radiografía en carga: ligero pinzamiento del compartimento medial.", "request": "Rogamos potenciación de cuádriceps y reeducación de la marcha, dos sesiones por semana durante seis semanas. Agradeceríamos un breve informe al terminar."}', '{"name": "Centro de Fisioterapia Almendro", "address": "Calle del Almendro 14, 28005 Madrid", "email": "centro@almendro.example", "level": "ordinaria"}', null),
('Memory complaints', 'referral', 'en', '{"findings": "Word-finding difficulty for a year, noticed by the family. Independent in daily life, manages money. MoCA 24 of 30. B12 and TSH normal.", "request": "Please carry out a full neuropsychological assessment; MRI of the head is booked here."}', '{"name": "Dr. Irene Castaño, Neuropsychology", "address": "Paseo de la Esperanza 8, 28045 Madrid", "email": "consulta@castano.example", "level": "within two weeks"}', null),
('Memory complaints', 'referral', 'es', '{"findings": "Dificultad para encontrar palabras desde hace un año, observada por la familia. Autónomo en su vida diaria, maneja su dinero. MoCA 24 de 30. B12 y TSH normales.", "request": "Rogamos valoración neuropsicológica completa; la resonancia craneal está solicitada aquí."}', '{"name": "Dra. Irene Castaño, Neuropsicología", "address": "Paseo de la Esperanza 8, 28045 Madrid", "email": "consulta@castano.example", "level": "en dos semanas"}', null),
('Asthma review', 'fitness', 'en', '{"restrictions": "Carries the reliever inhaler at training and takes two puffs ten minutes before strenuous exercise. No diving with compressed air."}', '{"purpose": "Competitive sport in a club (football)", "outcome": "fit with restrictions"}', 365),
('Asthma review', 'fitness', 'es', '{"restrictions": "Debe llevar el inhalador de rescate a los entrenamientos y usar dos inhalaciones diez minutos antes del esfuerzo intenso. No practicar buceo con aire comprimido."}', '{"purpose": "Deporte de competición en un club (fútbol)", "outcome": "apto/a con restricciones"}', 365),
('Ear infection follow-up', 'fitness', 'en', '{"restrictions": "Swimming is allowed again; no diving to the bottom of the pool for two weeks."}', '{"purpose": "School swimming", "outcome": "fit"}', 180),
('Ear infection follow-up', 'fitness', 'es', '{"restrictions": "Puede volver a nadar; evitar sumergirse hasta el fondo de la piscina durante dos semanas."}', '{"purpose": "Natación escolar", "outcome": "apto/a"}', 180),
('Migraine review', 'visit_summary', 'en', '{"findings": "The neurological examination is normal and the blood pressure is 122/78. Since propranolol the attacks have halved.", "plan": "Go on with propranolol for six months and keep the diary. We meet again in three months.", "warning": "A sudden headache that is the worst of your life, fever with a stiff neck, or weakness of an arm or a leg."}', '{}', null),
('Migraine review', 'visit_summary', 'es', '{"findings": "La exploración neurológica es normal y la tensión arterial es de 122/78. Desde que toma propranolol las crisis se han reducido a la mitad.", "plan": "Siga con propranolol seis meses y continúe el diario. Nos vemos de nuevo en tres meses.", "warning": "Un dolor de cabeza repentino, el peor de su vida; fiebre con rigidez de nuca; o pérdida de fuerza en un brazo o una pierna."}', '{}', null),
('Blood pressure review', 'visit_summary', 'en', '{"findings": "Blood pressure 142/86 sitting, no swelling of the legs. At home the mean is 138/84: not yet where we want it.", "plan": "Amlodipine goes up from 5 to 10 mg. Measure at home twice a day for two weeks; we call you then. Less salt, and half an hour of walking a day.", "warning": "Pain in the chest, breathlessness at rest, or a blood pressure above 180/110 twice within ten minutes."}', '{}', null),
('Blood pressure review', 'visit_summary', 'es', '{"findings": "Tensión arterial de 142/86 en reposo, sin hinchazón de piernas. En casa la media es de 138/84: aún no está donde queremos.", "plan": "Amlodipino pasa de 5 a 10 mg. Tómese la tensión en casa dos veces al día durante dos semanas; entonces le llamaremos. Menos sal y media hora de paseo al día.", "warning": "Dolor en el pecho, falta de aire en reposo o una tensión superior a 180/110 dos veces en diez minutos."}', '{}', null),
(null, 'free', 'en', '{"letter": "Attendance at a consultation\n\nTo whom it may concern:\n\n{patient}, born {birth_date}, attended a consultation at this hospital on {visit}.\n\nThis certificate is issued at the request of the person concerned."}', '{}', null),
(null, 'free', 'es', '{"letter": "Justificante de asistencia\n\nA quien corresponda:\n\n{patient}, con fecha de nacimiento {birth_date}, ha asistido a una consulta en este hospital el {visit}.\n\nSe expide este justificante a petición de la persona interesada."}', '{}', null);

/* What of the record stands in a letter, as Lantern puts it there. */
create function demo.letter_source(p_source text, p_patient_id uuid, p_es boolean) returns text
language sql stable as $$
  select coalesce(string_agg('• ' || line, E'\n' order by line), case when p_es then 'No consta' else 'Not recorded' end)
  from (
    select case when p_es then coalesce(code.display_es, problem.text) else problem.text end || coalesce(' (' || code.code || ')', '') as line
    from public.problems problem left join public.codes code on code.id = problem.code_id
    where p_source = 'diagnoses' and problem.patient_id = p_patient_id and problem.status = 'active' and problem.voided_at is null
    union
    select case when p_es then coalesce(code.display_es, diagnosis.text) else diagnosis.text end || coalesce(' (' || code.code || ')', '')
    from public.diagnoses diagnosis left join public.codes code on code.id = diagnosis.code_id
    where p_source = 'diagnoses' and diagnosis.patient_id = p_patient_id and diagnosis.voided_at is null
    union all
    select case when p_es then medicine_es else medicine end from public.prescriptions
    where p_source = 'medicines' and patient_id = p_patient_id and status = 'active'
    union all
    select substance || coalesce(', ' || reaction, '') from public.allergies
    where p_source = 'allergies' and patient_id = p_patient_id and status = 'active'
    union all
    select line from (
      select distinct on (kind) case kind
          when 'weight' then case when p_es then 'Peso' else 'Weight' end
          when 'height' then case when p_es then 'Talla' else 'Height' end
          when 'blood_pressure' then case when p_es then 'Tensión arterial' else 'Blood pressure' end
          else case when p_es then 'Pulso' else 'Pulse' end
        end || ': ' || trim_scale(value) || coalesce('/' || trim_scale(second_value), '') || ' ' || unit as line
      from public.measurements
      where p_source = 'measurements' and patient_id = p_patient_id and voided_at is null and kind in ('weight', 'height', 'blood_pressure', 'pulse')
      order by kind, measured_at desc
    ) measured
  ) said (line)
$$;

/* What its writer would say: of measurements that nobody took a letter says nothing. */
create function demo.letter_put(p_text text, p_patient public.patients, p_at timestamptz, p_doctor text) returns text
language sql stable as $$
  select btrim(replace(replace(replace(replace(p_text, '{patient}', p_patient.full_name), '{birth_date}', to_char(p_patient.birth_date, 'DD/MM/YYYY')),
    '{visit}', to_char(p_at at time zone private.hospital_time_zone(), 'DD/MM/YYYY')), '{doctor}', p_doctor), E' \n')
$$;

create table demo.letters_written as
select demo.id(format('letter.%s.%s', words.kind, visit.id)) as id, visit.patient_id, visit.id as appointment_id, visit.doctor_id, doctor.name as signs_as, words.kind, words.language,
  template.id as template_id, visit.starts_at + interval '25 minutes' as at,
  row_number() over (partition by visit.doctor_id = demo.id('staff.doctor') order by visit.starts_at desc, visit.id) as place,
  jsonb_build_object('title', template.content #> array[words.language, 'title'], 'sections', (
    select jsonb_agg(
      (section - 'text') || jsonb_strip_nulls(jsonb_build_object('text', nullif(concat_ws(E'\n',
        nullif(demo.letter_put(coalesce(words.texts ->> (section ->> 'key'), section ->> 'text', ''), patient, visit.starts_at, doctor.name), ''),
        case when section ? 'source' and (section ->> 'source' <> 'measurements' or exists (
          select from public.measurements where measurements.patient_id = visit.patient_id and voided_at is null
        )) then demo.letter_source(section ->> 'source', visit.patient_id, words.language = 'es') end
      ), '')))
      || case when section ? 'fields' then jsonb_build_object('fields', (
        select jsonb_agg(field || jsonb_strip_nulls(jsonb_build_object('value', case
          when field ->> 'key' = 'from' then visit.starts_at::date::text
          when field ->> 'key' = 'until' then (visit.starts_at::date + words.days)::text
          else words.given ->> (field ->> 'key')
        end)) order by field_place)
        from jsonb_array_elements(section -> 'fields') with ordinality as of_section (field, field_place)
      )) else '{}' end
      order by place
    )
    from jsonb_array_elements(template.content -> words.language -> 'sections') with ordinality as of_content (section, place)
  )) as content,
  case when words.kind = 'sick_note' then visit.starts_at::date end as valid_from,
  case when words.kind = 'sick_note' then visit.starts_at::date + words.days end as valid_until
from public.appointments visit
join public.patients patient on patient.id = visit.patient_id and patient.archived_at is null and patient.deceased_at is null
join public.doctors doctor on doctor.id = visit.doctor_id
join demo.letter_words words on (words.reason = visit.reason and exists (select from demo.charted where charted.patient_id = visit.patient_id)
    or words.reason is null and exists (select from public.portal_links link where link.patient_id = visit.patient_id))
  and words.language = case when patient.preferred_language like 'es%' then 'es' else 'en' end
join public.letter_templates template on template.kind = words.kind
where visit.status = 'completed' and visit.starts_at between now() - interval '60 days' and now() - interval '2 hours'
  and (words.kind <> 'sick_note' or patient.birth_date between current_date - 65 * 365 and current_date - 17 * 365);

-- One of the doctor's waits for its signature.
insert into public.letters (
  id, patient_id, appointment_id, template_id, template_version, kind, title, language, author_id, author_name, begun_at, status, number, version,
  signed_at, released_at
)
select id, patient_id, appointment_id, template_id, 1, kind, content ->> 'title', language, doctor_id, signs_as, at, case when waits then 'draft' else 'signed' end,
  case when not waits then to_char(at, 'YYYY') || '-' || lpad(nextval('private.letter_numbers')::text, 6, '0') end, case when waits then 0 else 1 end,
  case when not waits then at + interval '6 minutes' end, case when not waits then at + interval '6 minutes' end
from demo.letters_written
cross join lateral (select doctor_id = demo.id('staff.doctor') and place = 1 as waits) as state
order by at;
insert into public.letter_drafts (letter_id, patient_id, content, version, begun_by, updated_at, updated_by, updated_name)
select letter.id, letter.patient_id, written.content, 4, letter.author_id, letter.begun_at + interval '5 minutes', letter.author_id, letter.author_name
from public.letters letter join demo.letters_written written using (id) where letter.status = 'draft';
insert into public.letter_versions (
  letter_id, patient_id, number, content, facts, valid_from, valid_until, signed_at, signed_by, signed_name, verification_code
)
select letter.id, letter.patient_id, 1, written.content, private.letter_facts(letter.patient_id, letter.author_id), valid_from, valid_until, letter.signed_at,
  letter.author_id, letter.author_name, upper(left(md5('letter' || letter.id), 20))
from public.letters letter join demo.letters_written written using (id) where letter.status = 'signed';

/* A sick note was drawn out by three days, and a letter was written about another patient. */
with longer as (
  select letter.id, letter.patient_id, letter.author_id, letter.author_name, letter.signed_at + interval '5 days' as at, written.*
  from public.letters letter
  cross join lateral (
    select content, facts, valid_from, valid_until from public.letter_versions version where version.letter_id = letter.id and version.number = 1
  ) written
  where letter.kind = 'sick_note' and letter.status = 'signed' and letter.signed_at < now() - interval '6 days'
  order by letter.signed_at desc, letter.id limit 1
), written as (
  insert into public.letter_versions (
    letter_id, patient_id, number, content, facts, valid_from, valid_until, reason, signed_at, signed_by, signed_name, verification_code
  )
  select id, patient_id, 2, jsonb_set(content, '{sections,0,fields,1,value}', to_jsonb((valid_until + 3)::text)), facts, valid_from, valid_until + 3,
    'Pain has not eased enough to lift', at, author_id, author_name, upper(left(md5('letter2' || id), 20))
  from longer
  returning letter_id, signed_at
)
update public.letters set version = 2, signed_at = written.signed_at from written where letters.id = written.letter_id;
update public.letters set
  status = 'entered_in_error', error_at = signed_at + interval '40 minutes', error_name = author_name, error_reason = 'Meant for another patient of the morning'
where id = (
  select id from public.letters where kind = 'visit_summary' and status = 'signed' and version = 1 and signed_at < now() - interval '2 days'
  order by signed_at desc, id limit 1
);

/* Two referrals went to whom they are for; one has been read. */
with sent as (
  select letter.id, letter.patient_id, letter.author_id, letter.author_name, letter.signed_at + interval '4 minutes' as at,
    row_number() over (order by letter.signed_at desc, letter.id) as place, private.letter_value(version.content, 'addressee.name') as name,
    private.letter_value(version.content, 'addressee.email') as email
  from public.letters letter join public.letter_versions version on version.letter_id = letter.id and version.number = letter.version
  where letter.kind = 'referral' and letter.status = 'signed' and letter.signed_at > now() - interval '25 days'
  order by letter.signed_at desc, letter.id limit 2
)
insert into public.letter_links (
  id, letter_id, patient_id, audience, recipient_name, recipient_email, sent_by, sent_name, sent_at, expires_at, opened, last_opened_at
)
select demo.id('letter.link.' || id), id, patient_id, 'other', name, email, author_id, author_name, at, at + interval '30 days',
  case when place = 1 then 0 else 2 end, case when place = 2 then least(at + interval '26 hours', now()) end
from sent;
insert into public.letter_openings (link_id, patient_id, version, what, opened_at)
select link.id, link.patient_id, 1, opening.what, link.last_opened_at - opening.before
from public.letter_links link
cross join (values ('page', interval '3 minutes'), ('pdf', interval '0')) as opening (what, before)
where link.opened > 0;
