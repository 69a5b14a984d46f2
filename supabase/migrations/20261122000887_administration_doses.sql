/*
 * What is given on a ward, and what became of each dose of it.
 *
 * A prescription that is signed during a stay is given on the ward from then on, unless a prescriber says that it is for home;
 * one from before the stay is where a prescriber continues it at admission, or says that it goes on here. Its order (ward_orders) says which dose is
 * the first that is owed. Ended are its doses by the prescription, the order or the stay, whichever ends first: nothing has to
 * be cleared away, and a discharge that is taken back brings them back.
 *
 * One dose has one outcome: the unique index says so, whatever writes. What was entered in error is struck out, and the dose
 * is open again.
 *
 * Locks: the admission (shared), the prescription (shared, so that who stops it waits or is found), then the order.
 */
create table public.ward_orders (
  prescription_id uuid primary key,
  patient_id      uuid not null,
  admission_id    uuid not null,
  first_day       date not null,
  first_no        integer not null,
  anchor          timestamptz not null,
  at_once_at      timestamptz,
  ended_at        timestamptz,
  set_by          uuid references public.staff on delete set null default private.current_staff_id(),
  version         integer not null default 1,
  foreign key (prescription_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict deferrable,
  constraint ward_orders_patient_id_fkey foreign key (patient_id) references public.patients on delete restrict
);
comment on table public.ward_orders is 'Prescriptions that are given on a ward, from which dose on; ended_at: not, or not any more.';
comment on column public.ward_orders.first_no is 'The first dose of its schedule that is owed is this one of first_day; none before it is.';
comment on column public.ward_orders.anchor is 'From when hours are counted of what is given every so many of them.';
comment on column public.ward_orders.at_once_at is 'One dose that is due before all others: number 0 of its day.';
create index ward_orders_patient_id_idx on public.ward_orders (patient_id);
create index ward_orders_admission_id_patient_id_idx on public.ward_orders (admission_id, patient_id);
create index ward_orders_set_by_idx on public.ward_orders (set_by);

create table public.medicine_packs (
  gtin        text primary key,
  medicine_id uuid not null references public.medicines on delete restrict,
  added_by    uuid references public.staff on delete set null default private.current_staff_id(),
  added_at    timestamptz not null default now(),
  constraint medicine_packs_gtin_form check (gtin ~ '^[0-9]{14}$')
);
comment on table public.medicine_packs is 'What is printed on a pack, as GTIN-14, and which medicine it holds.';
create index medicine_packs_medicine_id_idx on public.medicine_packs (medicine_id);
create index medicine_packs_added_by_idx on public.medicine_packs (added_by);

create table public.administrations (
  id               uuid primary key default gen_random_uuid(),
  prescription_id  uuid not null,
  patient_id       uuid not null,
  admission_id     uuid not null,
  ward_id          uuid not null references public.wards on delete restrict,
  dose_day         date,
  dose_no          integer,
  due_at           timestamptz,
  outcome          text not null,
  given_at         timestamptz not null,
  late             boolean not null default false,
  dose             numeric(12, 4),
  unit             text,
  site             text,
  reason_kind      text,
  reason           text,
  patient_scanned  boolean not null default false,
  pack_scanned     boolean not null default false,
  unscanned_reason text,
  lot              text,
  expires_on       date,
  check_id         uuid references public.prescription_checks on delete set null,
  check_reason     text,
  staff_id         uuid references public.staff on delete set null default private.current_staff_id(),
  staff_name       text not null, -- as it was
  witness_id       uuid references public.staff on delete set null,
  witness_name     text,
  recorded_at      timestamptz not null default clock_timestamp(),
  effect           text,
  effect_words     text,
  effect_at        timestamptz,
  effect_by        uuid references public.staff on delete set null,
  voided_at        timestamptz,
  voided_by        uuid references public.staff on delete set null,
  void_reason      text,
  foreign key (prescription_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict deferrable,
  constraint administrations_patient_id_fkey foreign key (patient_id) references public.patients on delete restrict,
  constraint administrations_outcome_known check (outcome in ('given', 'refused', 'held', 'missed')),
  constraint administrations_dose_wholly check (num_nonnulls(dose_day, dose_no, due_at) in (0, 3)),
  constraint administrations_amount_of_given check ((outcome = 'given') = (dose is not null) and (dose is null) = (unit is null) and dose > 0),
  constraint administrations_reasoned check (outcome = 'given' or reason_kind is not null),
  constraint administrations_reason_kind_known check (
    reason_kind in ('declined', 'asleep', 'nausea', 'nil_by_mouth', 'absent', 'no_access', 'measurements', 'doctor_asked', 'not_available', 'other')
  ),
  constraint administrations_reason_length check (char_length(btrim(reason)) between 3 and 300),
  constraint administrations_other_in_words check (reason_kind is distinct from 'other' or reason is not null),
  constraint administrations_site_known check (
    site in ('arm_left', 'arm_right', 'thigh_left', 'thigh_right', 'buttock_left', 'buttock_right', 'abdomen', 'chest', 'back',
      'eye_left', 'eye_right', 'eyes', 'ear_left', 'ear_right', 'ears', 'line')
  ),
  constraint administrations_unscanned_reasoned check (
    outcome <> 'given' or patient_scanned and pack_scanned or char_length(btrim(unscanned_reason)) between 3 and 300
  ),
  constraint administrations_lot_length check (char_length(lot) between 1 and 20),
  constraint administrations_check_reason_length check (char_length(btrim(check_reason)) between 3 and 300),
  constraint administrations_witness_another check (witness_id <> staff_id),
  constraint administrations_effect_known check (effect in ('helped', 'partly', 'none', 'worse')),
  constraint administrations_effect_wholly check ((effect is null) = (effect_at is null)),
  constraint administrations_effect_words_length check (char_length(btrim(effect_words)) between 1 and 300),
  constraint administrations_voided_wholly check ((voided_at is null) = (void_reason is null)),
  constraint administrations_void_reason_length check (char_length(btrim(void_reason)) between 3 and 300)
);
comment on table public.administrations is 'What became of a dose: given, refused, held or missed, by whom and why. Not edited; struck out where it was entered in error.';
comment on column public.administrations.dose_day is 'Which dose of its schedule it was, with dose_no; null of what is given as needed.';
comment on column public.administrations.late is 'Given after what the ward calls late.';
comment on column public.administrations.reason is 'Also why another dose, or at another time, was given.';
comment on column public.administrations.unscanned_reason is 'Why the wristband or the pack was not scanned.';
comment on column public.administrations.check_reason is 'Why it was given in spite of what the check found just then.';
create unique index administrations_one_of_a_dose on public.administrations (prescription_id, dose_day, dose_no) where voided_at is null;
create index administrations_prescription_id_patient_id_given_at_idx on public.administrations (prescription_id, patient_id, given_at desc);
create index administrations_admission_id_patient_id_given_at_idx on public.administrations (admission_id, patient_id, given_at desc);
create index administrations_patient_id_given_at_idx on public.administrations (patient_id, given_at desc, id desc);
create index administrations_ward_id_given_at_idx on public.administrations (ward_id, given_at);
create index administrations_check_id_idx on public.administrations (check_id);
create index administrations_staff_id_idx on public.administrations (staff_id);
create index administrations_witness_id_idx on public.administrations (witness_id);
create index administrations_effect_by_idx on public.administrations (effect_by);
create index administrations_voided_by_idx on public.administrations (voided_by);

create table public.missed_doses (
  prescription_id uuid not null,
  dose_day        date not null,
  dose_no         integer not null,
  patient_id      uuid not null,
  admission_id    uuid not null,
  ward_id         uuid not null references public.wards on delete restrict,
  due_at          timestamptz not null,
  told_at         timestamptz not null default clock_timestamp(),
  primary key (prescription_id, dose_day, dose_no),
  foreign key (prescription_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict deferrable,
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict deferrable,
  constraint missed_doses_patient_id_fkey foreign key (patient_id) references public.patients on delete restrict
);
comment on table public.missed_doses is 'Doses of which nothing had been said when they were missed, and that it was told. What became of them afterwards is an administration.';
create index missed_doses_patient_id_idx on public.missed_doses (patient_id);
create index missed_doses_admission_id_patient_id_due_at_idx on public.missed_doses (admission_id, patient_id, due_at desc);
create index missed_doses_ward_id_idx on public.missed_doses (ward_id);
create index missed_doses_prescription_id_patient_id_idx on public.missed_doses (prescription_id, patient_id);

alter table public.ward_orders enable row level security;
alter table public.medicine_packs enable row level security;
alter table public.administrations enable row level security;
alter table public.missed_doses enable row level security;
create policy ward_orders_select_carers on public.ward_orders for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
create policy medicine_packs_select_staff on public.medicine_packs for select to authenticated using ((select private.is_staff()));
create policy administrations_select_carers on public.administrations for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
create policy missed_doses_select_carers on public.missed_doses for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));
grant select on public.ward_orders, public.medicine_packs, public.administrations, public.missed_doses to authenticated;

select private.define_permission('medicines.give', 'Give medicines to in-patients in one''s care, and say what was not given', '{doctor,nurse,ward_manager}');
select private.audited('public.ward_orders', 'prescription_id');
select private.audited('public.medicine_packs', 'gtin');
select private.audited('public.administrations');
select private.audited('public.missed_doses', 'prescription_id, dose_day, dose_no');
select private.keeps('{public.ward_orders,public.administrations,public.missed_doses}', 'The medical record');
select private.keeps('{public.medicine_packs}', 'What a pack held is known for as long as it is asked for');
select private.on_merge('{public.ward_orders,public.administrations,public.missed_doses}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.ward_orders,public.administrations,public.missed_doses}', 'record', 'delete');
select private.no_work_of_patients('{public.ward_orders,public.administrations,public.missed_doses}', 'Under an admission, which is work');

create trigger ward_orders_600_announce after insert or update on public.ward_orders
  for each row execute function private.tg_announce('patient:{patient_id}', 'doses_changed');
create trigger ward_orders_610_announce_bed after insert or update on public.ward_orders
  for each row execute function private.tg_bed_of__announce();
create trigger administrations_600_announce after insert or update on public.administrations
  for each row execute function private.tg_announce('patient:{patient_id}', 'doses_changed');
create trigger administrations_610_announce_bed after insert or update on public.administrations
  for each row execute function private.tg_bed_of__announce();
create trigger missed_doses_610_announce_bed after insert on public.missed_doses
  for each row execute function private.tg_bed_of__announce();

/* What was written of a dose stays as it is: later come its effect, and that it was entered in error. Each once. */
create function private.tg_administrations__kept() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  c_later constant text[] := '{effect,effect_words,effect_at,effect_by,voided_at,voided_by,void_reason,patient_id,staff_id,witness_id,check_id}';
begin
  if to_jsonb(new) - c_later <> to_jsonb(old) - c_later
    or old.effect is not null and (new.effect, new.effect_words, new.effect_at) is distinct from (old.effect, old.effect_words, old.effect_at)
    or old.voided_at is not null and (new.voided_at, new.void_reason) is distinct from (old.voided_at, old.void_reason)
  then
    raise exception using errcode = 'LN052', message = 'What was written of a dose is not edited';
  end if;
  return new;
end
$$;
create trigger administrations_110_kept before update on public.administrations
  for each row execute function private.tg_administrations__kept();

/* Orders ------------------------------------------------------------------------------------------ */

/*
 * Sets an order going for a stay, from p_after on: what is the first dose. One at once (p_at_once) where a prescriber wants
 * it, and where otherwise none would come within a day, or none of the first step: what is prescribed after the round is
 * not put off by a week.
 */
create function private.start_ward_order(p_prescription public.prescriptions, p_admission public.admissions, p_after timestamptz, p_at_once boolean default false)
returns void
language plpgsql security definer set search_path = ''
as $$
declare
  c_zone constant text := private.hospital_time_zone();
  v_plan constant jsonb := (select plan from public.medicine_rounds where ward_id = p_admission.ward_id);
  v_step constant jsonb := p_prescription.steps -> 0;
  v_begins constant timestamptz := p_prescription.starts_on::timestamp at time zone c_zone;
  v_after constant timestamptz := greatest(p_after, v_begins);
  v_from timestamptz := v_after;
  v_anchor timestamptz := (p_prescription.starts_on + (v_plan -> '1' ->> 0)::time) at time zone c_zone;
  v_at_once timestamptz;
  v_day date;
  v_no integer;
  v_step_no integer;
  v_due_at timestamptz;
begin
  if not p_prescription.as_needed then
    -- Hours that do not make a day are counted from now.
    if v_step ->> 'period_unit' = 'h' and v_after > v_begins then
      declare v_minutes constant numeric := extract(epoch from private.step_interval(v_step)) / 60;
      begin
        if v_minutes % 1440 <> 0 and (v_minutes < 240 or 1440 % v_minutes <> 0) then v_anchor := date_trunc('minute', v_after); end if;
      end;
    end if;
    for i in 1 .. 2 loop
      -- Nothing is given by a ward less often than in this time.
      select dose_day, dose_no, step, due_at into v_day, v_no, v_step_no, v_due_at from private.scheduled_doses(
        p_prescription.steps, p_prescription.starts_on, p_prescription.ends_on, p_prescription.timing, v_plan, v_anchor, c_zone,
        v_from, v_from + interval '100 days'
      ) order by due_at limit 1;
      exit when i = 2 or not (p_at_once or v_day is null or v_step_no > 1 or v_due_at > v_after + interval '24 hours');
      v_at_once := v_after;
      v_from := v_after + private.step_interval(v_step) / 2;
    end loop;
  end if;
  insert into public.ward_orders as set_before (prescription_id, patient_id, admission_id, first_day, first_no, anchor, at_once_at)
  values (
    p_prescription.id, p_prescription.patient_id, p_admission.id, coalesce(v_day, 'infinity'), coalesce(v_no, 1), v_anchor, v_at_once
  )
  on conflict (prescription_id) do update set
    admission_id = excluded.admission_id, first_day = excluded.first_day, first_no = excluded.first_no, anchor = excluded.anchor,
    at_once_at = excluded.at_once_at, ended_at = null, set_by = private.current_staff_id(), version = set_before.version + 1;
end
$$;

/*
 * Signed during a stay, it is given there. What takes the place of another goes on where that one stood: from the first dose
 * of it that is open and not missed yet, or after the last that was dealt with, so that none is given twice or lost.
 */
create function private.tg_prescriptions__ward_order() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_admission public.admissions;
  v_before public.ward_orders;
  v_open timestamptz;
  v_done timestamptz;
begin
  select * into v_admission from public.admissions where id = new.admission_id and discharged_at is null;
  if not found then return null; end if;
  if new.replaces_id is not null then
    select * into v_before from public.ward_orders where prescription_id = new.replaces_id for update;
    -- What was for home stays that.
    if v_before.ended_at is not null then return null; end if;
    if v_before.prescription_id is not null then
      select min(doses.due_at) filter (where doses.outcome is null and doses.due_at > now() - make_interval(mins => doses.missed_minutes)),
        max(doses.due_at) filter (where doses.outcome is not null)
      into v_open, v_done
      from private.doses_of(array[v_admission.id], now() - interval '24 hours', now() + interval '24 hours', array[new.replaces_id]) doses
      where doses.due_at < now() or doses.outcome is not null;
      if v_done > v_open then v_open := null; end if;
    end if;
  end if;
  perform private.start_ward_order(new, v_admission, coalesce(v_open, greatest(new.signed_at, v_done + interval '1 microsecond')));
  return null;
end
$$;

/*
 * Doses of stays that are due in a time, with what became of them: of running orders, or of p_orders whatever has become of
 * them. As of the ward the patient is on.
 */
create function private.doses_of(p_admission_ids uuid[], p_from timestamptz, p_until timestamptz, p_orders uuid[] default null)
returns table (
  prescription_id uuid, admission_id uuid, patient_id uuid, ward_id uuid, dose_day date, dose_no integer, due_at timestamptz, dose numeric, unit text,
  step integer, late_minutes integer, missed_minutes integer, administration_id uuid, outcome text
)
language plpgsql stable security definer rows 200 set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  c_zone constant text := private.hospital_time_zone();
begin
  return query
    select prescribed.id, admission.id, admission.patient_id, admission.ward_id, scheduled.dose_day, scheduled.dose_no,
      coalesce(done.due_at, scheduled.due_at), scheduled.dose, scheduled.unit, scheduled.step, rounds.late_minutes::integer, rounds.missed_minutes::integer,
      done.id, done.outcome
    from public.admissions admission
    join public.medicine_rounds rounds on rounds.ward_id = admission.ward_id
    join public.ward_orders ordered on ordered.admission_id = admission.id
    join public.prescriptions prescribed on prescribed.id = ordered.prescription_id and not prescribed.as_needed
    cross join lateral (
      select regular.* from private.scheduled_doses(
        prescribed.steps, prescribed.starts_on, prescribed.ends_on, prescribed.timing, rounds.plan, ordered.anchor, c_zone, p_from, p_until
      ) regular
      where (regular.dose_day, regular.dose_no) >= (ordered.first_day, ordered.first_no)
      union all
      select (ordered.at_once_at at time zone c_zone)::date, 0, ordered.at_once_at, (prescribed.steps -> 0 ->> 'dose')::numeric,
        prescribed.steps -> 0 ->> 'unit', 1
      where ordered.at_once_at >= p_from and ordered.at_once_at < p_until
    ) scheduled
    left join public.administrations done on done.prescription_id = prescribed.id and done.dose_day = scheduled.dose_day
      and done.dose_no = scheduled.dose_no and done.voided_at is null
    where admission.id = any (p_admission_ids) and case
      when p_orders is null then prescribed.status = 'active' and ordered.ended_at is null and admission.discharged_at is null
      else prescribed.id = any (p_orders)
    end;
end
$$;

create trigger prescriptions_400_ward_order_first after insert on public.prescriptions
  for each row when (new.status = 'active' and new.admission_id is not null) execute function private.tg_prescriptions__ward_order();
create trigger prescriptions_400_ward_order after update of status on public.prescriptions
  for each row when (new.status = 'active' and old.status = 'draft' and new.admission_id is not null)
  execute function private.tg_prescriptions__ward_order();

/* What is continued when somebody comes, or changes wards, is given there, wherever it was prescribed; what was for home stays that. */
create function private.tg_reconciliation_lines__ward_order() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_admission public.admissions;
begin
  select admission.* into v_admission from public.reconciliations reconciled
  join public.admissions admission on admission.id = reconciled.admission_id and admission.discharged_at is null
  where reconciled.id = new.reconciliation_id and reconciled.occasion in ('admission', 'transfer')
    and not exists (select from public.ward_orders where prescription_id = new.prescription_id and admission_id = reconciled.admission_id);
  if found then
    perform private.start_ward_order(prescribed, v_admission, now()) from public.prescriptions prescribed
    where prescribed.id = new.prescription_id and prescribed.status = 'active';
  end if;
  return null;
end
$$;
create trigger reconciliation_lines_400_ward_order after insert on public.reconciliation_lines
  for each row when (new.decision = 'continue' and new.prescription_id is not null) execute function private.tg_reconciliation_lines__ward_order();

/* A prescriber says whether something is given on the ward, and whether a dose is wanted at once. */
create function private.set_ward_order(p_prescription_id uuid, p_given_here boolean, p_at_once boolean default false) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
  v_admission public.admissions;
  v_order public.ward_orders;
begin
  perform private.require_permission('prescriptions.write');
  select admission.* into v_admission from public.prescriptions prescribed
  join public.admissions admission on admission.patient_id = prescribed.patient_id and admission.discharged_at is null
  where prescribed.id = p_prescription_id for share of admission;
  v_prescription := private.held_prescription(p_prescription_id);
  if v_prescription.status <> 'active' then
    raise exception using errcode = 'LN050', message = 'This prescription does not run', hint = v_prescription.status;
  end if;
  if v_admission.id is null or v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This patient does not lie here', hint = 'p_prescription_id';
  end if;
  select * into v_order from public.ward_orders where prescription_id = p_prescription_id for update;
  if not coalesce(p_given_here, false) then
    update public.ward_orders set ended_at = clock_timestamp(), set_by = private.current_staff_id(), version = version + 1
    where prescription_id = p_prescription_id and ended_at is null;
  elsif v_order.prescription_id is null or v_order.ended_at is not null or v_order.admission_id <> v_admission.id then
    perform private.start_ward_order(v_prescription, v_admission, greatest(now(), (
      select max(done.due_at) + interval '1 microsecond' from public.administrations done
      where done.prescription_id = p_prescription_id and done.voided_at is null
    )), p_at_once);
  elsif p_at_once and (v_order.at_once_at is null or v_order.at_once_at < now() - interval '24 hours') then
    -- The doses of the round go on; only those too near to it do not.
    perform private.start_ward_order(v_prescription, v_admission, now(), true);
  end if;
  perform private.require_writing(v_prescription.patient_id, 'prescriptions.write', 'p_prescription_id');
end
$$;

select private.expose('set_ward_order', '{authenticated}',
'Says that a running prescription is given on the ward the patient lies on (p_given_here), with p_at_once a dose of it now, or that it is for home and not
given here. Needs prescriptions.write and the chart open. Raises 42501, PT404, LN050 it does not run, LN006 the patient does not lie here.');
