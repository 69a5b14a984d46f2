/*
 * What letters and certificates begin with. A template has its content in each of the hospital's languages, with the same
 * sections and fields, since the letter is written in the patient's language and not in the reader's. Each time it is saved
 * a version is kept, and a letter names the one it was begun with.
 *
 * Content is of the form of a note's (private.require_note_content), with more in it: a title; a section's `source` is what
 * of the record is put there when a letter is begun, `confidential` says that it is on no employer's copy; a field that is
 * `required` must be filled in before anybody signs. In texts {patient}, {birth_date}, {mrn}, {doctor}, {visit} and {today}
 * stand for what they say.
 */
create function private.letter_kinds() returns text[] language plpgsql immutable parallel safe set search_path = ''
as $$ begin return array['referral', 'sick_note', 'fitness', 'visit_summary', 'free']; end $$;
grant execute on function private.letter_kinds() to authenticated, service_role;

create table public.letter_templates (
  id         uuid primary key default gen_random_uuid(),
  kind       text not null constraint letter_templates_kind_known check (kind = any (private.letter_kinds())),
  content    jsonb not null constraint letter_templates_content_object check (jsonb_typeof(content) = 'object'),
  active     boolean not null default true,
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by uuid references public.staff on delete set null
);
comment on table public.letter_templates is 'What letters begin with: {"<language>": {"title", "sections"}}, the same sections in each.';
create index letter_templates_updated_by_idx on public.letter_templates (updated_by);

create table public.letter_template_versions (
  template_id uuid not null references public.letter_templates on delete restrict,
  number      integer not null constraint letter_template_versions_number_positive check (number > 0),
  content     jsonb not null,
  saved_at    timestamptz not null default now(),
  saved_name  text not null, -- as it was; empty of what came with Lantern
  primary key (template_id, number)
);
comment on table public.letter_template_versions is 'Templates of letters as they were each time they were saved.';

alter table public.letter_templates enable row level security;
alter table public.letter_template_versions enable row level security;
create policy letter_templates_select_staff on public.letter_templates for select to authenticated
  using ((select private.is_staff()));
create policy letter_template_versions_select_staff on public.letter_template_versions for select to authenticated
  using ((select private.is_staff()));
grant select on public.letter_templates, public.letter_template_versions to authenticated;

select private.define_permission('letters.templates', 'Make and change templates of letters and certificates');
select private.not_audited('public.letter_template_versions', 'Is itself how the templates were; that they changed is in the log');
select private.keeps('{public.letter_templates,public.letter_template_versions}', 'Letters were begun with them');

/* Fields without which a kind of letter says nothing: `<section>.<field>`. */
create function private.letter_needs(p_kind text) returns text[]
language sql immutable set search_path = ''
return case p_kind
  when 'referral' then array['addressee.name']
  when 'sick_note' then array['incapacity.from', 'incapacity.until']
  when 'fitness' then array['fitness.purpose', 'fitness.outcome']
  else '{}'::text[]
end;

/* The value of a field, `<section>.<field>`; null where nothing is filled in. */
create function private.letter_value(p_content jsonb, p_name text) returns text
language sql immutable set search_path = ''
return (
  select nullif(btrim(field ->> 'value'), '')
  from jsonb_array_elements(p_content -> 'sections') as section
  cross join jsonb_array_elements(coalesce(section -> 'fields', '[]')) as field
  where section ->> 'key' || '.' || (field ->> 'key') = p_name
  limit 1
);

/*
 * Refuses (22023) what is no content of a letter of that kind. What of the record would tell an employer what somebody has
 * is confidential in a sick note, whoever wrote the template.
 */
create function private.require_letter_content(p_kind text, p_content jsonb, p_hint text default 'p_content') returns void
language plpgsql immutable set search_path = ''
as $$
declare
  v_need text;
begin
  perform private.require_note_content(p_content, p_hint);
  if char_length(btrim(coalesce(p_content ->> 'title', ''))) not between 1 and 120 or exists (
    select from jsonb_array_elements(p_content -> 'sections') as section
    where char_length(btrim(coalesce(section ->> 'title', ''))) not between 1 and 120
      or coalesce(section ->> 'source', 'visit') not in ('visit', 'diagnoses', 'medicines', 'allergies', 'measurements')
      or jsonb_typeof(coalesce(section -> 'confidential', 'false')) <> 'boolean'
      or p_kind = 'sick_note' and coalesce(section ->> 'source', 'visit') <> 'visit' and (section -> 'confidential' = 'true') is not true
  ) or exists (
    select from jsonb_array_elements(p_content -> 'sections') as section group by section ->> 'key' having count(*) > 1
  ) then
    raise exception using errcode = '22023', message = 'The sections make no sense', hint = p_hint;
  end if;
  foreach v_need in array private.letter_needs(p_kind) loop
    if not exists (
      select from jsonb_array_elements(p_content -> 'sections') as section
      cross join jsonb_array_elements(coalesce(section -> 'fields', '[]')) as field
      where section ->> 'key' || '.' || (field ->> 'key') = v_need
        and (p_kind <> 'sick_note' or field ->> 'type' = 'date') and (section -> 'confidential' = 'true') is not true
    ) then
      raise exception using errcode = '22023', message = 'A field is missing without which it says nothing: ' || v_need, hint = p_hint;
    end if;
  end loop;
end
$$;

/* What of a content is its template's, and nobody types: all but texts and values. */
create function private.letter_form(p_content jsonb) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('title', p_content -> 'title', 'sections', (
  select jsonb_agg(
    section - '{text,carried,fields}'::text[] || case when section ? 'fields' then jsonb_build_object('fields', (
      select jsonb_agg(field - 'value' order by field_place) from jsonb_array_elements(section -> 'fields') with ordinality as of_section (field, field_place)
    )) else '{}' end
    order by place
  )
  from jsonb_array_elements(p_content -> 'sections') with ordinality as of_content (section, place)
));

/* What is the same in every language. */
create function private.letter_skeleton(p_content jsonb) returns jsonb
language sql immutable set search_path = ''
return (
  select jsonb_agg(jsonb_build_array(
    section -> 'key', section -> 'source', coalesce(section -> 'confidential', 'false'), (
      select jsonb_agg(jsonb_build_array(
        field -> 'key', field -> 'type', coalesce(field -> 'required', 'false'),
        case when field ->> 'type' = 'choice' then jsonb_array_length(field -> 'options') end
      ) order by field_place)
      from jsonb_array_elements(coalesce(section -> 'fields', '[]')) with ordinality as of_section (field, field_place)
    )
  ) order by place)
  from jsonb_array_elements(p_content -> 'sections') with ordinality as of_content (section, place)
);

create function private.save_letter_template(
  p_kind text, p_content jsonb, p_active boolean default true, p_template_id uuid default null, p_version integer default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_template public.letter_templates;
  v_language text;
  v_first constant jsonb := p_content -> (private.languages())[1];
begin
  perform private.require_permission('letters.templates');
  if p_kind is null or p_kind <> all (private.letter_kinds()) then
    raise exception using errcode = '22023', message = 'There is no such kind of letter', hint = 'p_kind';
  end if;
  foreach v_language in array private.languages() loop
    perform private.require_letter_content(p_kind, p_content -> v_language, 'p_content_' || v_language);
    if private.letter_skeleton(p_content -> v_language) is distinct from private.letter_skeleton(v_first) then
      raise exception using errcode = '22023', message = 'The same sections and fields in each language', hint = 'p_content_' || v_language;
    end if;
  end loop;
  if p_template_id is null then
    insert into public.letter_templates (kind, content, active, updated_by)
    values (p_kind, p_content, coalesce(p_active, true), private.current_staff_id())
    returning * into v_template;
  else
    select * into v_template from public.letter_templates template where template.id = p_template_id for no key update;
    perform private.require_permission('letters.templates');
    if v_template.id is null then
      raise exception using errcode = 'PT404', message = 'There is no such template', hint = 'p_template_id';
    elsif v_template.version is distinct from p_version then
      raise exception using errcode = 'LN009', message = 'Somebody else has changed it', hint = 'p_version';
    elsif v_template.kind <> p_kind then
      raise exception using errcode = '22023', message = 'A template stays of its kind', hint = 'p_kind';
    end if;
    update public.letter_templates set
      content = p_content, active = coalesce(p_active, true), version = version + 1, updated_at = clock_timestamp(),
      updated_by = private.current_staff_id()
    where id = p_template_id
    returning * into v_template;
  end if;
  insert into public.letter_template_versions (template_id, number, content, saved_name)
  values (v_template.id, v_template.version, p_content, coalesce(private.signing_name(), ''));
  return v_template.id;
end
$$;

select private.expose('save_letter_template', '{authenticated}',
'Makes a template of letters, or with p_template_id and the p_version that was read (LN009) changes it; p_content has {"title", "sections"}
by language, the same sections and fields in each; p_active false retires it. Gives its id. Needs letters.templates (42501); PT404, 22023
(hint: p_kind, or p_content_ and the language).');

/* What comes with Lantern -------------------------------------------------------------------------- */

insert into public.letter_templates (kind, content) values
('referral', $${
"en": {"title": "Referral letter", "sections": [
 {"key": "addressee", "title": "To", "fields": [
  {"key": "name", "label": "Name", "type": "text", "required": true}, {"key": "address", "label": "Address", "type": "text"},
  {"key": "email", "label": "E-mail", "type": "text"}]},
 {"key": "urgency", "title": "Urgency", "fields": [{"key": "level", "label": "To be seen", "type": "choice", "options": ["routinely", "within two weeks", "within two days"]}]},
 {"key": "opening", "title": "Reason for referral", "text": "Dear colleague,\n\nthank you for seeing {patient}, born {birth_date}, whom we saw on {visit}.\n\n"},
 {"key": "diagnoses", "title": "Diagnoses", "source": "diagnoses"},
 {"key": "findings", "title": "Findings", "text": ""},
 {"key": "measurements", "title": "Last measurements", "source": "measurements"},
 {"key": "medicines", "title": "Current medicines", "source": "medicines"},
 {"key": "allergies", "title": "Allergies", "source": "allergies"},
 {"key": "request", "title": "What we ask of you", "text": "Please examine and advise on further treatment. We would be grateful for a report."}]},
"es": {"title": "Informe de derivación", "sections": [
 {"key": "addressee", "title": "Destinatario", "fields": [
  {"key": "name", "label": "Nombre", "type": "text", "required": true}, {"key": "address", "label": "Dirección", "type": "text"},
  {"key": "email", "label": "Correo electrónico", "type": "text"}]},
 {"key": "urgency", "title": "Prioridad", "fields": [{"key": "level", "label": "Atención", "type": "choice", "options": ["ordinaria", "en dos semanas", "en dos días"]}]},
 {"key": "opening", "title": "Motivo de la derivación", "text": "Estimado/a compañero/a:\n\nLe agradecemos que atienda a {patient}, con fecha de nacimiento {birth_date}, a quien vimos el {visit}.\n\n"},
 {"key": "diagnoses", "title": "Diagnósticos", "source": "diagnoses"},
 {"key": "findings", "title": "Exploración y pruebas", "text": ""},
 {"key": "measurements", "title": "Últimas mediciones", "source": "measurements"},
 {"key": "medicines", "title": "Medicación actual", "source": "medicines"},
 {"key": "allergies", "title": "Alergias", "source": "allergies"},
 {"key": "request", "title": "Solicitud", "text": "Rogamos valoración y orientación del tratamiento. Agradeceríamos un informe."}]}}$$),
('sick_note', $${
"en": {"title": "Certificate of incapacity for work", "sections": [
 {"key": "incapacity", "title": "Unfit for work", "text": "{patient}, born {birth_date}, was examined here on {visit} and is unfit for work for the period stated.", "fields": [
  {"key": "from", "label": "From", "type": "date", "required": true}, {"key": "until", "label": "Up to and including", "type": "date", "required": true},
  {"key": "extent", "label": "Extent", "type": "choice", "options": ["unfit for any work", "fit for light work"]},
  {"key": "certificate", "label": "Certificate", "type": "choice", "options": ["first", "continuation"]}]},
 {"key": "diagnoses", "title": "Diagnosis", "source": "diagnoses", "confidential": true},
 {"key": "remarks", "title": "Remarks for the patient", "text": "", "confidential": true}]},
"es": {"title": "Certificado de incapacidad para el trabajo", "sections": [
 {"key": "incapacity", "title": "Incapacidad para el trabajo", "text": "{patient}, con fecha de nacimiento {birth_date}, ha sido examinado/a aquí el {visit} y no está en condiciones de trabajar durante el período indicado.", "fields": [
  {"key": "from", "label": "Desde", "type": "date", "required": true}, {"key": "until", "label": "Hasta el día, incluido", "type": "date", "required": true},
  {"key": "extent", "label": "Alcance", "type": "choice", "options": ["no apto/a para ningún trabajo", "apto/a para trabajos ligeros"]},
  {"key": "certificate", "label": "Certificado", "type": "choice", "options": ["inicial", "de continuidad"]}]},
 {"key": "diagnoses", "title": "Diagnóstico", "source": "diagnoses", "confidential": true},
 {"key": "remarks", "title": "Observaciones para el paciente", "text": "", "confidential": true}]}}$$),
('fitness', $${
"en": {"title": "Certificate of fitness", "sections": [
 {"key": "fitness", "title": "Fitness", "text": "{patient}, born {birth_date}, was examined here on {visit}.", "fields": [
  {"key": "purpose", "label": "Fit for what", "type": "text", "required": true},
  {"key": "outcome", "label": "Result", "type": "choice", "required": true, "options": ["fit", "fit with restrictions", "temporarily unfit", "unfit"]},
  {"key": "until", "label": "Valid until", "type": "date"}]},
 {"key": "restrictions", "title": "Restrictions and advice", "text": ""}]},
"es": {"title": "Certificado de aptitud", "sections": [
 {"key": "fitness", "title": "Aptitud", "text": "{patient}, con fecha de nacimiento {birth_date}, ha sido examinado/a aquí el {visit}.", "fields": [
  {"key": "purpose", "label": "Para qué", "type": "text", "required": true},
  {"key": "outcome", "label": "Resultado", "type": "choice", "required": true, "options": ["apto/a", "apto/a con restricciones", "no apto/a temporalmente", "no apto/a"]},
  {"key": "until", "label": "Válido hasta", "type": "date"}]},
 {"key": "restrictions", "title": "Restricciones y recomendaciones", "text": ""}]}}$$),
('visit_summary', $${
"en": {"title": "Summary of the visit", "sections": [
 {"key": "opening", "title": "Your visit", "text": "{patient} was seen by {doctor} on {visit}.\n\n"},
 {"key": "diagnoses", "title": "Diagnoses", "source": "diagnoses"},
 {"key": "findings", "title": "What we found", "text": ""},
 {"key": "measurements", "title": "Last measurements", "source": "measurements"},
 {"key": "medicines", "title": "Medicines to take", "source": "medicines"},
 {"key": "allergies", "title": "Allergies", "source": "allergies"},
 {"key": "plan", "title": "What happens next", "text": ""},
 {"key": "warning", "title": "When to come back at once", "text": ""}]},
"es": {"title": "Informe de la consulta", "sections": [
 {"key": "opening", "title": "Su consulta", "text": "{patient} ha sido atendido/a por {doctor} el {visit}.\n\n"},
 {"key": "diagnoses", "title": "Diagnósticos", "source": "diagnoses"},
 {"key": "findings", "title": "Qué hemos encontrado", "text": ""},
 {"key": "measurements", "title": "Últimas mediciones", "source": "measurements"},
 {"key": "medicines", "title": "Medicación que debe tomar", "source": "medicines"},
 {"key": "allergies", "title": "Alergias", "source": "allergies"},
 {"key": "plan", "title": "Próximos pasos", "text": ""},
 {"key": "warning", "title": "Cuándo debe volver de inmediato", "text": ""}]}}$$),
('free', $${
"en": {"title": "Letter", "sections": [{"key": "letter", "title": "Regarding", "text": "{patient}, born {birth_date}\n\n"}]},
"es": {"title": "Carta", "sections": [{"key": "letter", "title": "Asunto", "text": "{patient}, con fecha de nacimiento {birth_date}\n\n"}]}}$$);
insert into public.letter_template_versions (template_id, number, content, saved_name)
select id, version, content, '' from public.letter_templates;

-- After what Lantern brings along, which nobody did.
select private.audited('public.letter_templates');
