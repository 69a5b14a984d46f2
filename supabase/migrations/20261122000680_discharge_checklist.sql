/*
 * Leaving the hospital: what has to be done before.
 *
 * What has to be done is a registry. A domain that has something to say adds a row to
 * private.discharge_checks and the function the row names, in its own file; nothing here changes. Only
 * things that are really open, and that nobody waived, stop a discharge. What somebody merely ticks never
 * does: an empty checklist is no reason to keep anybody.
 */

create table private.discharge_checks (
  item     text primary key check (item ~ '^[a-z0-9_]{2,40}$'),
  position integer not null,
  -- `private.name(p_admission_id uuid) returns uuid[]`: what is open. Null: somebody ticks the item.
  open_ids text check (open_ids ~ '^private\.[a-z0-9_]+$'),
  -- `private.name(p_admission_id uuid) returns boolean`: whether an item to tick has come true by itself.
  is_done  text check (is_done ~ '^private\.[a-z0-9_]+$'),
  blocking boolean not null default false,
  -- Where it is dealt with; {admission_id}, {patient_id} and {ward_id} are filled in.
  link     text check (link ~ '^/'),
  constraint discharge_checks_blocking_counted check (not blocking or open_ids is not null)
);
comment on table private.discharge_checks is 'What is asked before a patient leaves, and who answers.';

create table public.discharge_items (
  admission_id uuid not null,
  patient_id   uuid not null references public.patients on delete restrict,
  item         text not null references private.discharge_checks on delete restrict,
  state        text not null check (state in ('done', 'waived', 'not_applicable')),
  reason       text check (length(btrim(reason)) between 3 and 500),
  covers       uuid[] not null default '{}',
  settled_at   timestamptz not null default now(),
  settled_by   uuid references public.profiles on delete set null,
  primary key (admission_id, item),
  foreign key (admission_id, patient_id) references public.admissions (id, patient_id) on delete restrict,
  constraint discharge_items_waived_for_a_reason check (state <> 'waived' or reason is not null)
);
comment on table public.discharge_items is 'What has been ticked or waived on the way out of one stay.';
comment on column public.discharge_items.covers is 'What was open when it was waived: what opens later is not covered.';
create index discharge_items_admission_id_patient_id_idx on public.discharge_items (admission_id, patient_id);
create index discharge_items_patient_id_idx on public.discharge_items (patient_id);
create index discharge_items_item_idx on public.discharge_items (item);
create index discharge_items_settled_by_idx on public.discharge_items (settled_by);

alter table public.discharge_items enable row level security;
create policy discharge_items_select_care on public.discharge_items for select to authenticated
  using (patient_id in (select private.care_patient_ids()));

grant select on public.discharge_items to authenticated, service_role;

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

/* Nursing tasks of a stay nobody has done; what only comes round again later ends with the stay. */
create function private.open_nursing_tasks(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select task.id from public.nursing_tasks task
    where task.admission_id = p_admission_id and task.status = 'open'
      and (task.every_hours is null or task.due_at <= now())
  );
end;
$$;

/* Newborns of a mother who are still in. */
create function private.newborns_still_in(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select newborn.id from public.admissions newborn
    where newborn.mother_admission_id = p_admission_id and newborn.discharged_at is null
  );
end;
$$;

/* Beds somebody still looks for; they are withdrawn when the patient leaves. */
create function private.open_bed_requests(p_admission_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select request.id from public.bed_requests request
    where request.admission_id = p_admission_id and request.status in ('open', 'reserved')
  );
end;
$$;

/* Whether somebody has asked to see the patient again since they came. */
create function private.follow_up_ordered(p_admission_id uuid)
returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.admissions admission
    join public.follow_ups follow_up using (patient_id)
    where admission.id = p_admission_id
      and follow_up.created_at >= admission.admitted_at
      and follow_up.status <> 'cancelled'
  );
$$;

/* Each item of a stay, in order; see public.discharge_checklist. */
create function private.checklist_of(p_admission public.admissions)
returns table (
  item text, state text, count integer, link text, blocking boolean, reason text, settled_at timestamptz,
  settled_by uuid, place integer
)
language plpgsql stable security definer rows 10 set search_path = '' as $$
declare
  v_check private.discharge_checks;
  v_settled public.discharge_items;
  v_open uuid[];
  v_true boolean;
begin
  for v_check in select * from private.discharge_checks asked order by asked.position loop
    v_open := '{}';
    v_true := false;
    if v_check.open_ids is not null then
      execute format('select %s($1)', v_check.open_ids) into v_open using p_admission.id;
    end if;
    if v_check.is_done is not null then
      execute format('select %s($1)', v_check.is_done) into v_true using p_admission.id;
    end if;
    select * into v_settled from public.discharge_items settled
    where settled.admission_id = p_admission.id and settled.item = v_check.item;

    item := v_check.item;
    state := case
      when v_true then 'done'
      when v_check.open_ids is null then coalesce(v_settled.state, 'open')
      when cardinality(v_open) = 0 then 'done'
      when v_settled.state = 'waived' and v_open <@ v_settled.covers then 'waived'
      else 'open'
    end;
    count := cardinality(v_open);
    link := replace(replace(replace(v_check.link,
      '{admission_id}', p_admission.id::text), '{patient_id}', p_admission.patient_id::text),
      '{ward_id}', p_admission.ward_id::text);
    blocking := v_check.blocking;
    reason := v_settled.reason;
    settled_at := v_settled.settled_at;
    settled_by := v_settled.settled_by;
    place := v_check.position;
    return next;
  end loop;
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

/* Ticks, waives or reopens an item; see public.settle_discharge_item. */
create function private.settle_discharge_item(p_admission_id uuid, p_item text, p_state text, p_reason text)
returns text language plpgsql security definer set search_path = '' as $$
declare
  v_admission public.admissions := private.leaving_admission(p_admission_id);
  v_check private.discharge_checks;
  v_open uuid[] := '{}';
begin
  select * into v_check from private.discharge_checks asked where asked.item = p_item;
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
  select * into v_admission from public.admissions where id = p_admission_id for no key update;
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

grant execute on function
  private.discharge_checklist(uuid), private.settle_discharge_item(uuid, text, text, text)
  to authenticated;

insert into private.discharge_checks (item, position, open_ids, is_done, blocking, link) values
  ('news2_alerts', 10, 'private.open_news2_alerts', null, true, '/admissions/{admission_id}'),
  ('nursing_tasks', 20, 'private.open_nursing_tasks', null, true, '/admissions/{admission_id}/care'),
  ('newborns', 40, 'private.newborns_still_in', null, false, '/wards/{ward_id}'),
  ('bed_requests', 50, 'private.open_bed_requests', null, false, '/bed-requests'),
  ('follow_up', 60, null, 'private.follow_up_ordered', false, '/follow-ups'),
  ('patient_informed', 70, null, null, false, null),
  ('medicines_explained', 80, null, null, false, null),
  ('transport', 90, null, null, false, null),
  ('valuables', 100, null, null, false, null);

/* For the API ------------------------------------------------------------------------------------- */

/*
 * What has to be done before a patient leaves: open, done, waived or not_applicable; `count` is how many
 * things are open, `blocking` whether they stop the discharge until they are done or waived. For those with
 * admissions.manage on the ward or with the patient in their care: 42501, PT404.
 */
create function public.discharge_checklist(p_admission_id uuid)
returns table (
  item text, state text, count integer, link text, blocking boolean, reason text, settled_at timestamptz,
  settled_by_name text
)
language sql stable set search_path = '' as $$
  select * from private.discharge_checklist(p_admission_id);
$$;

/*
 * Ticks an item (done, not_applicable), waives it (p_reason in 3 to 500 letters) or opens it again, and gives
 * back its state. What is counted, such as tasks, is done by doing it and can only be waived; what opens
 * afterwards is not waived with it. Raises LN006 the stay has ended, 22023, PT404, 42501.
 */
create function public.settle_discharge_item(
  p_admission_id uuid, p_item text, p_state text, p_reason text default null
)
returns text language sql set search_path = '' as $$
  select private.settle_discharge_item(p_admission_id, p_item, p_state, p_reason);
$$;

grant execute on function
  public.discharge_checklist(uuid), public.settle_discharge_item(uuid, text, text, text)
  to authenticated;

/* Rules and consequences -------------------------------------------------------------------------- */

/* Tells the screens of the patient that the checklist or the summary is out of date. */
create function private.tg_discharge__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce('patient:' || coalesce(new.patient_id, old.patient_id), 'discharge_changed', '{}');
  return null;
end;
$$;
create trigger discharge_items_600_announce after insert or update or delete on public.discharge_items
  for each row execute function private.tg_discharge__announce();

create trigger discharge_items_900_audit after insert or update or delete on public.discharge_items
  for each row execute function private.tg_audit('admission_id', 'item');
