/*
 * Alerts: who is told when a score is high, and when nobody answers.
 */

create table public.news2_alerts (
  id              uuid primary key default gen_random_uuid(),
  admission_id    uuid not null,
  patient_id      uuid not null references public.patients on delete restrict,
  ward_id         uuid not null references public.wards on delete restrict,
  observation_id  uuid not null references public.observations on delete restrict,
  level           text not null,
  -- As of the newest observation; at least, while a set is incomplete.
  score           integer not null,
  raised_at       timestamptz not null default clock_timestamp(),
  -- How many have been told: 1 the nurse (and in an emergency a doctor), 2 the ward, 3 its and its department's doctors.
  circle          integer not null default 1,
  told_at         timestamptz not null default clock_timestamp(),
  acknowledged_at timestamptz,
  acknowledged_by uuid references public.staff on delete set null,
  acknowledgement text,
  ended_at        timestamptz,
  ended_as        text,
  constraint news2_alerts_level_known check (level in ('urgent', 'emergency')),
  constraint news2_alerts_circle_known check (circle between 1 and 3),
  constraint news2_alerts_order check (raised_at <= acknowledged_at and raised_at <= ended_at),
  constraint news2_alerts_acknowledgement_length check (char_length(acknowledgement) <= 300),
  constraint news2_alerts_ended_as_known check (ended_as in ('improved', 'superseded', 'voided', 'left')),
  constraint news2_alerts_ended_wholly check ((ended_at is null) = (ended_as is null)),
  constraint news2_alerts_admission_id_patient_id_fkey
    foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict
);
comment on table public.news2_alerts is 'A high score that somebody must answer: open until acknowledged, running until a lower score ends it.';
comment on column public.news2_alerts.acknowledgement is 'What the one who acknowledged says about it: which doctor was called.';

create table public.news2_alert_notices (
  id         uuid primary key default gen_random_uuid(),
  alert_id   uuid not null references public.news2_alerts on delete restrict,
  patient_id uuid not null references public.patients on delete restrict,
  staff_id   uuid not null references public.staff on delete restrict,
  circle     integer not null,
  told_at    timestamptz not null default clock_timestamp()
);
comment on table public.news2_alert_notices is 'Who was told of an alert, and when.';

-- One alert of a patient runs, so one at most is open.
create unique index news2_alerts_one_running on public.news2_alerts (patient_id) where ended_at is null;
create index news2_alerts_running_ward_id_idx on public.news2_alerts (ward_id) where ended_at is null;
create index news2_alerts_open_told_at_idx on public.news2_alerts (told_at)
  where acknowledged_at is null and ended_at is null;
create index news2_alerts_admission_id_raised_at_idx on public.news2_alerts (admission_id, raised_at desc);
create index news2_alerts_patient_id_idx on public.news2_alerts (patient_id);
create index news2_alerts_ward_id_idx on public.news2_alerts (ward_id);
create index news2_alerts_observation_id_idx on public.news2_alerts (observation_id);
create index news2_alerts_acknowledged_by_idx on public.news2_alerts (acknowledged_by);

create index news2_alert_notices_alert_id_idx on public.news2_alert_notices (alert_id, told_at);
create index news2_alert_notices_patient_id_idx on public.news2_alert_notices (patient_id);
create index news2_alert_notices_staff_id_idx on public.news2_alert_notices (staff_id);

alter table public.news2_alerts enable row level security;
alter table public.news2_alert_notices enable row level security;
create policy news2_alerts_select_carers on public.news2_alerts for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
create policy news2_alert_notices_select_carers on public.news2_alert_notices for select to authenticated
  using (exists (select from public.news2_alerts alert where alert.id = alert_id));

grant select on public.news2_alerts, public.news2_alert_notices to authenticated;

select private.audited('public.news2_alerts');
select private.audited('public.news2_alert_notices');
select private.keeps('{public.news2_alerts,public.news2_alert_notices}', 'The medical record');
select private.on_merge('{public.news2_alerts,public.news2_alert_notices}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.news2_alerts,public.news2_alert_notices}', 'record', 'delete');
select private.no_work_of_patients('{public.news2_alerts,public.news2_alert_notices}', 'Under an admission, which is work');

/*
 * Who is called to a ward where no doctor in charge can be told: whoever is on call for it, with the doctors who work
 * there; where there are neither, those of its department, else all of the hospital, else everybody who may answer an
 * alert. An emergency is never told to no one who can come. At p_reach 2 the department's too.
 */
create function private.doctors_to_call(p_ward_id uuid, p_reach integer default 1)
returns setof uuid language sql stable security definer set search_path = '' as $$
  with reachable as (
    select colleague.id, case
      when colleague.id in (select private.on_call_now(ward.department_id)) then 1
      when colleague.position <> 'doctor' then 4
      when exists (
        select from public.staff_wards works where works.staff_id = colleague.id and works.ward_id = ward.id
      ) then 1
      when colleague.department_id = ward.department_id then 2
      else 3
    end as distance
    from public.staff colleague
    join public.wards ward on ward.id = p_ward_id
    where colleague.active and private.person_may(colleague.user_id, 'nursing.record')
  )
  select id from reachable where distance <= greatest(p_reach, (select min(distance) from reachable));
$$;

/*
 * Whom a circle adds: 1 the patient's nurse, or the nurses of the ward where nobody was given the patient, and in
 * an emergency the attending doctor, or the doctors to call where there is none who can be told; 2 all nurses and
 * managers of the ward; 3 the doctors of the ward and of its department. `called` are those who do not look after the
 * patient anyway.
 */
create function private.news2_circle(p_alert public.news2_alerts, p_circle integer)
returns table (staff_id uuid, user_id uuid, called boolean)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_admission public.admissions;
  v_nurse_id uuid;
  v_attending_id uuid;
  v_called_ids uuid[];
begin
  select * into v_admission from public.admissions where id = p_alert.admission_id;
  v_nurse_id := private.nurse_of(p_alert.admission_id);
  select colleague.id into v_attending_id from public.staff colleague
  where colleague.id = v_admission.attending_id and colleague.active
    and private.person_may(colleague.user_id, 'nursing.record');
  v_called_ids := case
    when p_circle = 3 then array(select private.doctors_to_call(v_admission.ward_id, 2)) || v_attending_id
    when p_circle = 1 and p_alert.level = 'emergency' then
      case
        when v_attending_id is null then array(select private.doctors_to_call(v_admission.ward_id))
        else array[v_attending_id]
      end
  end;
  return query
  select colleague.id, colleague.user_id,
    colleague.id is distinct from v_nurse_id and colleague.id is distinct from v_attending_id and not works.here
  from public.staff colleague
  cross join lateral (select exists (
    select from public.staff_wards place where place.staff_id = colleague.id and place.ward_id = v_admission.ward_id
  )) as works (here)
  where colleague.active
    and (
      colleague.id = any (v_called_ids)
      or case p_circle
        when 1 then colleague.id = v_nurse_id or (v_nurse_id is null and colleague.position = 'nurse' and works.here)
        when 2 then colleague.id = v_nurse_id or (colleague.position in ('nurse', 'ward_manager') and works.here)
        else false
      end
    )
    and private.person_may(colleague.user_id, 'nursing.record');
end;
$$;

/*
 * Tells the circles up to the alert's own. Whoever is told may look: who was called and has nothing to do with the
 * patient yet is in their care team for half a day.
 */
create function private.tell_alert(p_alert public.news2_alerts)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_told record;
  v_name text;
begin
  select full_name into v_name from public.patients where id = p_alert.patient_id;
  for v_told in
    select person.staff_id, person.user_id, min(circle) as circle, bool_or(person.called) as called
    from generate_series(1, p_alert.circle) as circle
    cross join lateral private.news2_circle(p_alert, circle) as person
    group by person.staff_id, person.user_id
    order by person.staff_id
  loop
    if v_told.called then
      perform private.join_care_team(
        p_alert.patient_id, 'escalated', p_alert.id, now() + interval '12 hours', v_told.staff_id
      );
    end if;
    insert into public.news2_alert_notices (alert_id, patient_id, staff_id, circle, told_at)
    values (p_alert.id, p_alert.patient_id, v_told.staff_id, v_told.circle, p_alert.told_at);
    perform private.notify_user(
      v_told.user_id,
      'early_warning_' || p_alert.level,
      jsonb_build_object(
        'patient_name', v_name, 'score', p_alert.score::text, 'raised_at', p_alert.raised_at, 'alert_id', p_alert.id
      ),
      '/admissions/' || p_alert.admission_id,
      'news2:' || p_alert.id,
      case p_alert.level when 'emergency' then 'critical' else 'warning' end
    );
  end loop;
end;
$$;

/* Raises an alert and tells the first circle with somebody in it. */
create function private.raise_alert(p_observation public.observations)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
begin
  insert into public.news2_alerts (admission_id, patient_id, ward_id, observation_id, level, score)
  select p_observation.admission_id, p_observation.patient_id, admission.ward_id, p_observation.id,
    p_observation.news2_level, private.news2_sum(p_observation.news2_points)
  from public.admissions admission where admission.id = p_observation.admission_id
  returning * into v_alert;
  while v_alert.circle < 3 and not exists (select from private.news2_circle(v_alert, v_alert.circle)) loop
    v_alert.circle := v_alert.circle + 1;
  end loop;
  update public.news2_alerts set circle = v_alert.circle where id = v_alert.id and circle <> v_alert.circle;
  perform private.tell_alert(v_alert);
end;
$$;

/* Nobody need be reminded of an alert that was acknowledged or is over. */
create function private.settle_notifications(p_alert_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.notifications told set read_at = clock_timestamp()
  from (
    select distinct colleague.user_id from public.news2_alert_notices notice
    join public.staff colleague on colleague.id = notice.staff_id
    where notice.alert_id = p_alert_id
  ) people
  where told.user_id = people.user_id and told.group_key = 'news2:' || p_alert_id and told.read_at is null;
end;
$$;

/*
 * Sets a patient's alert right by the newest observation that says something: one with a score, or an
 * incomplete one whose points alone are alarming. A higher score is news and raises an alert anew; a lower one
 * below the thresholds ends it; an emergency nobody acknowledged becomes urgent when the score falls to that. An
 * incomplete set never lowers anything. The caller holds the admission.
 */
create function private.assess_news2(p_admission_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_newest public.observations;
  v_alert public.news2_alerts;
  v_sum integer;
  v_higher boolean;
begin
  select * into v_newest from public.observations
  where admission_id = p_admission_id and voided_at is null
    and (news2_score is not null or news2_level is not null)
  order by observed_at desc, recorded_at desc limit 1;
  select * into v_alert from public.news2_alerts
  where admission_id = p_admission_id and ended_at is null for update;
  v_sum := private.news2_sum(v_newest.news2_points);

  if v_newest.news2_level is null then
    perform private.end_alert(v_alert.id, 'improved');
    return;
  end if;
  if v_alert.id is null then
    perform private.raise_alert(v_newest);
    return;
  end if;
  v_higher := v_sum > v_alert.score or (v_newest.news2_level = 'emergency' and v_alert.level = 'urgent');
  if v_higher then
    perform private.end_alert(v_alert.id, 'superseded');
    perform private.raise_alert(v_newest);
  elsif v_newest.news2_score is null then
    return;
  elsif v_newest.news2_level <> v_alert.level and v_alert.acknowledged_at is null then
    perform private.end_alert(v_alert.id, 'improved');
    perform private.raise_alert(v_newest);
  elsif v_sum < v_alert.score then
    update public.news2_alerts set score = v_sum where id = v_alert.id;
  end if;
end;
$$;

create function private.end_alert(p_alert_id uuid, p_as text)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update public.news2_alerts set ended_at = greatest(clock_timestamp(), raised_at, acknowledged_at), ended_as = p_as
  where id = p_alert_id and ended_at is null;
  if found then perform private.settle_notifications(p_alert_id); end if;
end;
$$;

/* Whether nobody has answered in time: 5 minutes in an emergency, else 15; each half hour once all know. */
create function private.is_due_again(p_alert public.news2_alerts)
returns boolean language sql volatile set search_path = '' as $$
  select p_alert.acknowledged_at is null and p_alert.ended_at is null
    and p_alert.told_at <= clock_timestamp() - case
      when p_alert.circle = 3 then interval '30 minutes'
      when p_alert.level = 'emergency' then interval '5 minutes'
      else interval '15 minutes'
    end;
$$;

/*
 * Widens the circle of an alert that is due again, and tells it; once the department's doctors know, everybody once
 * more. One that somebody is just acknowledging is left alone.
 */
create function private.escalate_alert(p_alert_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
begin
  select * into v_alert from public.news2_alerts alert
  where alert.id = p_alert_id and private.is_due_again(alert)
  for update skip locked;
  if not found then return; end if;
  update public.news2_alerts set circle = least(circle + 1, 3), told_at = clock_timestamp() where id = p_alert_id
  returning * into v_alert;
  perform private.tell_alert(v_alert);
end;
$$;

/* Returns how many alerts were told of again. */
create function private.escalate_alerts()
returns integer language sql security definer set search_path = '' as $$
  select private.run_each('news2_escalation', $items$
    select alert.id from public.news2_alerts alert
    where private.is_due_again(alert) and alert.acknowledged_at is null and alert.ended_at is null -- for the index
    order by alert.told_at
  $items$, 'private.escalate_alert');
$$;
select private.schedule(
  'news2_escalation', '* * * * *', 'private.escalate_alerts',
  'alerts of NEWS2 nobody has acknowledged go to the ward, then to the department''s doctors, then again'
);

create function private.acknowledge_alert(p_alert_id uuid, p_note text default null)
returns public.news2_alerts language plpgsql security definer set search_path = '' as $$
declare
  v_alert public.news2_alerts;
  v_note constant text := nullif(btrim(p_note), '');
begin
  perform private.require_permission('nursing.record');
  select * into v_alert from public.news2_alerts where id = p_alert_id for update;
  perform private.require_charted(v_alert.patient_id, 'p_alert_id');
  -- Somebody was quicker: it is answered, and by whom stays on record.
  if v_alert.acknowledged_at is not null then return v_alert; end if;
  if v_alert.ended_at is not null then
    raise exception using errcode = 'LN009', message = 'The alert is over', hint = 'p_alert_id';
  end if;
  if char_length(v_note) > 300 then
    raise exception using errcode = '22023', message = 'At most 300 characters', hint = 'p_note';
  end if;
  if v_alert.level = 'emergency' and v_note is null
    and not exists (select from public.doctors where id = private.current_staff_id() and active)
  then
    raise exception using errcode = '22023', message = 'Say which doctor has been told', hint = 'p_note';
  end if;
  update public.news2_alerts set
    acknowledged_at = greatest(clock_timestamp(), raised_at),
    acknowledged_by = private.current_staff_id(),
    acknowledgement = v_note
  where id = p_alert_id
  returning * into v_alert;
  perform private.settle_notifications(p_alert_id);
  return v_alert;
end;
$$;

/* Alerts of a stay nobody has acknowledged. */
create function private.open_news2_alerts(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select alert.id from public.news2_alerts alert
    where alert.admission_id = p_admission_id and alert.acknowledged_at is null and alert.ended_at is null
  );
end;
$$;
insert into private.open_work (subject, item, place, open_ids, blocking, link)
values ('admission', 'news2_alerts', 10, 'private.open_news2_alerts', true, '/admissions/{admission_id}');

/* Rules and consequences -------------------------------------------------------------------------- */

/* An alert goes with the patient: to another ward, and out of the hospital. */
create function private.tg_admissions__follow_alert()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.discharged_at is not null then
    perform private.end_alert(alert.id, 'left') from public.news2_alerts alert
    where alert.admission_id = new.id and alert.ended_at is null;
  else
    update public.news2_alerts set ward_id = new.ward_id
    where admission_id = new.id and ended_at is null and ward_id <> new.ward_id;
  end if;
  return null;
end;
$$;

create trigger news2_alerts_600_announce after insert or update on public.news2_alerts
  for each row execute function private.tg_announce('patient:{patient_id}', 'observations_changed', 'admission_id');
create trigger news2_alerts_610_announce_bed after insert or update on public.news2_alerts
  for each row execute function private.tg_bed_of__announce();

select private.expose('acknowledge_alert', '{authenticated}',
'Acknowledges an alert of a patient in the caller''s care: nobody is told again. An emergency is acknowledged by a
doctor, or with p_note (22023) by who says which doctor was told. Acknowledged already, it is given back as it
is. LN009 if it is over, PT404, 42501 without nursing.record.');
