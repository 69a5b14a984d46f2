/*
 * What whoever looks after a patient must know before all else, on every clinical screen: warnings, what was decided of
 * resuscitation, a pregnancy. Like allergies these lie open to those in whose care the patient is, without an opening: they
 * must not be missed for want of one. They are ended and never deleted. Patients are not shown them here: a warning may be
 * about them, and a decision is told by somebody.
 *
 * What is not recorded is said to be so, and never taken for "nothing": no decision means that resuscitation is tried.
 * Writers lock the patient's row, so that of two decisions at once the later one ends the earlier.
 */

create table public.patient_alerts (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  kind        text not null,
  words       text not null,
  until       date, -- the last day it holds; null until somebody ends it
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at timestamptz not null default now(),
  ended_at    timestamptz,
  ended_by    uuid references public.staff on delete set null,
  end_reason  text,
  constraint patient_alerts_kind_known check (
    kind in ('infection', 'airway', 'bleeding', 'implant', 'falls', 'communication', 'safeguarding', 'safety', 'other')
  ),
  constraint patient_alerts_words_length check (char_length(btrim(words)) between 1 and 200),
  constraint patient_alerts_ended_wholly check ((ended_at is null) = (end_reason is null)),
  constraint patient_alerts_end_reason_known check (end_reason in ('over', 'mistake')),
  constraint patient_alerts_order check (recorded_at <= ended_at)
);
comment on table public.patient_alerts is 'Warnings about a patient that every clinical screen shows until they end.';
create index patient_alerts_patient_id_idx on public.patient_alerts (patient_id);
create index patient_alerts_recorded_by_idx on public.patient_alerts (recorded_by);
create index patient_alerts_ended_by_idx on public.patient_alerts (ended_by);

create table public.resuscitation_decisions (
  id           uuid primary key default gen_random_uuid(),
  patient_id   uuid not null references public.patients on delete cascade,
  decision     text not null,
  reason       text,
  treatment    text,
  discussed    text not null,
  review_on    date,
  decided_by   uuid references public.staff on delete set null default private.current_staff_id(),
  decided_name text not null, -- as it was
  decided_at   timestamptz not null default now(),
  ended_at     timestamptz,
  constraint resuscitation_decisions_decision_known check (decision in ('attempt', 'do_not_attempt')),
  constraint resuscitation_decisions_reasoned check (decision = 'attempt' or reason is not null),
  constraint resuscitation_decisions_reason_length check (char_length(btrim(reason)) between 1 and 500),
  constraint resuscitation_decisions_treatment_length check (char_length(btrim(treatment)) between 1 and 500),
  constraint resuscitation_decisions_discussed_known check (discussed in ('patient', 'family', 'representative', 'not_possible')),
  constraint resuscitation_decisions_order check (decided_at <= ended_at)
);
comment on table public.resuscitation_decisions is 'Whether resuscitation is to be tried, who decided, why, and with whom it was discussed; the one that has not ended holds.';
comment on column public.resuscitation_decisions.treatment is 'What else is or is not to be done: the ceiling of treatment.';
create unique index resuscitation_decisions_one_holds on public.resuscitation_decisions (patient_id) where ended_at is null;
create index resuscitation_decisions_patient_id_idx on public.resuscitation_decisions (patient_id, decided_at desc);
create index resuscitation_decisions_decided_by_idx on public.resuscitation_decisions (decided_by);

create table public.pregnancies (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  due_on      date not null,
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at timestamptz not null default now(),
  ended_on    date,
  ended_by    uuid references public.staff on delete set null,
  constraint pregnancies_ends_by_itself check (ended_on <= due_on + 30)
);
comment on table public.pregnancies is 'A pregnancy and its due date; over a month after it, if nobody has said when.';
create unique index pregnancies_one_runs on public.pregnancies (patient_id) where ended_on is null;
create index pregnancies_patient_id_idx on public.pregnancies (patient_id);
create index pregnancies_recorded_by_idx on public.pregnancies (recorded_by);
create index pregnancies_ended_by_idx on public.pregnancies (ended_by);

alter table public.patient_alerts enable row level security;
alter table public.resuscitation_decisions enable row level security;
alter table public.pregnancies enable row level security;
create policy patient_alerts_select_carers on public.patient_alerts for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
create policy resuscitation_decisions_select_carers on public.resuscitation_decisions for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
create policy pregnancies_select_carers on public.pregnancies for select to authenticated
  using (patient_id in (select private.care_patient_ids()));
grant select on public.patient_alerts, public.resuscitation_decisions, public.pregnancies to authenticated;

select private.define_permission('alerts.manage', 'Record and end warnings and pregnancies of patients in one''s care', '{doctor,nurse,ward_manager}');
select private.define_permission('resuscitation.decide', 'Decide on resuscitation of patients in one''s care', '{doctor}');
select private.audited('public.patient_alerts');
select private.audited('public.resuscitation_decisions');
select private.audited('public.pregnancies');
select private.keeps('{public.patient_alerts,public.resuscitation_decisions,public.pregnancies}', 'The medical record: ended, never deleted');
select private.on_merge('{public.patient_alerts}', 'move');

/* Of two decisions that hold, the later one does: it was made knowing more. */
create function private.merge_resuscitation_decisions(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.resuscitation_decisions earlier set ended_at = clock_timestamp()
  from public.resuscitation_decisions later
  where earlier.patient_id in (p_from, p_to) and later.patient_id in (p_from, p_to) and earlier.patient_id <> later.patient_id
    and earlier.ended_at is null and later.ended_at is null and (earlier.decided_at, earlier.id) < (later.decided_at, later.id);
  update public.resuscitation_decisions set patient_id = p_to where patient_id = p_from;
end
$$;

/* Of two pregnancies that run, the one that was recorded later. */
create function private.merge_pregnancies(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.pregnancies earlier set ended_on = least(private.hospital_day(), earlier.due_on + 30)
  from public.pregnancies later
  where earlier.patient_id in (p_from, p_to) and later.patient_id in (p_from, p_to) and earlier.patient_id <> later.patient_id
    and earlier.ended_on is null and later.ended_on is null and (earlier.recorded_at, earlier.id) < (later.recorded_at, later.id);
  update public.pregnancies set patient_id = p_to where patient_id = p_from;
end
$$;
select private.on_merge('{public.resuscitation_decisions}', 'refuse', 'private.merge_resuscitation_decisions', p_knowingly => 'function');
select private.on_merge('{public.pregnancies}', 'refuse', 'private.merge_pregnancies', p_knowingly => 'function');
select private.on_erasure('{public.patient_alerts,public.resuscitation_decisions,public.pregnancies}', 'record', 'delete');
select private.no_work_of_patients(
  '{public.patient_alerts,public.resuscitation_decisions,public.pregnancies}', 'The record itself'
);

create trigger patient_alerts_600_announce after insert or update on public.patient_alerts
  for each row execute function private.tg_announce('patient:{patient_id}', 'marks_changed');
create trigger resuscitation_decisions_600_announce after insert or update on public.resuscitation_decisions
  for each row execute function private.tg_announce('patient:{patient_id}', 'marks_changed');
create trigger pregnancies_600_announce after insert or update on public.pregnancies
  for each row execute function private.tg_announce('patient:{patient_id}', 'marks_changed');

/*
 * The day's list shows these and allergies too: whoever sees the patient today hears of it, on the channel of their visits.
 */
create function private.tg_marks__tell_doctors() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.announce_once('doctor:' || seen.doctor_id, 'marks_changed')
  from (
    select distinct doctor_id from public.appointments
    where patient_id = new.patient_id and starts_at > now() - interval '1 day' and starts_at < now() + interval '1 day'
      and status not in ('cancelled', 'no_show')
  ) as seen;
  return null;
end
$$;
create trigger patient_alerts_700_tell_doctors after insert or update on public.patient_alerts
  for each row execute function private.tg_marks__tell_doctors();
create trigger resuscitation_decisions_700_tell_doctors after insert or update on public.resuscitation_decisions
  for each row execute function private.tg_marks__tell_doctors();
create trigger pregnancies_700_tell_doctors after insert or update on public.pregnancies
  for each row execute function private.tg_marks__tell_doctors();
create trigger allergies_700_tell_doctors after insert or update on public.allergies
  for each row execute function private.tg_marks__tell_doctors();
create trigger allergy_denials_700_tell_doctors after insert or update on public.allergy_denials
  for each row execute function private.tg_marks__tell_doctors();

/* Makes who writes what must be known of a patient wait for the others; whether they may is asked of who has waited. */
create function private.lock_marks(p_patient_id uuid, p_permission text, p_hint text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission(p_permission);
  perform from public.patients where id = p_patient_id for no key update;
  perform private.require_permission(p_permission);
  if p_patient_id is null or p_patient_id not in (select private.care_patient_ids()) then
    raise exception 'no such patient in your care' using errcode = 'PT404', hint = p_hint;
  end if;
end
$$;

/* A text as it is kept: trimmed, null for nothing. Raises 22023 with the hint where it is longer than it may be. */
create function private.mark_text(p_text text, p_most integer, p_hint text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if char_length(btrim(p_text)) > p_most then
    raise exception 'up to % characters', p_most using errcode = '22023', hint = p_hint;
  end if;
  return nullif(btrim(p_text), '');
end
$$;

create function private.add_patient_alert(p_patient_id uuid, p_kind text, p_words text, p_until date default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_words constant text := private.mark_text(p_words, 200, 'p_words');
  v_id uuid;
begin
  perform private.lock_marks(p_patient_id, 'alerts.manage', 'p_patient_id');
  if p_kind is null or p_kind not in (
    'infection', 'airway', 'bleeding', 'implant', 'falls', 'communication', 'safeguarding', 'safety', 'other'
  ) then
    raise exception 'there is no such kind of warning' using errcode = '22023', hint = 'p_kind';
  elsif v_words is null then
    raise exception 'a warning says what it is about' using errcode = '22023', hint = 'p_words';
  elsif p_until < private.hospital_day() or p_until > private.hospital_day() + 3650 then
    raise exception 'a warning holds from today on, ten years at the most' using errcode = '22023', hint = 'p_until';
  end if;
  -- Said twice is said once: the click that came twice makes no second warning.
  select id into v_id from public.patient_alerts
  where patient_id = p_patient_id and ended_at is null and kind = p_kind and lower(words) = lower(v_words)
    and until is not distinct from p_until;
  if not found then
    insert into public.patient_alerts (patient_id, kind, words, until) values (p_patient_id, p_kind, v_words, p_until)
    returning id into v_id;
  end if;
  return v_id;
end
$$;

create function private.end_patient_alert(p_alert_id uuid, p_reason text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_marks((select patient_id from public.patient_alerts where id = p_alert_id), 'alerts.manage', 'p_alert_id');
  if p_reason is null or p_reason not in ('over', 'mistake') then
    raise exception 'a warning is over, or was a mistake' using errcode = '22023', hint = 'p_reason';
  end if;
  update public.patient_alerts
  set ended_at = clock_timestamp(), ended_by = private.current_staff_id(), end_reason = p_reason
  where id = p_alert_id and ended_at is null;
end
$$;

/* Ends the decision that holds; gives when. */
create function private.end_resuscitation(p_patient_id uuid) returns timestamptz
language plpgsql security definer set search_path = ''
as $$
declare
  v_at constant timestamptz := clock_timestamp();
begin
  update public.resuscitation_decisions set ended_at = greatest(v_at, decided_at)
  where patient_id = p_patient_id and ended_at is null;
  return v_at;
end
$$;

create function private.decide_resuscitation(
  p_patient_id uuid, p_decision text, p_discussed text, p_reason text default null, p_treatment text default null,
  p_review_on date default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_reason constant text := private.mark_text(p_reason, 500, 'p_reason');
  v_treatment constant text := private.mark_text(p_treatment, 500, 'p_treatment');
  v_id uuid;
begin
  perform private.lock_marks(p_patient_id, 'resuscitation.decide', 'p_patient_id');
  if p_decision is null or p_decision not in ('attempt', 'do_not_attempt') then
    raise exception 'resuscitation is tried or not' using errcode = '22023', hint = 'p_decision';
  elsif p_discussed is null or p_discussed not in ('patient', 'family', 'representative', 'not_possible') then
    raise exception 'with whom it was discussed is needed' using errcode = '22023', hint = 'p_discussed';
  elsif p_decision = 'do_not_attempt' and v_reason is null then
    raise exception 'a reason is needed' using errcode = '22023', hint = 'p_reason';
  elsif p_review_on < private.hospital_day() or p_review_on > private.hospital_day() + 3650 then
    raise exception 'it is reviewed from today on, within ten years' using errcode = '22023', hint = 'p_review_on';
  end if;
  insert into public.resuscitation_decisions (patient_id, decision, reason, treatment, discussed, review_on, decided_name, decided_at)
  select p_patient_id, p_decision, v_reason, v_treatment, p_discussed, p_review_on, full_name, private.end_resuscitation(p_patient_id)
  from public.staff where id = private.current_staff_id()
  returning id into v_id;
  return v_id;
end
$$;

create function private.record_pregnancy(p_patient_id uuid, p_due_on date) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  perform private.lock_marks(p_patient_id, 'alerts.manage', 'p_patient_id');
  if p_due_on is null or p_due_on < private.hospital_day() - 30 or p_due_on > private.hospital_day() + 310 then
    raise exception 'a due date lies at most ten months ahead' using errcode = '22023', hint = 'p_due_on';
  end if;
  -- One that nobody ended is over; another due date of the running one corrects it.
  update public.pregnancies set ended_on = due_on + 30
  where patient_id = p_patient_id and ended_on is null and due_on + 30 < private.hospital_day();
  insert into public.pregnancies as pregnancy (patient_id, due_on) values (p_patient_id, p_due_on)
  on conflict (patient_id) where ended_on is null do update set due_on = excluded.due_on
  returning id into v_id;
  return v_id;
end
$$;

create function private.end_pregnancy(p_pregnancy_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_marks((select patient_id from public.pregnancies where id = p_pregnancy_id), 'alerts.manage', 'p_pregnancy_id');
  update public.pregnancies set ended_on = least(private.hospital_day(), due_on + 30), ended_by = private.current_staff_id()
  where id = p_pregnancy_id and ended_on is null;
end
$$;

/* What holds of some patients, those in the caller's care alone. */
create function private.patient_marks(p_patient_ids uuid[])
returns table (patient_id uuid, alerts jsonb, resuscitation jsonb, pregnancy jsonb, isolation text)
language plpgsql stable security definer rows 10 set search_path = ''
as $$
declare
  v_today constant date := private.hospital_day();
begin
  return query
    select mine.id,
      coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'id', alert.id, 'kind', alert.kind, 'words', alert.words, 'until', alert.until, 'recorded_at', alert.recorded_at,
            'recorded_by', recorder.full_name
          )
          order by alert.recorded_at, alert.id
        )
        from public.patient_alerts alert
        left join public.staff recorder on recorder.id = alert.recorded_by
        where alert.patient_id = mine.id and alert.ended_at is null and (alert.until is null or alert.until >= v_today)
      ), '[]'),
      (
        select jsonb_build_object(
          'id', held.id, 'decision', held.decision, 'reason', held.reason, 'treatment', held.treatment, 'discussed', held.discussed,
          'review_on', held.review_on, 'review_due', coalesce(held.review_on < v_today, false),
          'decided_by', held.decided_name, 'decided_at', held.decided_at
        )
        from public.resuscitation_decisions held where held.patient_id = mine.id and held.ended_at is null
      ),
      (
        select jsonb_build_object('id', pregnancy.id, 'due_on', pregnancy.due_on)
        from public.pregnancies pregnancy
        where pregnancy.patient_id = mine.id and pregnancy.ended_on is null and pregnancy.due_on + 30 >= v_today
      ),
      (
        select admission.isolation from public.admissions admission
        where admission.patient_id = mine.id and admission.discharged_at is null
      )
    from private.care_patient_ids() as mine (id)
    where mine.id = any (p_patient_ids);
end
$$;

select private.expose('patient_marks', '{authenticated}',
  'What holds of patients in the caller''s care (others have no row): alerts [{id, kind, words, until, recorded_at, recorded_by}], resuscitation {id, decision, reason, treatment, discussed, review_on, review_due, decided_by, decided_at} or null where nothing was decided, pregnancy {id, due_on} or null, isolation of the stay that goes on.');
select private.expose('add_patient_alert', '{authenticated}',
  'Records a warning about a patient in the caller''s care, which holds until its last day or until it is ended; gives its id, the running one''s if it says the same. Needs alerts.manage (42501); not in care PT404; 22023 with the parameter as hint.');
select private.expose('end_patient_alert', '{authenticated}',
  'Ends a warning: over, or a mistake; again does no harm. Needs alerts.manage (42501); not in care PT404; 22023.');
select private.expose('decide_resuscitation', '{authenticated}',
  'Records whether resuscitation is to be tried, in place of what held before; gives its id. Needs resuscitation.decide (42501); not in care PT404; 22023 with the parameter as hint: do_not_attempt needs a reason.');
select private.expose('record_pregnancy', '{authenticated}',
  'Records a pregnancy by its due date (at most 310 days ahead), or corrects that of the running one; gives its id. Needs alerts.manage (42501); not in care PT404; 22023.');
select private.expose('end_pregnancy', '{authenticated}',
  'Ends a pregnancy today; again does no harm. Needs alerts.manage (42501); not in care PT404.');
