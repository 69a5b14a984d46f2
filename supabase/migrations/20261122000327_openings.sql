/*
 * Who opened a chart: a row each time, without which the record cannot be read (AC7, AC8). Whoever has the patient in their
 * care opens it as they go to it; a clinician who has not, in an emergency, by saying why. That lasts an hour, is told at
 * once to those who review it, and is in their queue until one of them has said what they think of it.
 *
 * What lies open without: the working lists of a stay that goes on, for those whose work it is (present_admission_ids), who
 * somebody is, whom to call, visits, and allergies, which must not be missed for want of an opening. All else
 * asks opened_patient_ids: earlier stays with their observations, tasks, notes, alerts, summaries.
 *
 * Rejected: opening by reading, from policies, which cannot write; and a right to the chart kept beside care, which
 * would outlive it. An opening gives nothing by itself: care does, of which an emergency is a kind that ends.
 */

alter table public.hospital_settings add column emergency_minutes integer not null default 60
  constraint hospital_settings_emergency_minutes_range check (emergency_minutes between 5 and 240);
comment on column public.hospital_settings.emergency_minutes is 'Minutes after which emergency access to a chart ends by itself.';
grant update (emergency_minutes) on public.hospital_settings to authenticated;

create table public.chart_openings (
  id             uuid primary key default gen_random_uuid(),
  patient_id     uuid not null references public.patients on delete restrict,
  staff_id       uuid references public.staff on delete set null,
  staff_name     text not null, -- as it was
  staff_position text not null,
  basis          text not null,
  care           text[] not null default '{}',
  kind           text,
  reason         text,
  delicate       text,
  since          timestamptz not null default clock_timestamp(),
  until          timestamptz not null,
  constraint chart_openings_basis_known check (basis in ('care', 'emergency')),
  constraint chart_openings_kind_known check (kind in ('emergency', 'on_call', 'consult', 'other')),
  constraint chart_openings_reasoned check (
    case basis when 'emergency' then num_nonnulls(kind, reason) = 2 else num_nonnulls(kind, reason) = 0 end
  ),
  constraint chart_openings_reason_length check (char_length(btrim(reason)) between 10 and 500),
  constraint chart_openings_delicate_known check (delicate in ('private', 'colleague')),
  constraint chart_openings_order check (since <= until)
);
comment on table public.chart_openings is 'Who opened whose chart, from when until when, and by what right. Written by open_chart.';
comment on column public.chart_openings.care is 'What their care followed from: booked, admitted, assigned, escalated.';
comment on column public.chart_openings.delicate is 'Whose chart it was: of a patient who lies in the house privately, or of a colleague.';
create index chart_openings_patient_id_since_idx on public.chart_openings (patient_id, since desc, id desc);
create index chart_openings_staff_id_until_idx on public.chart_openings (staff_id, until);

/* What is thought of an emergency opening. */
create table public.chart_reviews (
  opening_id    uuid primary key references public.chart_openings on delete restrict,
  patient_id    uuid not null references public.patients on delete restrict,
  staff_id      uuid references public.staff on delete set null, -- who opened
  opened_at     timestamptz not null,
  due_at        timestamptz not null,
  state         text not null default 'due',
  explanation   text,
  explained_at  timestamptz,
  note          text,
  reviewed_by   uuid references public.profiles on delete set null,
  reviewed_name text,
  reviewed_at   timestamptz,
  constraint chart_reviews_state_known check (state in ('due', 'justified', 'unjustified')),
  constraint chart_reviews_explanation_length check (char_length(btrim(explanation)) between 1 and 1000),
  constraint chart_reviews_explained_wholly check ((explanation is null) = (explained_at is null)),
  constraint chart_reviews_note_length check (char_length(btrim(note)) between 1 and 1000),
  constraint chart_reviews_unjustified_said check (state <> 'unjustified' or note is not null),
  constraint chart_reviews_reviewed_wholly check (
    (state = 'due') = (reviewed_at is null) and (reviewed_at is null) = (reviewed_name is null)
  )
);
comment on table public.chart_reviews is 'Whether emergency access was justified: due within a week, then judged once, by somebody else.';
create index chart_reviews_state_due_at_idx on public.chart_reviews (state, due_at, opening_id);
create index chart_reviews_state_opened_at_idx on public.chart_reviews (state, opened_at desc, opening_id desc);
create index chart_reviews_patient_id_idx on public.chart_reviews (patient_id);
create index chart_reviews_staff_id_opened_at_idx on public.chart_reviews (staff_id, opened_at desc);
create index chart_reviews_reviewed_by_idx on public.chart_reviews (reviewed_by);

alter table public.chart_openings enable row level security;
alter table public.chart_reviews enable row level security;
create policy chart_openings_select_own_or_reviewer on public.chart_openings for select to authenticated
  using (staff_id = (select private.current_staff_id()) or (select private.has_permission('charts.review')));
create policy chart_reviews_select_own_or_reviewer on public.chart_reviews for select to authenticated
  using (staff_id = (select private.current_staff_id()) or (select private.has_permission('charts.review')));
grant select on public.chart_openings, public.chart_reviews to authenticated;

select private.define_permission('charts.break_glass', 'Open any chart in an emergency, for a reason, for a limited time', '{doctor,nurse,ward_manager}');
select private.define_permission('charts.review', 'Review emergency access to charts');
insert into private.topics (pattern, hear) values ('openings', $$private.has_permission('charts.review')$$);
select private.audited('public.chart_openings');
select private.audited('public.chart_reviews', 'opening_id');
select private.keeps('{public.chart_openings,public.chart_reviews}', 'Who read a record is told for as long as there is the record');
select private.on_merge('{public.chart_openings,public.chart_reviews}', 'move');
select private.on_erasure('{public.chart_openings}', 'access', 'keep', '{"reason": "Erased with the record"}');
select private.on_erasure('{public.chart_reviews}', 'access', 'keep', '{"explanation": "—", "note": "—"}');
select private.no_work_of_patients('{public.chart_openings,public.chart_reviews}', 'Who read the record, afterwards too');

create trigger chart_openings_600_announce after insert or update on public.chart_openings
  for each row execute function private.tg_announce('patient:{patient_id}', 'openings_changed');
create trigger chart_reviews_600_announce after insert or update on public.chart_reviews
  for each row execute function private.tg_announce('openings patient:{patient_id}', 'openings_changed');

/* What is open --------------------------------------------------------------------------------- */

/* Until when somebody has a patient in their care, an emergency aside, and by what; no row where they have not. */
create function private.standing_care(p_staff_id uuid, p_patient_id uuid)
returns table (until timestamptz, reasons text[])
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select max(access.until), array_agg(distinct access.reason order by access.reason)
    from private.care_access access
    where access.patient_id = p_patient_id and access.until > now() and access.since <= now() and access.reason <> 'emergency'
      and (
        access.staff_id = p_staff_id
        or access.ward_id in (select mine.ward_id from public.staff_wards mine where mine.staff_id = p_staff_id)
      )
    having count(*) > 0;
end
$$;

/*
 * The patients whose chart the caller has open: with an opening that runs, while they have the patient in their care, be
 * it in an emergency. In policies as `patient_id in (select private.opened_patient_ids())`, once a statement.
 */
create function private.opened_patient_ids() returns setof uuid
language plpgsql stable security definer rows 10 set search_path = ''
as $$
declare
  v_staff_id uuid := private.current_staff_id();
begin
  if v_staff_id is null or not private.has_permission('charts.read') then
    return;
  end if;
  return query
    select opening.patient_id from public.chart_openings opening
    -- By now() the index finds them among all there ever were; the clock knows what was closed since.
    where opening.staff_id = v_staff_id and opening.until > now() and opening.until > clock_timestamp() and (
      exists (
        select from private.care_access access
        where access.reason = 'emergency' and access.source_id = opening.id and access.until > now()
      )
      or exists (select from private.standing_care(v_staff_id, opening.patient_id))
    );
end
$$;

/* The stays that go on and are the caller's work: on a ward of theirs, or given to them. Nobody's without `charts.read`. */
create function private.present_admission_ids() returns setof uuid
language plpgsql stable security definer rows 50 set search_path = ''
as $$
declare
  v_staff_id uuid := private.current_staff_id();
begin
  if v_staff_id is null or not private.has_permission('charts.read') then
    return;
  end if;
  return query
    select admission.id from public.admissions admission
    where admission.discharged_at is null and admission.patient_id in (
      select access.patient_id from private.care_access access
      where access.staff_id = v_staff_id and access.until > now() and access.since <= now()
        and access.reason not in ('booked', 'emergency')
      union all
      select access.patient_id from private.care_access access
      join public.staff_wards using (ward_id)
      where staff_wards.staff_id = v_staff_id and access.until > now() and access.since <= now()
    );
end
$$;
grant execute on function private.opened_patient_ids(), private.present_admission_ids() to authenticated, service_role;

/* Whether the caller may read a stay as a part of the record. */
create function private.may_read_stay(p_admission_id uuid, p_patient_id uuid) returns boolean
language sql stable security definer set search_path = ''
return p_patient_id in (select private.opened_patient_ids()) or p_admission_id in (select private.present_admission_ids());

/* Care that ends closes what it had opened, at commit, when it is known whether they have the patient by something else. */
create function private.tg_care_access__close() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.chart_openings opening set until = greatest(since, clock_timestamp())
  where opening.patient_id = old.patient_id and opening.until > clock_timestamp() and (
    case opening.basis
      when 'emergency' then not exists (
        select from private.care_access access where access.reason = 'emergency' and access.source_id = opening.id
      )
      else not exists (select from private.standing_care(opening.staff_id, opening.patient_id))
    end
  );
  return null;
end
$$;
create constraint trigger care_access_610_close after delete or update of until, patient_id on private.care_access
  deferrable initially deferred
  for each row execute function private.tg_care_access__close();

/* Opening -------------------------------------------------------------------------------------- */

/* Whether something of a patient's asks for particular discretion: they lie here privately, or are a colleague. */
create function private.delicacy_of(p_patient_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    when exists (
      select from public.admissions where patient_id = p_patient_id and private and discharged_at is null
    ) then 'private'
    when exists (
      select from public.portal_links link join public.staff on staff.user_id = link.user_id and staff.active
      where link.patient_id = p_patient_id and link.relationship = 'self'
    ) then 'colleague'
  end;
end
$$;

/*
 * An opening in care lasts two hours, and is drawn out while the chart is looked at; not at each look, since a chart that
 * is open on a screen is read anew at every change.
 */
create function private.open_chart(p_patient_id uuid, p_reason text default null, p_kind text default null)
returns table (id uuid, basis text, since timestamptz, until timestamptz)
language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  c_lasts constant interval := interval '2 hours';
  v_staff public.staff;
  v_care record;
  v_opening public.chart_openings;
begin
  perform private.require_permission('charts.read');
  -- Who opens it twice at once opens it once.
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'opening', auth.uid(), p_patient_id), 0));
  perform private.require_permission('charts.read');
  select * into v_staff from public.staff where staff.id = private.current_staff_id();
  select * into v_care from private.standing_care(v_staff.id, p_patient_id);
  select * into v_opening from public.chart_openings opening
  where opening.staff_id = v_staff.id and opening.patient_id = p_patient_id and opening.until > clock_timestamp()
    and opening.basis = case when v_care.until is null then 'emergency' else 'care' end
  order by opening.until desc limit 1;

  if v_care.until is not null then
    if v_opening.id is null then
      insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, care, delicate, until)
      values (
        p_patient_id, v_staff.id, v_staff.full_name, v_staff.position, 'care', v_care.reasons,
        private.delicacy_of(p_patient_id), least(clock_timestamp() + c_lasts, v_care.until)
      )
      returning * into v_opening;
    elsif v_opening.until < least(clock_timestamp() + c_lasts / 2, v_care.until) then
      update public.chart_openings opening set until = least(clock_timestamp() + c_lasts, v_care.until)
      where opening.id = v_opening.id
      returning * into v_opening;
    end if;
  elsif v_opening.id is null then
    v_opening := private.break_glass(v_staff, p_patient_id, p_reason, p_kind);
  end if;
  return query select v_opening.id, v_opening.basis, v_opening.since, v_opening.until;
end
$$;

/*
 * Opens a chart outside one's care. One's own, and that of those one looks after, is on the portal. Whoever may not gets
 * the answer for who is not there.
 */
create function private.break_glass(p_staff public.staff, p_patient_id uuid, p_reason text, p_kind text)
returns public.chart_openings
language plpgsql security definer set search_path = ''
as $$
declare
  v_opening public.chart_openings;
  v_patient public.patients;
begin
  select * into v_patient from public.patients where patients.id = p_patient_id;
  if p_staff.id is null or v_patient.id is null or not private.has_permission('charts.break_glass') then
    raise exception using errcode = 'PT404', message = 'There is no such patient in your care', hint = 'p_patient_id';
  end if;
  if exists (select from public.portal_links where user_id = auth.uid() and patient_id = p_patient_id) then
    raise exception using errcode = '42501', message = 'Your own record, or one you look after, is on the portal', hint = 'own';
  end if;
  if p_reason is null and p_kind is null then
    raise exception using errcode = 'LN028', message = 'Outside your care a reason is needed', hint = 'p_reason';
  end if;
  if p_kind is null or p_kind not in ('emergency', 'on_call', 'consult', 'other') then
    raise exception using errcode = '22023', message = 'Say what kind of reason it is', hint = 'p_kind';
  end if;
  if char_length(btrim(coalesce(p_reason, ''))) not between 10 and 500 then
    raise exception using errcode = '22023', message = 'The reason has 10 to 500 characters', hint = 'p_reason';
  end if;
  insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, kind, reason, delicate, until)
  values (
    p_patient_id, p_staff.id, p_staff.full_name, p_staff.position, 'emergency', p_kind, btrim(p_reason),
    private.delicacy_of(p_patient_id),
    clock_timestamp() + make_interval(mins => (select emergency_minutes from public.hospital_settings))
  )
  returning * into v_opening;
  perform private.join_care_team(p_patient_id, 'emergency', v_opening.id, v_opening.until, p_staff.id);
  insert into public.chart_reviews (opening_id, patient_id, staff_id, opened_at, due_at)
  values (v_opening.id, p_patient_id, p_staff.id, v_opening.since, v_opening.since + interval '7 days');
  perform private.notify_user(
    person, 'chart_emergency',
    jsonb_build_object('staff_name', v_opening.staff_name, 'patient_name', v_patient.full_name, 'delicate', v_opening.delicate),
    '/admin/openings', 'opening:' || v_opening.id, 'warning'
  )
  from private.people_holding('charts.review') as person
  where person <> auth.uid();
  return v_opening;
end
$$;

create function private.close_chart(p_opening_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_opening public.chart_openings;
begin
  select * into v_opening from public.chart_openings opening
  where opening.id = p_opening_id and opening.staff_id = private.current_staff_id() for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such opening of yours', hint = 'p_opening_id';
  end if;
  perform private.end_opening(v_opening);
end
$$;

/* Closed twice is closed once. */
create function private.end_opening(p_opening public.chart_openings) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.chart_openings set until = greatest(since, clock_timestamp())
  where id = p_opening.id and until > clock_timestamp();
  if p_opening.basis = 'emergency' then
    perform private.leave_care_team('emergency', p_opening.id);
  end if;
end
$$;

/*
 * The chart that one stay is of, for those who have the patient in their care: who knows the stay only does not know whose
 * it is.
 */
create function private.open_chart_of_stay(p_admission_id uuid)
returns table (id uuid, basis text, since timestamptz, until timestamptz)
language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  v_patient_id uuid;
begin
  perform private.require_permission('charts.read');
  select admission.patient_id into v_patient_id from public.admissions admission
  where admission.id = p_admission_id and admission.patient_id in (select private.care_patient_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  return query select * from private.open_chart(v_patient_id);
end
$$;

/* Reviewing ------------------------------------------------------------------------------------ */

create function private.explain_opening(p_opening_id uuid, p_words text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_review public.chart_reviews;
begin
  if char_length(btrim(coalesce(p_words, ''))) not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'An explanation has up to 1000 characters', hint = 'p_words';
  end if;
  select * into v_review from public.chart_reviews review
  where review.opening_id = p_opening_id and review.staff_id = private.current_staff_id() for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such opening of yours', hint = 'p_opening_id';
  elsif v_review.state <> 'due' then
    raise exception using errcode = 'LN009', message = 'It has been reviewed', hint = 'p_opening_id';
  end if;
  update public.chart_reviews set explanation = btrim(p_words), explained_at = clock_timestamp()
  where opening_id = p_opening_id;
end
$$;

create function private.review_opening(p_opening_id uuid, p_verdict text, p_note text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_review public.chart_reviews;
  v_opening public.chart_openings;
begin
  perform private.require_permission('charts.review');
  if p_verdict is null or p_verdict not in ('justified', 'unjustified') then
    raise exception using errcode = '22023', message = 'It was justified, or it was not', hint = 'p_verdict';
  end if;
  if char_length(btrim(p_note)) > 1000 or (p_verdict = 'unjustified' and btrim(coalesce(p_note, '')) = '') then
    raise exception using errcode = '22023', message = 'Say in up to 1000 characters why', hint = 'p_note';
  end if;
  select * into v_review from public.chart_reviews review where review.opening_id = p_opening_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such opening', hint = 'p_opening_id';
  end if;
  -- Who waited for a colleague may have lost the right meanwhile.
  perform private.require_permission('charts.review');
  if v_review.staff_id = private.current_staff_id() then
    raise exception using errcode = '42501', message = 'Somebody else reviews it', hint = 'own';
  elsif v_review.state <> 'due' then
    raise exception using errcode = 'LN009', message = 'It has been reviewed', hint = 'p_opening_id';
  end if;
  update public.chart_reviews set
    state = p_verdict, note = nullif(btrim(p_note), ''), reviewed_by = auth.uid(), reviewed_at = clock_timestamp(),
    reviewed_name = coalesce(
      (select full_name from public.staff where staff.id = private.current_staff_id()),
      (select nullif(full_name, '') from public.profiles where profiles.id = auth.uid()),
      ''
    )
  where opening_id = p_opening_id
  returning * into v_review;
  -- Judged by one it asks nothing of the others any more.
  update public.notifications set read_at = clock_timestamp()
  where user_id in (select private.people_holding('charts.review')) and group_key = 'opening:' || p_opening_id
    and kind = 'chart_emergency' and read_at is null;
  if p_verdict = 'justified' then return; end if;
  select * into v_opening from public.chart_openings where chart_openings.id = p_opening_id for no key update;
  perform private.end_opening(v_opening);
  perform private.notify_user(
    person, 'chart_unjustified',
    jsonb_build_object('staff_name', v_opening.staff_name, 'reviewer_name', v_review.reviewed_name),
    case when person = staff.user_id then '/openings' else '/admin/openings?state=unjustified' end,
    'opening:' || p_opening_id, 'warning'
  )
  from (
    select holder from private.people_holding('access.manage') as holder
    union select user_id from public.staff where id = v_opening.staff_id
  ) as told (person)
  left join public.staff on staff.id = v_opening.staff_id
  where person <> auth.uid();
end
$$;

create function private.review_counts(p_at timestamptz default now())
returns table (due bigint, overdue bigint, justified bigint, unjustified bigint)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  perform private.require_permission('charts.review');
  return query
    select
      count(*) filter (where state = 'due' and due_at > p_at), count(*) filter (where state = 'due' and due_at <= p_at),
      count(*) filter (where state = 'justified'), count(*) filter (where state = 'unjustified')
    from public.chart_reviews;
end
$$;

select private.expose('open_chart', '{authenticated}', 'Opens a patient''s chart, and says until when: without a reason in one''s care, drawn out while it is looked at; else in an emergency, with p_kind (emergency, on_call, consult, other) and p_reason (10 to 500 characters), for hospital_settings.emergency_minutes. Needs charts.read (42501); outside one''s care charts.break_glass, or PT404, and LN028 without a reason; 22023; one''s own record 42501 (hint own).');
select private.expose('open_chart_of_stay', '{authenticated}', 'Opens the chart a stay is of, as open_chart does in one''s care. Needs charts.read (42501); PT404 outside it.');
select private.expose('close_chart', '{authenticated}', 'Closes what the caller opened, at once; an emergency''s care ends with it. PT404 for what is not theirs.');
select private.expose('explain_opening', '{authenticated}', 'Adds to the caller''s own emergency opening what they have to say of it, until it is reviewed (LN009). PT404, 22023.');
select private.expose('review_opening', '{authenticated}', 'Says of an emergency opening whether it was justified (p_verdict justified, unjustified with p_note): once (LN009), never of one''s own (42501, hint own). Unjustified closes it, and is told to who opened and to those who manage access. Needs charts.review (42501); PT404, 22023.');
select private.expose('review_counts', '{authenticated}', 'How many emergency openings are due for review, overdue, justified, unjustified. Needs charts.review (42501).');
