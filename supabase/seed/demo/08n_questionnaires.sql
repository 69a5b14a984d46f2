/*
 * Questions before first visits, follow-ups of cardiology and health checks of children; some were answered, before visits
 * of the last weeks and of the next days. Elena's next visit and Lucas's are still to be answered.
 */
insert into public.question_sets (id, name, name_es, visit_type_id, specialty_id, questions)
select demo.id('question_set.' || key), name, name_es, demo.id('visit_type.' || visit_type), demo.id('specialty.' || specialty), questions::jsonb
from (values
  ('first', 'Before your first visit', 'Antes de su primera cita', 'FIRST', null, '[
    {"key": "why", "type": "text", "required": true, "label": "What would you like help with?", "label_es": "¿En qué podemos ayudarle?"},
    {"key": "since", "type": "date", "label": "Since when have you had it?", "label_es": "¿Desde cuándo lo tiene?"},
    {"key": "had", "type": "many", "label": "Have you ever had any of these?", "label_es": "¿Ha tenido alguna de estas enfermedades?", "options": [
      {"key": "pressure", "label": "High blood pressure", "label_es": "Tensión alta"}, {"key": "diabetes", "label": "Diabetes", "label_es": "Diabetes"},
      {"key": "asthma", "label": "Asthma", "label_es": "Asma"}, {"key": "heart", "label": "Heart disease", "label_es": "Enfermedad del corazón"},
      {"key": "none", "label": "None of these", "label_es": "Ninguna de estas"}]},
    {"key": "medicines", "type": "yes_no", "required": true, "label": "Do you take any medicines?", "label_es": "¿Toma algún medicamento?"},
    {"key": "which", "type": "text", "label": "Which medicines, and how much?", "label_es": "¿Qué medicamentos y en qué cantidad?"},
    {"key": "smoking", "type": "one", "label": "Do you smoke?", "label_es": "¿Fuma?", "options": [
      {"key": "never", "label": "Never", "label_es": "Nunca he fumado"}, {"key": "former", "label": "Not any more", "label_es": "Ya no"},
      {"key": "yes", "label": "Yes", "label_es": "Sí"}]},
    {"key": "weight", "type": "number", "unit": "kg", "label": "How much do you weigh?", "label_es": "¿Cuánto pesa?"}]'),
  ('heart', 'Before your cardiology follow-up', 'Antes de su revisión de cardiología', 'FOLLOWUP', 'CAR', '[
    {"key": "since_last", "type": "one", "required": true, "label": "How have you been since your last visit?", "label_es": "¿Cómo se ha encontrado desde la última cita?", "options": [
      {"key": "better", "label": "Better", "label_es": "Mejor"}, {"key": "same", "label": "The same", "label_es": "Igual"}, {"key": "worse", "label": "Worse", "label_es": "Peor"}]},
    {"key": "signs", "type": "many", "label": "Have you noticed any of these?", "label_es": "¿Ha notado algo de esto?", "options": [
      {"key": "breath", "label": "Short of breath on stairs", "label_es": "Falta de aire al subir escaleras"},
      {"key": "ankles", "label": "Swollen ankles", "label_es": "Tobillos hinchados"}, {"key": "palpitations", "label": "Palpitations", "label_es": "Palpitaciones"},
      {"key": "dizzy", "label": "Dizziness", "label_es": "Mareos"}]},
    {"key": "chest_pain", "type": "yes_no", "required": true, "label": "Have you had chest pain?", "label_es": "¿Ha tenido dolor en el pecho?"},
    {"key": "weight", "type": "number", "unit": "kg", "label": "Your weight this morning", "label_es": "Su peso esta mañana"},
    {"key": "missed", "type": "yes_no", "label": "Did you miss any of your tablets last week?", "label_es": "¿Olvidó alguna pastilla la semana pasada?"},
    {"key": "ask", "type": "text", "label": "What would you like to ask the doctor?", "label_es": "¿Qué quiere preguntar al médico?"}]'),
  ('child', 'Before a child health check', 'Antes de la revisión infantil', 'CHILDCHECK', null, '[
    {"key": "eats", "type": "yes_no", "required": true, "label": "Does your child eat well?", "label_es": "¿Come bien su hijo o hija?"},
    {"key": "sleep", "type": "number", "unit": "h", "label": "How many hours does your child sleep at night?", "label_es": "¿Cuántas horas duerme por la noche?"},
    {"key": "worries", "type": "many", "label": "Does anything worry you?", "label_es": "¿Hay algo que le preocupe?", "options": [
      {"key": "growth", "label": "Growth", "label_es": "El crecimiento"}, {"key": "speech", "label": "Speech", "label_es": "El habla"},
      {"key": "hearing", "label": "Hearing or sight", "label_es": "El oído o la vista"}, {"key": "behaviour", "label": "Behaviour", "label_es": "El comportamiento"}]},
    {"key": "more", "type": "text", "label": "What else should we know?", "label_es": "¿Qué más deberíamos saber?"}]')
) as asked (key, name, name_es, visit_type, specialty, questions);

create table demo.answered as
select visit.id as appointment_id, visit.patient_id, asked.id as set_id, asked.name, asked.name_es, asked.questions,
  visit.id::text as key, birth_date > current_date - interval '16 years' as of_child, patient.full_name,
  least(visit.starts_at, now()) - make_interval(hours => 3 + demo.dice('answered.at' || visit.id, 40)) as at,
  split_part(asked.name, ' ', 3) as which
from public.appointments visit
join public.doctors doctor on doctor.id = visit.doctor_id
join public.patients patient on patient.id = visit.patient_id
join public.question_sets asked on (asked.specialty_id is null or asked.specialty_id = doctor.specialty_id) and asked.visit_type_id = visit.visit_type_id
where visit.starts_at between now() - interval '21 days' and now() + interval '3 days'
  and visit.status in ('confirmed', 'checked_in', 'in_consultation', 'completed')
  and visit.patient_id not in (select id from demo.patients where number in (1, 2))
  and demo.dice('answered' || visit.id, 100) < 60;

insert into public.questionnaires (id, appointment_id, patient_id, set_id, set_version, name, name_es, questions, begun_at, answers, sent_at, sent_name, sent_as)
select demo.id('questionnaire.' || key), appointment_id, patient_id, set_id, 1, name, name_es, questions, at - interval '9 minutes',
  jsonb_strip_nulls(case which
    when 'first' then jsonb_build_object(
      'why', demo.pick('q.why' || key, '{"Headaches in the afternoon, three or four times a week.","My knee hurts on stairs, more on the left.","A mole on my back that has changed.","I am tired all the time, whatever I sleep.","Heartburn after meals, at night too.","My blood pressure was high at the pharmacy."}'),
      'since', (current_date - 20 - demo.dice('q.since' || key, 200))::text,
      'had', jsonb_build_array(demo.pick('q.had' || key, '{pressure,diabetes,asthma,none,none,none}')),
      'medicines', case when demo.dice('q.med' || key, 2) = 0 then 'yes' else 'no' end,
      'which', case when demo.dice('q.med' || key, 2) = 0 then demo.pick('q.which' || key, '{"Ibuprofen 400 mg when it hurts","Omeprazole 20 mg in the morning","The pill","Enalapril 10 mg once a day"}') end,
      'smoking', demo.pick('q.smoke' || key, '{never,never,former,yes}'),
      'weight', (54 + demo.dice('q.kg' || key, 45))::text)
    when 'cardiology' then jsonb_build_object(
      'since_last', demo.pick('q.last' || key, '{better,same,same,worse}'),
      'signs', case when demo.dice('q.signs' || key, 3) > 0 then jsonb_build_array(demo.pick('q.sign' || key, '{breath,ankles,palpitations,dizzy}')) end,
      'chest_pain', demo.pick('q.pain' || key, '{no,no,no,yes}'),
      'weight', (58 + demo.dice('q.kg' || key, 40))::text || ',' || demo.dice('q.g' || key, 10),
      'missed', demo.pick('q.missed' || key, '{no,no,yes}'),
      'ask', demo.pick('q.ask' || key, '{"May I fly in January?","Can I stop one of the tablets?","Is cycling allowed again?","The new tablets make me cough at night.","When is the next echocardiogram?"}'))
    else jsonb_build_object(
      'eats', demo.pick('q.eats' || key, '{yes,yes,no}'),
      'sleep', (8 + demo.dice('q.sleep' || key, 4))::text,
      'worries', case when demo.dice('q.worry' || key, 2) = 0 then jsonb_build_array(demo.pick('q.about' || key, '{growth,speech,hearing,behaviour}')) end,
      'more', demo.pick('q.more' || key, '{"Started at nursery in September and has had colds since.","Her grandmother has coeliac disease.","He fell off the slide last week; nothing broken."}'))
  end),
  at, case when of_child then 'Parent of ' || full_name else full_name end, case when of_child then 'parent' else 'self' end
from demo.answered;
