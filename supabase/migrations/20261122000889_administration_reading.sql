/*
 * Looking at what is due and what was given: of a ward for a round, of a patient for a day, for the board; and telling what
 * was missed. Each asks once whom the caller looks after.
 */

create function private.medicine_round(p_ward_id uuid, p_from timestamptz, p_until timestamptz)
returns table (
  admission_id uuid, patient_id uuid, patient_name text, patient_mrn text, patient_birth_date date, room_name text, bed_label text,
  allergies integer, allergies_denied boolean, nurse_name text, as_needed integer, doses jsonb
)
language plpgsql stable security definer rows 40 set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_ids uuid[];
begin
  -- Every day of it costs: a ward's round is of a day, seen at most with those around it.
  if (isfinite(p_from) and isfinite(p_until) and p_until - p_from <= interval '3 days') is not true then
    raise exception using errcode = '22023', message = 'Of three days at most', hint = 'p_until';
  end if;
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then return; end if;
  v_ids := array(
    select admission.id from public.admissions admission
    where admission.ward_id = p_ward_id and admission.discharged_at is null and admission.patient_id in (select private.care_patient_ids())
  );
  return query
    with listed as materialized (
      select due.* from private.doses_of(v_ids, least(p_from, now() - interval '24 hours'), p_until) due
      where due.due_at >= p_from or due.outcome is null and due.due_at > now() - interval '24 hours'
    ), told as (
      select listed.admission_id as id, jsonb_agg(jsonb_build_object(
        'prescription_id', listed.prescription_id, 'day', listed.dose_day, 'no', listed.dose_no, 'due_at', listed.due_at, 'dose', listed.dose,
        'unit', listed.unit, 'late_at', listed.due_at + make_interval(mins => listed.late_minutes),
        'missed_at', listed.due_at + make_interval(mins => listed.missed_minutes),
        'medicine', prescribed.medicine, 'medicine_es', prescribed.medicine_es, 'route', prescribed.route, 'outcome', listed.outcome
      ) order by listed.due_at, prescribed.medicine, listed.prescription_id) as doses
      from listed join public.prescriptions prescribed on prescribed.id = listed.prescription_id
      group by listed.admission_id
    )
    select admission.id, patient.id, patient.full_name, patient.mrn, patient.birth_date, room.name, bed.label,
      (select count(*)::integer from public.allergies allergy where allergy.patient_id = patient.id and allergy.status = 'active'),
      exists (select from public.allergy_denials denial where denial.patient_id = patient.id and denial.ended_at is null),
      nurse.full_name,
      (
        select count(*)::integer from public.ward_orders ordered join public.prescriptions prescribed on prescribed.id = ordered.prescription_id
        where ordered.admission_id = admission.id and ordered.ended_at is null and prescribed.status = 'active' and prescribed.as_needed
      ),
      coalesce(told.doses, '[]')
    from public.admissions admission
    join public.patients patient on patient.id = admission.patient_id
    left join told on told.id = admission.id
    left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
    left join public.beds bed on bed.id = stay.bed_id
    left join public.ward_rooms room on room.id = bed.room_id
    left join public.staff nurse on nurse.id = private.nurse_of(admission.id)
    where admission.id = any (v_ids)
    order by room.position nulls last, room.name, bed.position, bed.label, admission.admitted_at;
end
$$;

/* What runs for a stay, what is due on a day of the hospital's, and what was written of that day. */
create function private.stay_medicines(p_admission_id uuid, p_day date default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
  v_day constant date := coalesce(p_day, private.hospital_day());
  v_from constant timestamptz := v_day::timestamp at time zone c_zone;
  -- The last round of a day may be at its end.
  v_until constant timestamptz := (v_day + 1)::timestamp at time zone c_zone + interval '1 second';
  v_admission public.admissions;
begin
  select * into v_admission from public.admissions where id = p_admission_id and private.may_read_stay(id, patient_id);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  elsif v_day not between date '2000-01-01' and private.hospital_day() + 366 then
    raise exception using errcode = '22023', message = 'A day of the stay', hint = 'p_day';
  end if;
  return jsonb_build_object(
    'day', v_day,
    'rounds', (select to_jsonb(rounds) from public.medicine_rounds rounds where rounds.ward_id = v_admission.ward_id),
    'orders', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', prescribed.id, 'medicine_id', prescribed.medicine_id, 'medicine', prescribed.medicine, 'medicine_es', prescribed.medicine_es, 'medicine_unit', prescribed.medicine_unit,
        'route', prescribed.route, 'steps', prescribed.steps, 'as_needed', prescribed.as_needed, 'as_needed_for', prescribed.as_needed_for,
        'max_per_day', prescribed.max_per_day, 'timing', prescribed.timing, 'instructions', prescribed.instructions, 'indication', prescribed.indication,
        'starts_on', prescribed.starts_on, 'ends_on', prescribed.ends_on, 'status', prescribed.status, 'version', prescribed.version,
        'staff_name', prescribed.staff_name, 'override_reason', prescribed.override_reason, 'two_people', medicine.two_people,
        'given_here', ordered.prescription_id is not null and ordered.ended_at is null and ordered.admission_id = v_admission.id,
        'check', (
          select jsonb_build_object('result', checked.result, 'findings', checked.findings, 'override_reason', checked.override_reason, 'at', checked.checked_at)
          from public.prescription_checks checked where checked.prescription_id = prescribed.id order by checked.checked_at desc limit 1
        ),
        'overrides', (
          select coalesce(jsonb_agg(distinct answered.override_reason), '[]') from public.prescription_checks answered
          where answered.prescription_id = prescribed.id and answered.override_reason is not null
        ),
        'packs', (select coalesce(jsonb_agg(pack.gtin order by pack.gtin), '[]') from public.medicine_packs pack where pack.medicine_id = medicine.id),
        'again_at', case when prescribed.as_needed then private.needed_again(prescribed) end,
        'last_id', case when prescribed.as_needed then (
          select done.id from public.administrations done where done.prescription_id = prescribed.id and done.voided_at is null
          order by done.recorded_at desc, done.id desc limit 1
        ) end,
        'last_at', (
          select max(done.given_at) from public.administrations done
          where done.prescription_id = prescribed.id and done.voided_at is null and done.outcome = 'given'
        )
      ) order by prescribed.as_needed, lower(prescribed.medicine), prescribed.id)
      from public.prescriptions prescribed
      join public.medicines medicine on medicine.id = prescribed.medicine_id
      left join public.ward_orders ordered on ordered.prescription_id = prescribed.id
      where prescribed.patient_id = v_admission.patient_id and prescribed.status = 'active'
    ), '[]'),
    'doses', coalesce((
      select jsonb_agg(jsonb_build_object(
        'prescription_id', due.prescription_id, 'day', due.dose_day, 'no', due.dose_no, 'due_at', due.due_at, 'dose', due.dose, 'unit', due.unit,
        'late_at', due.due_at + make_interval(mins => due.late_minutes), 'missed_at', due.due_at + make_interval(mins => due.missed_minutes),
        'outcome', due.outcome
      ) order by due.due_at, due.prescription_id)
      from private.doses_of(array[v_admission.id], least(v_from, case when p_day is null then now() - interval '24 hours' end), v_until) due
      where due.due_at >= v_from or due.outcome is null
    ), '[]'),
    'done', coalesce((
      select jsonb_agg(to_jsonb(done) - '{patient_id,admission_id,ward_id,check_id}'::text[] || jsonb_build_object(
        'medicine', prescribed.medicine, 'medicine_es', prescribed.medicine_es, 'route', prescribed.route, 'as_needed', prescribed.as_needed,
        'effect_name', noted.full_name, 'voided_name', voider.full_name
      ) order by done.given_at desc, done.id)
      from public.administrations done
      join public.prescriptions prescribed on prescribed.id = done.prescription_id
      left join public.staff noted on noted.id = done.effect_by
      left join public.staff voider on voider.id = done.voided_by
      where done.admission_id = v_admission.id and coalesce(done.due_at, done.given_at) >= v_from and coalesce(done.due_at, done.given_at) < v_until
    ), '[]'),
    'missed', coalesce((
      select jsonb_agg(jsonb_build_object('medicine', prescribed.medicine, 'medicine_es', prescribed.medicine_es, 'due_at', missed.due_at) order by missed.due_at)
      from public.missed_doses missed join public.prescriptions prescribed on prescribed.id = missed.prescription_id
      where missed.admission_id = v_admission.id and missed.due_at >= v_from and missed.due_at < v_until and not exists (
        select from public.administrations done where done.prescription_id = missed.prescription_id and done.dose_day = missed.dose_day
          and done.dose_no = missed.dose_no and done.voided_at is null
      )
    ), '[]')
  );
end
$$;

/* For the board: when what is open of each stay becomes late, and when missed. Times, so that a screen that stays open knows. */
create function private.ward_dose_marks(p_ward_id uuid)
returns table (admission_id uuid, late_at timestamptz[], missed_at timestamptz[])
language plpgsql stable security definer rows 40 set search_path = ''
as $$
begin
  if p_ward_id is null or p_ward_id not in (select private.care_ward_ids()) then return; end if;
  return query
    select due.admission_id, array_agg(due.due_at + make_interval(mins => due.late_minutes) order by due.due_at),
      array_agg(due.due_at + make_interval(mins => due.missed_minutes) order by due.due_at)
    from private.doses_of(
      array(
        select admission.id from public.admissions admission
        where admission.ward_id = p_ward_id and admission.discharged_at is null and admission.patient_id in (select private.care_patient_ids())
      ), now() - interval '24 hours', now() + interval '4 hours'
    ) due
    where due.outcome is null
    group by due.admission_id;
end
$$;

/* Who may sign as the second person beside the caller, on the ward of a stay. */
create function private.giving_witnesses(p_admission_id uuid) returns table (staff_id uuid, staff_name text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  perform private.require_permission('medicines.give');
  return query
    select colleague.id, colleague.full_name
    from public.admissions admission
    join public.staff_wards works on works.ward_id = admission.ward_id
    join public.staff colleague on colleague.id = works.staff_id and colleague.active
    where admission.id = p_admission_id and private.may_read_stay(admission.id, admission.patient_id)
      and colleague.id is distinct from private.current_staff_id() and private.person_may(colleague.user_id, 'medicines.give')
    order by colleague.full_name, colleague.id;
end
$$;

/* How much of what a ward gives is scanned, and why not. */
create function private.scan_figures(p_ward_id uuid, p_days integer default 30)
returns table (given bigint, patients_scanned bigint, packs_scanned bigint, late bigint, not_given bigint, missed bigint, reasons jsonb)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
declare
  v_since constant timestamptz := now() - make_interval(days => least(greatest(coalesce(p_days, 30), 1), 366));
begin
  perform private.require_permission('reports.wards');
  if p_ward_id is null or p_ward_id not in (select private.current_ward_ids()) then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
  return query
    select count(*) filter (where done.outcome = 'given'), count(*) filter (where done.patient_scanned), count(*) filter (where done.pack_scanned),
      count(*) filter (where done.late), count(*) filter (where done.outcome <> 'given'),
      (select count(*) from public.missed_doses missed where missed.ward_id = p_ward_id and missed.due_at >= v_since),
      coalesce((
        select jsonb_agg(jsonb_build_object('reason', said.reason, 'count', said.times) order by said.times desc, said.reason) from (
          select btrim(skipped.unscanned_reason) as reason, count(*) as times from public.administrations skipped
          where skipped.ward_id = p_ward_id and skipped.given_at >= v_since and skipped.voided_at is null and skipped.unscanned_reason is not null
          group by 1 order by 2 desc, 1 limit 10
        ) said
      ), '[]')
    from public.administrations done
    where done.ward_id = p_ward_id and done.given_at >= v_since and done.voided_at is null;
end
$$;

/* Missed doses --------------------------------------------------------------------------------------- */

/* Writes down what nobody has said anything of in time, and tells the patient's nurse once; the ward's where nobody has the patient. */
create function private.tell_missed(p_admission_id text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_admission public.admissions;
  v_missed jsonb;
begin
  select * into v_admission from public.admissions where id = p_admission_id::uuid for share;
  with noted as (
    insert into public.missed_doses (prescription_id, dose_day, dose_no, patient_id, admission_id, ward_id, due_at)
    select due.prescription_id, due.dose_day, due.dose_no, due.patient_id, due.admission_id, due.ward_id, due.due_at
    from private.doses_of(array[v_admission.id], now() - interval '24 hours', now()) due
    where due.outcome is null and due.due_at + make_interval(mins => due.missed_minutes) <= now()
    on conflict do nothing
    returning prescription_id, due_at
  )
  select jsonb_build_object('medicine', string_agg(distinct prescribed.medicine, ', '), 'medicine_es', string_agg(distinct prescribed.medicine_es, ', '),
    'count', count(*)::text, 'due_at', min(noted.due_at)
  ) into v_missed
  from noted join public.prescriptions prescribed on prescribed.id = noted.prescription_id
  having count(*) > 0;
  if v_missed is null then return; end if;
  perform private.notify_user(
    told.user_id, 'dose_missed',
    v_missed || jsonb_build_object('patient_name', (select full_name from public.patients where id = v_admission.patient_id)),
    '/admissions/' || v_admission.id || '/medicines', 'dose_missed:' || v_admission.id, 'warning'
  )
  from (
    select staff.user_id from public.staff where staff.id = private.nurse_of(v_admission.id)
    union
    select staff.user_id from public.staff_wards worked join public.staff on staff.id = worked.staff_id and staff.active
    where worked.ward_id = v_admission.ward_id and private.nurse_of(v_admission.id) is null and staff.position in ('nurse', 'ward_manager')
      and private.person_may(staff.user_id, 'medicines.give')
  ) told
  where told.user_id is not null;
end
$$;
create function private.tell_missed_doses() returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  return private.run_each('missed_doses', $items$
    select distinct due.admission_id
    from private.doses_of(
      array(
        select distinct ordered.admission_id from public.ward_orders ordered
        join public.admissions admission on admission.id = ordered.admission_id and admission.discharged_at is null
        where ordered.ended_at is null
      ), now() - interval '24 hours', now()
    ) due
    where due.outcome is null and due.due_at + make_interval(mins => due.missed_minutes) <= now() and not exists (
      select from public.missed_doses known
      where known.prescription_id = due.prescription_id and known.dose_day = due.dose_day and known.dose_no = due.dose_no
    )
  $items$, 'private.tell_missed');
end
$$;
select private.schedule('missed_doses', '*/5 * * * *', 'private.tell_missed_doses', 'Doses nobody has given in time are told to the patient''s nurse');

/* Missed doses in the inbox of the patient's nurse, or the ward's: until somebody says what became of them, or the day is over. */
create function private.inbox_missed_doses(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select prescribed.id, missed.patient_id, min(missed.told_at), true, bool_and(private.nurse_of(missed.admission_id) is null),
      jsonb_build_object('medicine', prescribed.medicine, 'medicine_es', prescribed.medicine_es, 'due_at', min(missed.due_at)),
      '/admissions/' || missed.admission_id || '/medicines'
    from public.missed_doses missed
    join public.prescriptions prescribed on prescribed.id = missed.prescription_id and prescribed.status = 'active'
    join public.admissions admission on admission.id = missed.admission_id and admission.discharged_at is null
    where missed.due_at > now() - interval '24 hours' and not exists (
      select from public.administrations done where done.prescription_id = missed.prescription_id and done.dose_day = missed.dose_day
        and done.dose_no = missed.dose_no and done.voided_at is null
    ) and coalesce(private.nurse_of(missed.admission_id) = p_staff_id, exists (
      select from public.staff_wards worked join public.staff on staff.id = worked.staff_id and staff.position in ('nurse', 'ward_manager')
      where worked.ward_id = admission.ward_id and worked.staff_id = p_staff_id
    ))
    group by prescribed.id, missed.patient_id, missed.admission_id;
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('missed_dose', 5, 'medicines.give', 'private.inbox_missed_doses', false);
create trigger missed_doses_620_announce_inbox after insert on public.missed_doses
  for each row execute function private.tg_announce_inbox('', 'team');
create trigger administrations_620_announce_inbox after insert or update of voided_at on public.administrations
  for each row execute function private.tg_announce_inbox('', 'team');

/* The patient's history: an entry a day on which something was given or not, at the last time of it. As observations. */
create function private.timeline_administrations(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
) returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language plpgsql stable security definer rows 30 set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
  v_last record;
  v_before timestamptz := p_before;
  v_day timestamptz;
begin
  for n in 1 .. p_limit loop
    loop
      select done.given_at, done.id, done.staff_id into v_last from public.administrations done
      where done.patient_id = p_patient_id and done.voided_at is null and done.given_at <= v_before and (p_person is null or done.staff_id = p_person)
      order by done.given_at desc, done.id desc limit 1;
      if not found then return; end if;
      v_day := date_trunc('day', v_last.given_at, c_zone);
      -- A day that began on the page before is told there, at the last time of it.
      exit when (v_last.given_at, v_last.id) < (p_before, p_before_id) and not exists (
        select from public.administrations later
        where later.patient_id = p_patient_id and later.voided_at is null and (later.given_at, later.id) > (v_last.given_at, v_last.id)
          and later.given_at < date_trunc('day', v_day + interval '30 hours', c_zone) and (p_person is null or later.staff_id = p_person)
      );
      v_before := v_day - interval '1 microsecond';
    end loop;
    return query
      select v_last.given_at, v_last.id, v_last.staff_id, jsonb_build_object(
        'given', count(*) filter (where done.outcome = 'given'), 'not_given', count(*) filter (where done.outcome <> 'given'),
        'stay', min(done.admission_id::text)
      )
      from public.administrations done
      where done.patient_id = p_patient_id and done.voided_at is null and done.given_at >= v_day and done.given_at <= v_last.given_at
        and (p_person is null or done.staff_id = p_person);
    v_before := v_day - interval '1 microsecond';
  end loop;
end
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('administrations', 'private.timeline_administrations', false);

/* What was given to the caller, or whom they look after on the portal, to take along: facts, and no words of the staff's. */
create function private.doses_taken(p_patient_id uuid)
returns table (
  id uuid, prescription_id uuid, given_at timestamptz, outcome text, dose numeric, unit text, reason_kind text, staff_name text, medicine text,
  medicine_es text, route text
)
language plpgsql stable security definer rows 200 set search_path = ''
as $$
begin
  if (p_patient_id in (select private.current_patient_ids())) is not true then return; end if;
  return query
    select done.id, done.prescription_id, done.given_at, done.outcome, done.dose, done.unit, done.reason_kind, done.staff_name, prescribed.medicine,
      prescribed.medicine_es, prescribed.route
    from public.administrations done join public.prescriptions prescribed on prescribed.id = done.prescription_id
    where done.patient_id = p_patient_id and done.voided_at is null;
end
$$;

select private.expose('doses_taken', '{authenticated}',
'What of the caller''s own record, or one they look after on the portal, was given in the hospital or not; for anybody else nothing.');
select private.expose('medicine_round', '{authenticated}',
'Who lies on a ward, in the order of the beds, with the doses due from p_from to before p_until (three days at most, 22023) and those of the last day nobody has dealt with. Of patients in
the caller''s care; nobody''s for those who do not work there.');
select private.expose('stay_medicines', '{authenticated}',
'Of a stay {day, rounds, orders, doses, done, missed}: what runs, with its check and whether it is given here; the doses of p_day (today, and what is open of
the day before); what was written of that day. For those who may read the stay; PT404 for everybody else.');
select private.expose('ward_dose_marks', '{authenticated}',
'Of each stay on a ward when its open doses become late and when missed, the last day''s and the next four hours''. Nobody''s for those who do not work there.');
select private.expose('giving_witnesses', '{authenticated}',
'Who may sign as the second person on the ward of a stay the caller may read. Needs medicines.give (42501).');
select private.expose('scan_figures', '{authenticated}',
'Of the last p_days (30, up to 366) of a ward: how many doses were given, how many wristbands and packs scanned, how many late, not given and missed, and the
reasons for not scanning. Needs reports.wards (42501). Raises PT404.');
