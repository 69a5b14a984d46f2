/*
 * Allergies: what a patient must not be given. Written by those in whose care the patient is.
 *
 * That there is none is never concluded from an empty list: a denial says that somebody asked, who and when. An active
 * allergy ends it. Both writers lock the patient's row, so that of two at once the second knows of the first.
 */

create table public.allergies (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  substance   text not null,
  kind        text not null default 'allergy',
  category    text,
  reaction    text,
  severity    text not null,
  certainty   text not null default 'confirmed',
  status      text not null default 'active',
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  created_at  timestamptz not null default now(),
  resolved_at timestamptz,
  constraint allergies_substance_length check (char_length(btrim(substance)) between 1 and 120),
  constraint allergies_reaction_length check (char_length(reaction) <= 300),
  constraint allergies_kind_known check (kind in ('allergy', 'intolerance')),
  constraint allergies_category_known check (category in ('medicine', 'food', 'environment', 'other')),
  constraint allergies_certainty_known check (certainty in ('confirmed', 'suspected')),
  constraint allergies_severity_known check (severity in ('mild', 'moderate', 'severe')),
  constraint allergies_status_known check (status in ('active', 'resolved')),
  constraint allergies_resolved_when check ((status = 'resolved') = (resolved_at is not null))
);
comment on table public.allergies is 'What a patient must not be given. Resolved, never deleted: that it was believed is part of the record.';
comment on column public.allergies.kind is 'An intolerance is no reaction of the immune system: it may come back, and is not as dangerous.';
create unique index allergies_active_substance_key on public.allergies (patient_id, lower(btrim(substance))) where status = 'active';
create index allergies_patient_id_idx on public.allergies (patient_id);
create index allergies_recorded_by_idx on public.allergies (recorded_by);

alter table public.allergies enable row level security;
create policy allergies_select_own_or_carers on public.allergies for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
create policy allergies_insert_carers on public.allergies for insert to authenticated
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));
create policy allergies_update_carers on public.allergies for update to authenticated
  using ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()))
  with check ((select private.has_permission('allergies.manage')) and patient_id in (select private.care_patient_ids()));

grant select, insert (patient_id, substance, kind, category, reaction, severity, certainty), update (status, resolved_at) on public.allergies to authenticated;

create table public.allergy_denials (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at timestamptz not null default now(),
  ended_at    timestamptz,
  constraint allergy_denials_order check (recorded_at <= ended_at)
);
comment on table public.allergy_denials is 'That somebody asked and no allergy is known; true until it ends: said anew, withdrawn, or an allergy was recorded.';
create unique index allergy_denials_one_running on public.allergy_denials (patient_id) where ended_at is null;
create index allergy_denials_patient_id_idx on public.allergy_denials (patient_id);
create index allergy_denials_recorded_by_idx on public.allergy_denials (recorded_by);

alter table public.allergy_denials enable row level security;
create policy allergy_denials_select_own_or_carers on public.allergy_denials for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
grant select on public.allergy_denials to authenticated;

/*
 * What a patient said of allergies at the desk, unverified. The desk writes it and reads none of it back; who cares for the
 * patient sees it beside what is known until one of them has checked it with the patient.
 */
create table public.allergy_reports (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  answer      text not null,
  words       text,
  reported_at timestamptz not null default now(),
  taken_by    uuid references public.staff on delete set null default private.current_staff_id(),
  checked_at  timestamptz,
  checked_by  uuid references public.staff on delete set null,
  constraint allergy_reports_answer_known check (answer in ('none', 'known')),
  constraint allergy_reports_words_length check (char_length(btrim(words)) between 1 and 500),
  constraint allergy_reports_words_of_known check ((answer = 'known') = (words is not null))
);
comment on table public.allergy_reports is 'What a patient stated of allergies when they were registered; to be confirmed until checked_at.';
create index allergy_reports_patient_id_idx on public.allergy_reports (patient_id);
create index allergy_reports_taken_by_idx on public.allergy_reports (taken_by);
create index allergy_reports_checked_by_idx on public.allergy_reports (checked_by);

alter table public.allergy_reports enable row level security;
create policy allergy_reports_select_own_or_carers on public.allergy_reports for select to authenticated
  using (
    patient_id in (select private.current_patient_ids())
    or patient_id in (select private.care_patient_ids())
  );
grant select on public.allergy_reports to authenticated;

/* Nobody is without allergies who has one. */
create function private.tg_allergy_denials__none_active() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.patients where id = new.patient_id for no key update;
  if exists (select from public.allergies where patient_id = new.patient_id and status = 'active') then
    raise exception 'an allergy is recorded, constraint "allergy_denials_none_active"'
      using errcode = '23514', constraint = 'allergy_denials_none_active';
  end if;
  return new;
end
$$;
create trigger allergy_denials_100_none_active before insert on public.allergy_denials
  for each row execute function private.tg_allergy_denials__none_active();

create function private.end_allergy_denial(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.patients where id = p_patient_id for no key update;
  update public.allergy_denials set ended_at = greatest(clock_timestamp(), recorded_at)
  where patient_id = p_patient_id and ended_at is null;
end
$$;

create function private.tg_allergies__end_denial() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.end_allergy_denial(new.patient_id);
  return null;
end
$$;
create trigger allergies_300_end_denial after insert or update of status on public.allergies
  for each row when (new.status = 'active') execute function private.tg_allergies__end_denial();

create trigger allergies_600_announce after insert or update on public.allergies
  for each row execute function private.tg_announce('patient:{patient_id}', 'allergies_changed');
create trigger allergy_reports_600_announce after insert or update on public.allergy_reports
  for each row execute function private.tg_announce('patient:{patient_id}', 'allergies_changed');
create trigger allergy_denials_600_announce after insert or update on public.allergy_denials
  for each row execute function private.tg_announce('patient:{patient_id}', 'allergies_changed');

/* For the API ------------------------------------------------------------------------------------- */

create function private.add_allergy(
  p_patient_id uuid, p_substance text, p_reaction text, p_severity text, p_kind text default 'allergy', p_category text default null,
  p_certainty text default 'confirmed'
) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  if p_substance is null or btrim(p_substance) = '' then
    raise exception 'a substance is needed' using errcode = '22023', hint = 'p_substance';
  end if;
  if p_severity is null or p_severity not in ('mild', 'moderate', 'severe') then
    raise exception 'severity is mild, moderate or severe' using errcode = '22023', hint = 'p_severity';
  end if;
  if coalesce(p_kind, '') not in ('allergy', 'intolerance') then
    raise exception 'an allergy or an intolerance' using errcode = '22023', hint = 'p_kind';
  end if;
  if p_category not in ('medicine', 'food', 'environment', 'other') then
    raise exception 'no such category' using errcode = '22023', hint = 'p_category';
  end if;
  if coalesce(p_certainty, '') not in ('confirmed', 'suspected') then
    raise exception 'confirmed or suspected' using errcode = '22023', hint = 'p_certainty';
  end if;
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  insert into public.allergies (patient_id, substance, kind, category, reaction, severity, certainty)
  values (p_patient_id, btrim(p_substance), p_kind, p_category, nullif(btrim(p_reaction), ''), p_severity, p_certainty)
  returning * into v_allergy;
  -- Whoever was writing in the record was waited for.
  perform private.require_permission('allergies.manage');
  if p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  return v_allergy;
end
$$;

create function private.resolve_allergy(p_allergy_id uuid) returns public.allergies
language plpgsql set search_path = ''
as $$
declare
  v_allergy public.allergies;
begin
  perform private.require_permission('allergies.manage');
  update public.allergies set status = 'resolved', resolved_at = coalesce(resolved_at, now())
  where id = p_allergy_id
  returning * into v_allergy;
  perform private.require_permission('allergies.manage');
  if v_allergy.patient_id is null or v_allergy.patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such allergy in your care' using errcode = 'PT404', hint = 'p_allergy_id';
  end if;
  return v_allergy;
end
$$;

/* Makes who writes about whether a patient has allergies wait for the others; whether they may is asked of who has waited. */
create function private.lock_allergies(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('allergies.manage');
  perform from public.patients where id = p_patient_id for no key update;
  perform private.require_permission('allergies.manage');
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
end
$$;

create function private.record_no_allergies(p_patient_id uuid) returns public.allergy_denials
language plpgsql security definer set search_path = ''
as $$
declare
  v_denial public.allergy_denials;
begin
  perform private.lock_allergies(p_patient_id);
  -- Asked again, the newest answer counts: who asked last, and when.
  perform private.end_allergy_denial(p_patient_id);
  insert into public.allergy_denials (patient_id) values (p_patient_id) returning * into v_denial;
  return v_denial;
end
$$;

create function private.withdraw_no_allergies(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_allergies(p_patient_id);
  perform private.end_allergy_denial(p_patient_id);
end
$$;

/*
 * What a form that begins care heard about allergies: 'none', 'known' with one of them, or null where nobody asked. What
 * is recorded already stays as it is, so that asking again does no harm.
 */
create function private.note_allergies(p_patient_id uuid, p_answer text, p_substance text, p_severity text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if p_answer = 'none' then
    perform private.record_no_allergies(p_patient_id);
  elsif p_answer = 'known' then
    if not exists (
      select from public.allergies
      where patient_id = p_patient_id and status = 'active' and lower(btrim(substance)) = lower(btrim(p_substance))
    ) then
      perform private.add_allergy(p_patient_id, p_substance, null, p_severity);
    end if;
  elsif p_answer is not null then
    raise exception 'allergies are none or known' using errcode = '22023', hint = 'p_allergies';
  end if;
end
$$;

create function private.report_allergies(p_patient_id uuid, p_answer text, p_words text default null) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  if p_answer is null or p_answer not in ('none', 'known') then
    raise exception 'allergies are none or known' using errcode = '22023', hint = 'p_answer';
  end if;
  if p_answer = 'known' and char_length(btrim(coalesce(p_words, ''))) not between 1 and 500 then
    raise exception 'what the patient said is needed' using errcode = '22023', hint = 'p_words';
  end if;
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_permission('patients.manage');
  insert into public.allergy_reports (patient_id, answer, words)
  values (p_patient_id, p_answer, case when p_answer = 'known' then btrim(p_words) end);
end
$$;

create function private.check_allergy_report(p_report_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_allergies((select patient_id from public.allergy_reports where id = p_report_id));
  -- Checked twice is checked once.
  update public.allergy_reports set checked_at = clock_timestamp(), checked_by = private.current_staff_id()
  where id = p_report_id and checked_at is null;
end
$$;

create function private.patient_allergies(p_patient_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then return null; end if;
  return (
    select jsonb_build_object(
      'known', coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'id', allergy.id, 'substance', allergy.substance, 'reaction', allergy.reaction, 'severity', allergy.severity,
            'kind', allergy.kind, 'category', allergy.category, 'certainty', allergy.certainty
          )
          order by array_position(array['severe', 'moderate', 'mild'], allergy.severity), allergy.substance
        )
        from public.allergies allergy where allergy.patient_id = p_patient_id and allergy.status = 'active'
      ), '[]'),
      'reported', (
        select jsonb_agg(
          jsonb_build_object(
            'id', report.id, 'answer', report.answer, 'words', report.words, 'reported_at', report.reported_at,
            'taken_by', taker.full_name
          )
          order by report.reported_at desc
        )
        from public.allergy_reports report
        left join public.staff taker on taker.id = report.taken_by
        where report.patient_id = p_patient_id and report.checked_at is null
      ),
      'denied_at', denial.recorded_at,
      'denied_by', asked.full_name
    )
    from (values (p_patient_id)) as patient (id)
    left join public.allergy_denials denial on denial.patient_id = patient.id and denial.ended_at is null
    left join public.staff asked on asked.id = denial.recorded_by
  );
end
$$;

select private.audited('public.allergies');
select private.audited('public.allergy_denials');
select private.audited('public.allergy_reports');
select private.inserts_once('{public.allergies}');
select private.keeps('{public.allergies,public.allergy_denials,public.allergy_reports}', 'The medical record: ended, never deleted');

/*
 * Of two records put together: an allergy on either ends what the other says of none; of one substance twice the severer
 * stays active. All of it is the kept record's then.
 */
create function private.merge_allergies(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_severities constant text[] := '{mild,moderate,severe}';
begin
  if exists (select from public.allergies where patient_id in (p_from, p_to) and status = 'active') then
    perform private.end_allergy_denial(p_from), private.end_allergy_denial(p_to);
  elsif exists (select from public.allergy_denials where patient_id = p_to and ended_at is null) then
    perform private.end_allergy_denial(p_from);
  end if;
  update public.allergies as milder set status = 'resolved', resolved_at = now()
  from public.allergies as other
  where milder.patient_id in (p_from, p_to) and other.patient_id in (p_from, p_to) and milder.patient_id <> other.patient_id
    and milder.status = 'active' and other.status = 'active' and lower(btrim(milder.substance)) = lower(btrim(other.substance))
    and (array_position(c_severities, milder.severity), milder.patient_id = p_to) < (array_position(c_severities, other.severity), other.patient_id = p_to);
  update public.allergies set patient_id = p_to where patient_id = p_from;
  update public.allergy_denials set patient_id = p_to where patient_id = p_from;
end
$$;
-- Called for either; the second time there is nothing left to do.
select private.on_merge('{public.allergies,public.allergy_denials}', 'refuse', 'private.merge_allergies', p_knowingly => 'function');
select private.on_merge('{public.allergy_reports}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.allergies,public.allergy_denials,public.allergy_reports}', 'record', 'delete');
select private.no_work_of_patients('{public.allergies,public.allergy_denials,public.allergy_reports}', 'The record itself');

select private.define_permission('allergies.manage', 'Record and resolve allergies of patients in one''s care', '{doctor,nurse,ward_manager}');
select private.expose('add_allergy', '{authenticated}',
  'Records an allergy or (p_kind) intolerance (severity mild, moderate, severe; p_category medicine, food, environment, other; p_certainty confirmed, suspected) of a patient in the caller''s care. Needs allergies.manage (42501); not in care PT404; already active 23505 on allergies_active_substance_key.');
select private.expose('resolve_allergy', '{authenticated}',
  'Marks an allergy as resolved; again does no harm. Needs allergies.manage (42501); not in care PT404.');
select private.expose('record_no_allergies', '{authenticated}',
  'Says that a patient in the caller''s care was asked and knows of no allergy, as of now. Needs allergies.manage (42501); not in care PT404; while one is active 23514 on allergy_denials_none_active.');
select private.expose('withdraw_no_allergies', '{authenticated}',
  'Takes back that a patient in the caller''s care knows of no allergy: it is not recorded then. Again does no harm. Needs allergies.manage (42501); not in care PT404.');
select private.expose('report_allergies', '{authenticated}',
  'Takes down what a patient states of allergies, unverified: p_answer none, or known with p_words (1 to 500 characters). Nobody reads it by this. Needs patients.manage (42501); no such patient PT404; 22023.');
select private.expose('check_allergy_report', '{authenticated}',
  'Says that what a patient stated at the desk has been checked with them: it is no longer shown as to be confirmed. Again does no harm. Needs allergies.manage (42501); not in care PT404.');
select private.expose('patient_allergies', '{authenticated}',
  'What is known of a patient''s allergies: {known: [{id, substance, reaction, severity, kind, category, certainty}], reported: [{id, answer, words, reported_at, taken_by}] or null, denied_at, denied_by}, the active ones, severe first; denied_at is when somebody asked last and there were none. Neither means that it is not recorded. Null to those in whose care the patient is not.');
