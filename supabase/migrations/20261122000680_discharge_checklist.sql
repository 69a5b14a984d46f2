/*
 * Leaving the hospital: what has to be done before.
 *
 * What has to be done is what domains have registered as open work of an admission (private.open_work), with what
 * people merely tick. Only things that are really open, and that nobody waived, stop a discharge. What somebody
 * ticks never does: an empty checklist is no reason to keep anybody.
 */

create table public.discharge_items (
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  item         text not null, -- of private.open_work
  state        text not null
    constraint discharge_items_state_known check (state in ('done', 'waived', 'not_applicable')),
  reason       text constraint discharge_items_reason_length check (length(btrim(reason)) between 3 and 500),
  covers       uuid[] not null default '{}',
  settled_at   timestamptz not null default now(),
  settled_by   uuid references public.profiles on delete set null,
  primary key (admission_id, item),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on update cascade on delete restrict,
  constraint discharge_items_waived_for_a_reason check (state <> 'waived' or reason is not null)
);
comment on table public.discharge_items is 'What has been ticked or waived on the way out of one stay.';
comment on column public.discharge_items.covers is 'What was open when it was waived: what opens later is not covered.';
create index discharge_items_patient_id_idx on public.discharge_items (patient_id);
create index discharge_items_settled_by_idx on public.discharge_items (settled_by);

alter table public.discharge_items enable row level security;
create policy discharge_items_select_care on public.discharge_items for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or admission_id in (select private.present_admission_ids()));

grant select on public.discharge_items to authenticated;

select private.audited('public.discharge_items', 'admission_id, item');
select private.keeps('{public.discharge_items}', 'The medical record');
select private.on_merge('{public.discharge_items}', 'refuse', p_knowingly => 'move');
select private.on_erasure('{public.discharge_items}', 'record', 'delete');
select private.no_work_of_patients('{public.discharge_items}', 'Under an admission, which is work');

/* Each item of a stay, in order; see public.discharge_checklist. */
create function private.checklist_of(p_admission public.admissions)
returns table (
  item text, state text, count integer, link text, blocking boolean, reason text, settled_at timestamptz,
  settled_by uuid, place integer
)
language plpgsql stable security definer rows 10 set search_path = '' as $$
begin
  return query
  select
    asked.item,
    case
      when asked.done then 'done'
      when not asked.counted then coalesce(settled.state, 'open')
      when asked.open = '{}' then 'done'
      when settled.state = 'waived' and asked.open <@ settled.covers then 'waived'
      else 'open'
    end,
    cardinality(asked.open), private.fill_in(
      asked.link, to_jsonb(p_admission) || jsonb_build_object('admission_id', p_admission.id)
    ),
    asked.blocking, settled.reason, settled.settled_at, settled.settled_by, asked.place
  from private.open_items('admission', p_admission.id) asked
  left join public.discharge_items settled on settled.admission_id = p_admission.id and settled.item = asked.item;
end;
$$;

/*
 * The stay, for those who may deal with its end: with admissions.manage on its ward, or with the patient in
 * their care. Raises 42501 without the permission, PT404.
 */
create function private.leaving_admission(p_admission_id uuid)
returns public.admissions language plpgsql stable security definer set search_path = '' as $$
declare
  v_admission public.admissions;
begin
  perform private.require_permission('admissions.manage');
  select * into v_admission from public.admissions admission where admission.id = p_admission_id;
  if v_admission.id is null or not (
    v_admission.ward_id in (select private.current_ward_ids())
    or v_admission.patient_id in (select private.care_patient_ids())
  ) then
    raise exception using errcode = 'PT404', message = 'There is no such admission', hint = 'p_admission_id';
  end if;
  return v_admission;
end;
$$;

create function private.discharge_checklist(p_admission_id uuid)
returns table (
  item text, state text, count integer, link text, blocking boolean, reason text, settled_at timestamptz,
  settled_by_name text
)
language plpgsql stable security definer rows 10 set search_path = '' as $$
declare
  v_admission constant public.admissions := private.leaving_admission(p_admission_id);
begin
  return query
  select
    asked.item, asked.state, asked.count, asked.link, asked.blocking, asked.reason, asked.settled_at,
    profile.full_name
  from private.checklist_of(v_admission) asked
  left join public.profiles profile on profile.id = asked.settled_by
  order by asked.place;
end;
$$;

create function private.settle_discharge_item(
  p_admission_id uuid, p_item text, p_state text, p_reason text default null
)
returns text language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.leaving_admission(p_admission_id);
  v_check private.open_work;
  v_open uuid[] := '{}';
begin
  select * into v_check from private.open_work asked where asked.subject = 'admission' and asked.item = p_item;
  if not found then
    raise exception using errcode = '22023', message = 'There is no such item', hint = 'p_item';
  end if;
  -- What is counted is done by doing it; it can only be waived.
  if p_state is null or p_state not in ('open', 'done', 'waived', 'not_applicable')
    or v_check.open_ids is not null and p_state not in ('open', 'waived')
  then
    raise exception using errcode = '22023', message = 'The item cannot be settled so', hint = 'p_state';
  end if;
  if p_state = 'waived' and length(btrim(coalesce(p_reason, ''))) not between 3 and 500 then
    raise exception using errcode = '22023', message = 'Say why, in 3 to 500 letters', hint = 'p_reason';
  end if;
  perform from public.admissions where id = p_admission_id for no key update;
  -- Who left the ward meanwhile, or whose patient did, settles nothing of it any more.
  v_admission := private.leaving_admission(p_admission_id);
  if v_admission.discharged_at is not null then
    raise exception using errcode = 'LN006', message = 'This admission has ended', hint = 'p_admission_id';
  end if;

  if p_state = 'open' then
    delete from public.discharge_items settled
    where settled.admission_id = p_admission_id and settled.item = p_item;
  else
    if v_check.open_ids is not null then
      execute format('select %s($1)', v_check.open_ids) into v_open using p_admission_id;
    end if;
    insert into public.discharge_items (admission_id, patient_id, item, state, reason, covers, settled_by)
    values (
      p_admission_id, v_admission.patient_id, p_item, p_state, nullif(btrim(p_reason), ''), v_open, auth.uid()
    )
    on conflict (admission_id, item) do update set
      state = excluded.state, reason = excluded.reason, covers = excluded.covers,
      settled_at = clock_timestamp(), settled_by = excluded.settled_by;
  end if;
  return (select asked.state from private.checklist_of(v_admission) asked where asked.item = p_item);
end;
$$;

/*
 * Refuses to let a patient go while something is open that must not be and that nobody waived: LN025, with
 * the first such item as the hint. Who has died or leaves against advice is not held back by a form.
 */
create function private.before_discharge(p_admission_id uuid, p_disposition text)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_item text;
begin
  if p_disposition in ('deceased', 'left_against_advice') then return; end if;
  select asked.item into v_item
  from public.admissions admission
  cross join lateral private.checklist_of(admission) asked
  where admission.id = p_admission_id and asked.blocking and asked.state = 'open'
  order by asked.place
  limit 1;
  if v_item is not null then
    raise exception using errcode = 'LN025', message = 'Something is open before the patient can leave',
      hint = v_item;
  end if;
end;
$$;

-- What somebody ticks.
insert into private.open_work (subject, item, place) values
  ('admission', 'patient_informed', 70), ('admission', 'medicines_explained', 80), ('admission', 'transport', 90),
  ('admission', 'valuables', 100);

create trigger discharge_items_600_announce after insert or update or delete on public.discharge_items
  for each row execute function private.tg_announce('patient:{patient_id}', 'discharge_changed');

select private.expose('discharge_checklist', '{authenticated}',
'What has to be done before a patient leaves: open, done, waived or not_applicable; `count` is how many
things are open, `blocking` whether they stop the discharge until they are done or waived. For those with
admissions.manage on the ward or with the patient in their care: 42501, PT404.');
select private.expose('settle_discharge_item', '{authenticated}',
'Ticks an item (done, not_applicable), waives it (p_reason in 3 to 500 letters) or opens it again, and gives
back its state. What is counted, such as tasks, is done by doing it and can only be waived; what opens
afterwards is not waived with it. Raises LN006 the stay has ended, 22023, PT404, 42501.');
