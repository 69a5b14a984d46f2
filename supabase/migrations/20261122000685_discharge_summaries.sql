/*
 * The summary the patient takes along: drafted from the record, signed at the discharge, then only added to.
 */

create table public.discharge_summaries (
  id           uuid primary key default gen_random_uuid(),
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  language     text not null default 'en'
    constraint discharge_summaries_language_known check (language = any (private.languages())),
  sections     jsonb not null
    constraint discharge_summaries_sections_object check (jsonb_typeof(sections) = 'object'),
  facts        jsonb,
  version      integer not null default 1,
  written_by   uuid references public.profiles on delete set null,
  written_name text not null,
  updated_at   timestamptz not null default now(),
  signed_at    timestamptz,
  signed_by    uuid references public.profiles on delete set null,
  signed_name  text,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint discharge_summaries_one_a_stay unique (admission_id),
  constraint discharge_summaries_id_patient_id_key unique (id, patient_id),
  constraint discharge_summaries_signed_wholly check (num_nulls(signed_at, signed_name, facts) in (0, 3))
);
comment on table public.discharge_summaries is 'What a doctor writes when a patient leaves: a draft until it is signed, then as it is.';
comment on column public.discharge_summaries.facts is 'What the hospital''s own records said of the stay when it was signed.';

create table public.discharge_addenda (
  id           uuid primary key default gen_random_uuid(),
  summary_id   uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  text         text not null constraint discharge_addenda_text_length check (length(btrim(text)) between 3 and 5000),
  written_by   uuid references public.profiles on delete set null,
  written_name text not null,
  written_at   timestamptz not null default now(),
  foreign key (summary_id, patient_id) references public.discharge_summaries (id, patient_id) on update cascade on delete restrict
);
comment on table public.discharge_addenda is 'What was added to a summary after it had been signed.';

create index discharge_summaries_patient_id_idx on public.discharge_summaries (patient_id);
create index discharge_summaries_written_by_idx on public.discharge_summaries (written_by);
create index discharge_summaries_signed_by_idx on public.discharge_summaries (signed_by);

create index discharge_addenda_summary_id_patient_id_idx on public.discharge_addenda (summary_id, patient_id);
create index discharge_addenda_patient_id_idx on public.discharge_addenda (patient_id);
create index discharge_addenda_written_by_idx on public.discharge_addenda (written_by);

alter table public.discharge_summaries enable row level security;
alter table public.discharge_addenda enable row level security;
create policy discharge_summaries_select_care on public.discharge_summaries for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
create policy discharge_addenda_select_care on public.discharge_addenda for select to authenticated
  using (exists (select from public.discharge_summaries summary where summary.id = summary_id));

grant select on public.discharge_summaries, public.discharge_addenda to authenticated;

select private.audited('public.discharge_summaries');
select private.audited('public.discharge_addenda');
select private.keeps('{public.discharge_summaries,public.discharge_addenda}', 'The medical record');
select private.on_merge('{public.discharge_summaries,public.discharge_addenda}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.discharge_summaries,public.discharge_addenda}', 'record', 'delete');
select private.no_work_of_patients('{public.discharge_summaries,public.discharge_addenda}', 'Written after a death, too');

/* When precautions began and ended during a stay. */
create function private.isolation_times(p_admission public.admissions)
returns jsonb language sql stable security definer set search_path = '' as $$
  with period as (
    select kept.isolation, kept.began_at, kept.ended_at
    from private.isolation_periods kept where kept.admission_id = p_admission.id
    union all
    -- Of a stay that was loaded with the triggers off: as far as anybody knows it has been so all along.
    select p_admission.isolation, p_admission.admitted_at, null
    where p_admission.isolation is not null
      and not exists (select from private.isolation_periods kept where kept.admission_id = p_admission.id)
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'isolation', period.isolation, 'from', period.began_at,
    'until', coalesce(period.ended_at, p_admission.discharged_at)
  ) order by period.began_at), '[]')
  from period;
$$;

/* The observations a reader of the summary asks for: the first, the one with the highest NEWS2, the last. */
create function private.telling_observations(p_admission_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    with taken as (
      select
        observation.*,
        row_number() over (order by observed_at, recorded_at) = 1 as is_first,
        row_number() over (order by observed_at desc, recorded_at desc) = 1 as is_last,
        -- Of equals the earliest: when it was that bad first.
        news2_score is not null
          and row_number() over (order by news2_score desc nulls last, observed_at, recorded_at) = 1 as is_worst
      from public.observations observation
      where observation.admission_id = p_admission_id and observation.voided_at is null
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'which', which.name, 'observed_at', taken.observed_at, 'respiratory_rate', taken.respiratory_rate,
      'spo2', taken.spo2, 'on_oxygen', taken.on_oxygen, 'systolic', taken.systolic, 'diastolic', taken.diastolic,
      'pulse', taken.pulse, 'consciousness', taken.consciousness, 'temperature', taken.temperature,
      'news2_score', taken.news2_score
    ) order by which.place), '[]')
    from taken
    join (values ('first', 1), ('worst', 2), ('last', 3)) as which (name, place)
      on which.name = 'first' and taken.is_first
      or which.name = 'worst' and taken.is_worst
      or which.name = 'last' and taken.is_last
  );
end;
$$;

/* What the hospital's records say of a stay; see public.discharge_summary_draft. */
create function private.discharge_facts(p_admission public.admissions)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return jsonb_build_object(
    'hospital', (
      select jsonb_build_object('name', settings.name, 'time_zone', settings.time_zone)
      from public.hospital_settings settings
    ),
    'patient', (
      select jsonb_build_object(
        'name', patient.full_name, 'mrn', patient.mrn,
        'birth_date', patient.birth_date, 'sex', patient.sex
      )
      from public.patients patient where patient.id = p_admission.patient_id
    ),
    'admitted_at', p_admission.admitted_at,
    'discharged_at', p_admission.discharged_at,
    'disposition', p_admission.disposition,
    'death_withdrawn_at', p_admission.death_withdrawn_at,
    'reason', p_admission.reason,
    'diagnosis_group', p_admission.diagnosis_group,
    'ward', (select ward.name from public.wards ward where ward.id = p_admission.ward_id),
    'attending', (select doctor.name from public.doctors doctor where doctor.id = p_admission.attending_id),
    'stays', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'ward', ward.name, 'bed', bed.label, 'from', lower(stay.period), 'until', upper(stay.period)
      ) order by lower(stay.period)), '[]')
      from public.bed_stays stay
      join public.beds bed on bed.id = stay.bed_id
      join public.wards ward on ward.id = stay.ward_id
      where stay.admission_id = p_admission.id and stay.patient_id = p_admission.patient_id
    ),
    'isolation', private.isolation_times(p_admission),
    'leaves', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'from', away.left_at, 'until', away.returned_at, 'reason', away.reason
      ) order by away.left_at), '[]')
      from public.admission_leaves away where away.admission_id = p_admission.id
    ),
    'observations', private.telling_observations(p_admission.id),
    'notes', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'kind', note.kind, 'noted_at', note.noted_at, 'heading', left(split_part(btrim(note.body), E'\n', 1), 120)
      ) order by note.noted_at), '[]')
      from public.nursing_notes note where note.admission_id = p_admission.id and note.is_current
    ),
    'allergies', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'substance', allergy.substance, 'reaction', allergy.reaction, 'severity', allergy.severity
      ) order by array_position(array['severe', 'moderate', 'mild'], allergy.severity), allergy.substance), '[]')
      from public.allergies allergy
      where allergy.patient_id = p_admission.patient_id and allergy.status = 'active'
    ),
    'allergies_denied', (
      select jsonb_build_object('at', denial.recorded_at, 'by', asked.full_name)
      from public.allergy_denials denial
      left join public.staff asked on asked.id = denial.recorded_by
      where denial.patient_id = p_admission.patient_id and denial.ended_at is null
    ),
    'follow_ups', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'kind', follow_up.kind, 'doctor', doctor.name, 'due_from', follow_up.due_from,
        'due_until', follow_up.due_until, 'reason', follow_up.reason, 'status', follow_up.status
      ) order by follow_up.due_from), '[]')
      from public.follow_ups follow_up
      join public.doctors doctor on doctor.id = follow_up.doctor_id
      where follow_up.patient_id = p_admission.patient_id and follow_up.status in ('open', 'booked')
    ),
    'appointments', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'starts_at', visit.starts_at, 'doctor', doctor.name, 'visit_type', type.name
      ) order by visit.starts_at), '[]')
      from public.appointments visit
      join public.doctors doctor on doctor.id = visit.doctor_id
      join public.visit_types type on type.id = visit.visit_type_id
      where visit.patient_id = p_admission.patient_id and visit.starts_at > now()
        and visit.status in ('requested', 'confirmed')
    )
  );
end;
$$;

create function private.discharge_summary_draft(p_admission_id uuid)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  select * into v_admission from public.admissions admission
  where admission.id = p_admission_id and private.may_read_stay(admission.id, admission.patient_id);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  return private.discharge_facts(v_admission);
end;
$$;

/* The stay, locked, for those who write about its end: with the patient in their care. 42501, PT404. */
create function private.written_admission(p_admission_id uuid)
returns public.admissions language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('admissions.manage');
  select * into v_admission from public.admissions admission where admission.id = p_admission_id for no key update;
  -- Asked of who waited, too.
  perform private.require_permission('admissions.manage');
  if (v_admission.patient_id in (select private.care_patient_ids())) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  return v_admission;
end;
$$;

/* How the caller signs. */
create function private.signing_name()
returns text language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select doctor.name from public.doctors doctor where doctor.id = private.current_staff_id()),
    (select staff.full_name from public.staff staff where staff.id = private.current_staff_id()),
    (select profile.full_name from public.profiles profile where profile.id = auth.uid())
  );
$$;

/* Whether the caller is one of the hospital's doctors: only they sign. */
create function private.signs()
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.doctors doctor where doctor.id = private.current_staff_id() and doctor.active);
$$;

create function private.save_discharge_summary(
  p_admission_id uuid, p_sections jsonb, p_version integer default 0, p_language text default 'en'
)
returns public.discharge_summaries language plpgsql security definer set search_path = '' as $$
declare
  -- Locked: nobody else writes meanwhile.
  v_admission constant public.admissions := private.written_admission(p_admission_id);
  v_summary public.discharge_summaries;
begin
  if p_language is null or p_language <> all (private.languages()) then
    raise exception using errcode = '22023', message = 'There is no such language', hint = 'p_language';
  end if;
  if jsonb_typeof(p_sections) is distinct from 'object' or exists (
    select from jsonb_each(p_sections) section
    where section.key not in ('diagnosis', 'reason', 'course', 'findings', 'medicines', 'follow_up', 'advice')
      or jsonb_typeof(section.value) <> 'string' or length(section.value #>> '{}') > 10000
  ) then
    raise exception using errcode = '22023', message = 'The sections make no sense', hint = 'p_sections';
  end if;
  select * into v_summary from public.discharge_summaries summary where summary.admission_id = p_admission_id;
  if v_summary.signed_at is not null then
    raise exception using errcode = 'LN003', message = 'The summary has been signed';
  end if;
  if coalesce(v_summary.version, 0) <> coalesce(p_version, 0) then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  end if;
  insert into public.discharge_summaries (
    admission_id, patient_id, language, sections, written_by, written_name
  ) values (
    p_admission_id, v_admission.patient_id, p_language, p_sections, auth.uid(), private.signing_name()
  )
  on conflict (admission_id) do update set
    sections = excluded.sections, language = excluded.language, written_by = excluded.written_by,
    written_name = excluded.written_name, version = public.discharge_summaries.version + 1
  returning * into v_summary;
  return v_summary;
end;
$$;

create function private.sign_discharge_summary(p_admission_id uuid, p_version integer)
returns public.discharge_summaries language plpgsql security definer set search_path = '' as $$
declare
  v_admission constant public.admissions := private.written_admission(p_admission_id);
  v_summary public.discharge_summaries;
begin
  if not private.signs() then
    raise exception using errcode = '42501', message = 'Only doctors sign';
  end if;
  select * into v_summary from public.discharge_summaries summary where summary.admission_id = p_admission_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'Nothing has been written', hint = 'p_admission_id';
  end if;
  if v_summary.signed_at is not null or v_admission.discharged_at is null then
    raise exception using errcode = 'LN003', message = 'The summary cannot be signed now';
  end if;
  if v_summary.version is distinct from p_version then
    raise exception using errcode = 'LN009', message = 'Somebody else has written meanwhile', hint = 'p_version';
  end if;
  update public.discharge_summaries set
    facts = private.discharge_facts(v_admission), signed_at = clock_timestamp(), signed_by = auth.uid(),
    signed_name = private.signing_name()
  where id = v_summary.id
  returning * into v_summary;
  return v_summary;
end;
$$;

create function private.add_to_discharge_summary(p_admission_id uuid, p_text text)
returns public.discharge_addenda language plpgsql security definer set search_path = '' as $$
declare
  v_admission constant public.admissions := private.written_admission(p_admission_id);
  v_summary public.discharge_summaries;
  v_addendum public.discharge_addenda;
begin
  if not private.signs() then
    raise exception using errcode = '42501', message = 'Only doctors add to a summary';
  end if;
  if length(btrim(coalesce(p_text, ''))) not between 3 and 5000 then
    raise exception using errcode = '22023', message = 'Write 3 to 5000 letters', hint = 'p_text';
  end if;
  select * into v_summary from public.discharge_summaries summary where summary.admission_id = v_admission.id;
  if v_summary.signed_at is null then
    raise exception using errcode = 'LN003', message = 'The summary has not been signed yet';
  end if;
  insert into public.discharge_addenda (summary_id, patient_id, text, written_by, written_name)
  values (v_summary.id, v_summary.patient_id, btrim(p_text), auth.uid(), private.signing_name())
  returning * into v_addendum;
  return v_addendum;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* Signed is signed: only the discharge that is taken back takes the signature with it. */
create function private.tg_discharge_summaries__signed()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.signed_at is null or private.is_erasing() or private.only_moved(to_jsonb(old), to_jsonb(new)) then
    return coalesce(new, old);
  end if;
  if tg_op = 'UPDATE' and new.signed_at is null and new.sections = old.sections and exists (
    select from public.admissions admission
    where admission.id = old.admission_id and admission.discharged_at is null
  ) then
    return new;
  end if;
  raise exception using errcode = 'LN003', message = 'The summary has been signed';
end;
$$;

create function private.tg_discharge_addenda__kept()
returns trigger language plpgsql set search_path = '' as $$
begin
  if private.is_erasing() or private.only_moved(to_jsonb(old), to_jsonb(new)) then return coalesce(new, old); end if;
  raise exception using errcode = 'LN003', message = 'An addendum stays as it was written';
end;
$$;

/*
 * At the discharge: a doctor in charge signs what was drafted, and the attending doctor and the one who
 * discharges keep the chart for another two weeks, for results that come late, letters and the addendum.
 * Runs before the row changes: with the stay ends the reason why a colleague of the ward sees the chart.
 */
create function private.tg_admissions__leave()
returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_signs constant boolean := private.signs() and new.patient_id in (select private.care_patient_ids());
begin
  if auth.uid() is null then return new; end if;
  perform private.join_care_team(new.patient_id, 'assigned', new.id, now() + interval '14 days', after.staff_id)
  from (values (new.attending_id), (case when v_signs then private.current_staff_id() end)) as after (staff_id)
  where after.staff_id is not null;
  if v_signs then
    update public.discharge_summaries set
      facts = private.discharge_facts(new), signed_at = clock_timestamp(), signed_by = auth.uid(),
      signed_name = private.signing_name()
    where admission_id = new.id and signed_at is null;
  end if;
  return new;
end;
$$;

/* A discharge that was taken back makes the summary a draft again. */
create function private.tg_admissions__return()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.discharge_summaries set facts = null, signed_at = null, signed_by = null, signed_name = null
  where admission_id = new.id and signed_at is not null;
  return null;
end;
$$;
create trigger discharge_summaries_100_signed before update or delete on public.discharge_summaries
  for each row execute function private.tg_discharge_summaries__signed();
create trigger discharge_addenda_100_kept before update or delete on public.discharge_addenda
  for each row execute function private.tg_discharge_addenda__kept();

create trigger discharge_summaries_200_touch before update on public.discharge_summaries
  for each row execute function private.tg_touch_updated_at();
create trigger discharge_summaries_600_announce after insert or update on public.discharge_summaries
  for each row execute function private.tg_announce('patient:{patient_id}', 'discharge_changed');
create trigger discharge_addenda_600_announce after insert on public.discharge_addenda
  for each row execute function private.tg_announce('patient:{patient_id}', 'discharge_changed');

select private.expose('discharge_summary_draft', '{authenticated}',
'What the records say of a stay, for a summary to begin with: patient, dates, beds, precautions, leaves,
observations, headings of notes, follow-ups, visits to come, allergies. For those in whose care the patient
is; PT404.');
select private.expose('save_discharge_summary', '{authenticated}',
'Keeps the draft of a summary. p_sections has texts up to 10,000 letters under diagnosis, reason, course,
findings, medicines, follow_up, advice. p_version is the one that was read, 0 for none: LN009 when somebody
else has written since. LN003 once it is signed; 22023, PT404, 42501. The discharge signs it if a doctor with
the patient in their care discharges.');
select private.expose('sign_discharge_summary', '{authenticated}',
'Signs the summary of a stay that has ended, for doctors with the patient in their care. Raises LN003 signed
already or the stay goes on, LN009, PT404, 42501.');
select private.expose('add_to_discharge_summary', '{authenticated}',
'Adds a text to a signed summary, which itself stays as it is. For doctors; LN003, 22023, PT404, 42501.');

/* The patient's history: summaries, once they are signed. Called for who may read it. */
create function private.timeline_discharge_summaries(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
begin
  return query
    select summary.signed_at, summary.id, signer.id, jsonb_build_object(
      'stay', summary.admission_id, 'name', summary.signed_name,
      'amended', exists (select from public.discharge_addenda addendum where addendum.summary_id = summary.id)
    )
    from public.discharge_summaries summary
    left join public.staff signer on signer.user_id = summary.signed_by
    where summary.patient_id = p_patient_id and (summary.signed_at, summary.id) < (p_before, p_before_id)
      and (p_person is null or signer.id = p_person)
    order by summary.signed_at desc, summary.id desc
    limit p_limit;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values
  ('discharge_summary', 'private.timeline_discharge_summaries', false);
