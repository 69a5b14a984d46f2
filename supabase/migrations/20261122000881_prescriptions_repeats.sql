/*
 * What hangs on prescriptions: asking for a repeat on the portal, sets of medicines a doctor or a specialty prescribes together, the
 * paper's verification, and the patient's history.
 */
create table public.repeat_requests (
  id              uuid primary key default gen_random_uuid(),
  prescription_id uuid not null,
  patient_id      uuid not null references public.patients on delete restrict,
  note            text,
  asked_by        uuid references public.profiles on delete set null default auth.uid(),
  asked_at        timestamptz not null default now(),
  status          text not null default 'open',
  answered_by     uuid references public.staff on delete set null,
  answered_at     timestamptz,
  answer          text,
  foreign key (prescription_id, patient_id) references public.prescriptions (id, patient_id) on update cascade on delete restrict,
  constraint repeat_requests_note_length check (char_length(btrim(note)) between 1 and 300),
  constraint repeat_requests_status_known check (status in ('open', 'granted', 'refused', 'withdrawn', 'closed')),
  constraint repeat_requests_answered_wholly check ((status = 'open') = (answered_at is null)),
  constraint repeat_requests_answer_length check (char_length(btrim(answer)) between 1 and 300),
  constraint repeat_requests_refusal_reasoned check (status <> 'refused' or answer is not null)
);
comment on table public.repeat_requests is 'That a patient asks for more of what they take; answered by a doctor.';
create unique index repeat_requests_one_open on public.repeat_requests (prescription_id) where status = 'open';
create index repeat_requests_prescription_id_patient_id_idx on public.repeat_requests (prescription_id, patient_id);
create index repeat_requests_patient_id_idx on public.repeat_requests (patient_id, asked_at desc);
create index repeat_requests_asked_by_idx on public.repeat_requests (asked_by);
create index repeat_requests_answered_by_idx on public.repeat_requests (answered_by);

alter table public.repeat_requests enable row level security;
create policy repeat_requests_select_opened_or_own on public.repeat_requests for select to authenticated
  using (patient_id in (select private.opened_patient_ids()) or patient_id in (select private.current_patient_ids()));
grant select on public.repeat_requests to authenticated;
select private.audited('public.repeat_requests');
select private.keeps('{public.repeat_requests}', 'The medical record');

/* Moved with the prescriptions they are about, by the foreign key. */
create function private.merge_repeat_requests(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.prescriptions set patient_id = p_to where patient_id = p_from;
end
$$;
select private.on_erasure('{public.repeat_requests}', 'record', 'delete');
select private.on_merge('{public.repeat_requests}', 'function', 'private.merge_repeat_requests');

create function private.end_repeat_requests(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.repeat_requests set status = 'withdrawn', answered_at = clock_timestamp() where patient_id = p_patient_id and status = 'open';
end
$$;
select private.work_of_patients('public.repeat_requests', $$ {row}.status = 'open'$$, 'private.end_repeat_requests');
create trigger repeat_requests_600_announce after insert or update on public.repeat_requests
  for each row execute function private.tg_announce('patient:{patient_id}', 'prescriptions_changed');

/*
 * What is done on the chart answers what was asked for on the portal: a renewal or a change grants it, a stop closes it. A death
 * withdraws it (end_repeat_requests).
 */
create function private.tg_prescriptions__answer_repeats() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_granted constant boolean := new.status = 'active';
  v_about constant uuid := case when new.status = 'active' then new.replaces_id else new.id end;
  v_request public.repeat_requests;
begin
  update public.repeat_requests set
    status = case when v_granted then 'granted' else 'closed' end, answered_at = clock_timestamp(), answered_by = private.current_staff_id()
  where prescription_id = v_about and status = 'open' returning * into v_request;
  if v_request.id is not null then
    perform private.notify_user(
      v_request.asked_by, case when v_granted then 'repeat_granted' else 'repeat_closed' end,
      jsonb_build_object('medicine', new.medicine, 'medicine_es', new.medicine_es), '/portal/medicines', 'repeat:' || v_about
    );
  end if;
  return null;
end
$$;
create trigger prescriptions_320_answer_repeats after update of status on public.prescriptions
  for each row when (
    new.status is distinct from old.status
    and (new.status = 'active' and new.replaces_id is not null or new.status = 'stopped' and new.end_reason is distinct from 'died')
  ) execute function private.tg_prescriptions__answer_repeats();

create function private.ask_for_repeat(p_prescription_id uuid, p_note text default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_prescription public.prescriptions;
  v_id uuid;
  v_doctor uuid;
begin
  select * into v_prescription from public.prescriptions
  where id = p_prescription_id and signed_at is not null and patient_id in (select private.current_patient_ids());
  if v_prescription.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such prescription of yours', hint = 'p_prescription_id';
  end if;
  if char_length(btrim(p_note)) > 300 then
    raise exception using errcode = '22023', message = 'Up to 300 characters', hint = 'p_note';
  end if;
  if v_prescription.status not in ('active', 'completed')
    or exists (select from public.prescriptions where replaces_id = p_prescription_id and status <> 'discarded')
  then
    raise exception using errcode = 'LN050', message = 'This prescription has ended', hint = v_prescription.status;
  end if;
  -- Asked twice is asked once.
  insert into public.repeat_requests (prescription_id, patient_id, note)
  values (p_prescription_id, v_prescription.patient_id, nullif(btrim(p_note), ''))
  on conflict (prescription_id) where status = 'open' do nothing returning id into v_id;
  if v_id is null then
    return (select id from public.repeat_requests where prescription_id = p_prescription_id and status = 'open');
  end if;
  select user_id into v_doctor from public.staff where id = v_prescription.staff_id and active;
  perform private.notify_user(
    v_doctor, 'repeat_asked',
    jsonb_build_object('patient_name', (select full_name from public.patients where id = v_prescription.patient_id), 'medicine', v_prescription.medicine,
      'medicine_es', v_prescription.medicine_es),
    '/repeats', 'repeat:' || p_prescription_id
  );
  return v_id;
end
$$;

create function private.withdraw_repeat(p_request_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  -- Withdrawn twice is withdrawn once; what is answered stays answered.
  if not exists (select from public.repeat_requests where id = p_request_id and patient_id in (select private.current_patient_ids())) then
    raise exception using errcode = 'PT404', message = 'There is no such request of yours', hint = 'p_request_id';
  end if;
  update public.repeat_requests set status = 'withdrawn', answered_at = clock_timestamp() where id = p_request_id and status = 'open';
end
$$;

/* Requests in the inbox: of what somebody prescribed; of who is away and whom nobody stands in for, the team's. */
create function private.inbox_repeats(p_staff_id uuid)
returns table (item_id uuid, patient_id uuid, at timestamptz, urgent boolean, shared boolean, facts jsonb, link text)
language plpgsql stable security definer rows 20 set search_path = ''
as $$
begin
  return query
    select request.id, request.patient_id, request.asked_at,
      -- They run out before a working day has passed.
      coalesce(asked.ends_on <= private.hospital_day() + 1, false), private.left_to_team(asked.staff_id),
      jsonb_build_object('medicine', asked.medicine, 'medicine_es', asked.medicine_es, 'ends_on', asked.ends_on), '/repeats'
    from public.repeat_requests request
    join public.prescriptions asked on asked.id = request.prescription_id
    where request.status = 'open' and (
      asked.staff_id = p_staff_id
      or request.patient_id in (select private.care_of_staff(p_staff_id)) and private.left_to_team(asked.staff_id)
    );
end
$$;
insert into private.inbox_sources (kind, place, permission, items, covered) values
  ('repeat', 30, 'prescriptions.write', 'private.inbox_repeats', true);
create function private.tg_repeat_requests__announce_inbox() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_staff_id constant uuid := (select staff_id from public.prescriptions where id = new.prescription_id);
begin
  perform private.announce_inbox(array[v_staff_id]);
  if private.left_to_team(v_staff_id) then perform private.announce_inbox(array(select private.care_team_of(new.patient_id))); end if;
  return null;
end
$$;
create trigger repeat_requests_610_announce_inbox after insert or update on public.repeat_requests
  for each row execute function private.tg_repeat_requests__announce_inbox();

/* Requests about what the caller prescribed, oldest first, of who is away or was left, the team's. */
create function private.repeat_inbox(p_limit integer default 50)
returns table (
  id uuid, patient_id uuid, patient_name text, mrn text, prescription_id uuid, medicine text, medicine_es text, note text, asked_at timestamptz,
  prescriber text, version integer
)
language plpgsql stable security definer rows 50 set search_path = ''
as $$
begin
  perform private.require_permission('prescriptions.write');
  return query
    select request.id, request.patient_id, patient.full_name, patient.mrn, prescription.id, prescription.medicine,
      prescription.medicine_es, request.note, request.asked_at, prescription.staff_name, prescription.version
    from public.repeat_requests request
    join public.prescriptions prescription on prescription.id = request.prescription_id
    join public.patients patient on patient.id = request.patient_id
    where request.status = 'open' and request.id in (
      select waits.item_id from private.inbox_rows(private.current_staff_id(), 'repeat') waits
      -- Of a colleague they stand in for once they have taken it up.
      where waits.for_id is null or waits.patient_id in (select private.care_patient_ids())
    )
    order by request.asked_at, request.id
    limit least(greatest(coalesce(p_limit, 50), 1), 200);
end
$$;

create function private.answer_repeat(p_request_id uuid, p_grant boolean, p_answer text default null, p_override_reason text default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_request public.repeat_requests;
  v_prescription public.prescriptions;
  v_id uuid;
begin
  select * into v_request from public.repeat_requests where id = p_request_id;
  v_prescription := private.held_prescription(v_request.prescription_id);
  select * into v_request from public.repeat_requests where id = p_request_id for update;
  if v_request.status <> 'open' then
    raise exception using errcode = 'LN050', message = 'This request has been answered', hint = v_request.status;
  end if;
  if p_grant is null or char_length(btrim(p_answer)) > 300 or not p_grant and coalesce(char_length(btrim(p_answer)), 0) < 3 then
    raise exception using errcode = '22023', message = 'Why not, up to 300 characters', hint = 'p_answer';
  end if;
  -- Answered first: a renewal grants what is open, and would tell without these words.
  update public.repeat_requests set
    status = case when p_grant then 'granted' else 'refused' end, answered_at = clock_timestamp(), answered_by = private.current_staff_id(),
    answer = nullif(btrim(p_answer), '')
  where id = p_request_id;
  if p_grant then v_id := private.renew_prescription(v_prescription.id, v_prescription.version, p_override_reason); end if;
  perform private.notify_user(
    v_request.asked_by, case when p_grant then 'repeat_granted' else 'repeat_refused' end,
    jsonb_build_object('medicine', v_prescription.medicine, 'medicine_es', v_prescription.medicine_es, 'answer', nullif(btrim(p_answer), '')),
    '/portal/medicines', 'repeat:' || v_prescription.id
  );
  return v_id;
end
$$;

/* Sets of medicines ------------------------------------------------------------------------------- */

create table public.order_sets (
  id           uuid primary key default gen_random_uuid(),
  name         text not null,
  staff_id     uuid references public.staff on delete cascade,
  specialty_id uuid references public.specialties on delete cascade,
  items        jsonb not null,
  created_by   uuid references public.staff on delete set null default private.current_staff_id(),
  created_at   timestamptz not null default now(),
  version      integer not null default 1,
  constraint order_sets_of_one check (num_nonnulls(staff_id, specialty_id) = 1),
  constraint order_sets_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint order_sets_items_count check (jsonb_typeof(items) = 'array' and jsonb_array_length(items) between 1 and 20)
);
comment on table public.order_sets is 'What a doctor, or a specialty, prescribes together: favourites of one, order sets of several.';
comment on column public.order_sets.items is 'As `prescribe` takes them.';
create unique index order_sets_own_name_once on public.order_sets (staff_id, lower(btrim(name))) where staff_id is not null;
create unique index order_sets_specialty_name_once on public.order_sets (specialty_id, lower(btrim(name))) where specialty_id is not null;
create index order_sets_created_by_idx on public.order_sets (created_by);

/* The specialties a doctor of today works in. */
create function private.current_specialty_ids() returns setof uuid
language plpgsql stable security definer rows 3 set search_path = ''
as $$
begin
  return query select doctor.specialty_id from public.doctors doctor where doctor.id = private.current_staff_id();
end
$$;
grant execute on function private.current_specialty_ids() to authenticated;

alter table public.order_sets enable row level security;
create policy order_sets_select_own_or_specialty on public.order_sets for select to authenticated
  using (
    staff_id = (select private.current_staff_id()) or specialty_id in (select private.current_specialty_ids())
  );
grant select on public.order_sets to authenticated;
select private.audited('public.order_sets');
select private.keeps('{public.order_sets}', 'A doctor''s own until they delete it');

create function private.save_order_set(p_id uuid, p_version integer, p_name text, p_items jsonb, p_specialty_id uuid default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_set public.order_sets;
  v_id uuid := p_id;
begin
  perform private.require_permission('prescriptions.write');
  if char_length(btrim(coalesce(p_name, ''))) not between 1 and 80 then
    raise exception using errcode = '22023', message = 'Up to 80 characters, and not none', hint = 'p_name';
  end if;
  if jsonb_typeof(p_items) is distinct from 'array' or jsonb_array_length(p_items) not between 1 and 20 then
    raise exception using errcode = '22023', message = 'One to twenty medicines', hint = 'p_items';
  end if;
  perform private.require_prescription(item - 'starts_on') from jsonb_array_elements(p_items) item;
  if p_specialty_id is not null and p_specialty_id not in (select private.current_specialty_ids()) then
    raise exception using errcode = 'PT404', message = 'Not a specialty of yours', hint = 'p_specialty_id';
  end if;
  if private.current_staff_id() is null then
    raise exception using errcode = '42501', message = 'Not permitted: prescriptions.write';
  end if;
  if v_id is null then
    insert into public.order_sets (name, staff_id, specialty_id, items)
    values (btrim(p_name), case when p_specialty_id is null then private.current_staff_id() end, p_specialty_id, p_items) returning id into v_id;
  else
    select * into v_set from public.order_sets where id = v_id
      and (staff_id = private.current_staff_id() or specialty_id in (select private.current_specialty_ids())) for update;
    if v_set.id is null then
      raise exception using errcode = 'PT404', message = 'There is no such set of yours', hint = 'p_id';
    end if;
    perform private.require_version(p_version, v_set.version, null);
    update public.order_sets set name = btrim(p_name), items = p_items, version = version + 1 where id = v_id;
  end if;
  perform private.require_permission('prescriptions.write');
  return v_id;
end
$$;

create function private.delete_order_set(p_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('prescriptions.write');
  delete from public.order_sets where id = p_id
    and (staff_id = private.current_staff_id() or specialty_id in (select private.current_specialty_ids()));
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such set of yours', hint = 'p_id';
  end if;
  perform private.require_permission('prescriptions.write');
end
$$;

/* The paper -------------------------------------------------------------------------------------- */

create function private.verify_prescription(p_code text)
returns table (
  hospital text, medicine text, medicine_es text, medicine_unit text, route text, steps jsonb, as_needed boolean, max_per_day integer, quantity numeric,
  repeats integer, starts_on date, ends_on date, status text, prescriber text, signed_at timestamptz, ended_at timestamptz, initials text, birth_year integer,
  time_zone text
)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select (select name from public.hospital_settings), signed.medicine, signed.medicine_es, signed.medicine_unit, signed.route, signed.steps,
      signed.as_needed, signed.max_per_day::integer, signed.quantity, signed.repeats::integer, signed.starts_on, signed.ends_on, signed.status,
      signed.staff_name, signed.signed_at, signed.ended_at,
      left(patient.given_name, 1) || '. ' || left(patient.family_name, 1) || '.', extract(year from patient.birth_date)::integer,
      private.hospital_time_zone()
    from public.prescriptions signed join public.patients patient on patient.id = signed.patient_id
    where signed.verification_code = upper(regexp_replace(left(coalesce(p_code, ''), 60), '[^A-Za-z0-9]', '', 'g'));
end
$$;

/* The history -------------------------------------------------------------------------------------- */

create function private.prescription_timeline(
  p_patient_id uuid, p_for_patient boolean, p_person uuid, p_before timestamptz, p_before_id uuid, p_limit integer
)
returns table (at timestamptz, row_id uuid, person_id uuid, facts jsonb)
language sql stable security definer rows 50 set search_path = ''
as $$
  select signed.signed_at, signed.id, signed.staff_id, jsonb_build_object(
    'medicine', signed.medicine, 'medicine_es', signed.medicine_es, 'by', signed.staff_name, 'status', signed.status, 'indication', signed.indication
  )
  from public.prescriptions signed
  where signed.patient_id = p_patient_id and signed.signed_at is not null and signed.signed_at <= p_before
    and (signed.signed_at, signed.id) < (p_before, p_before_id) and (p_person is null or signed.staff_id = p_person)
  order by signed.signed_at desc, signed.id desc
  limit p_limit
$$;
insert into private.timeline_sources (kind, entries, for_patient) values ('prescription', 'private.prescription_timeline', true);

select private.expose('ask_for_repeat', '{authenticated}',
'On the portal: asks for more of what was prescribed; gives the request''s id, the open one''s if there is one. Raises PT404, 22023, LN050 it has ended.');
select private.expose('withdraw_repeat', '{authenticated}',
'On the portal: withdraws a request that is open; again does no harm. Raises PT404.');
select private.expose('repeat_inbox', '{authenticated}',
'Open requests for repeats in the caller''s inbox, oldest first: of what they prescribed, of whom they stand in for, of patients in their care whose prescriber
is away and nobody stands in. Needs prescriptions.write (42501).');
select private.expose('answer_repeat', '{authenticated}',
'Grants a request for a repeat, which renews the prescription and gives the new one''s id, or refuses it with a reason (p_answer). Needs
prescriptions.write and the chart open. Raises 42501, PT404, 22023, LN050 answered, or it has ended, LN051.');
select private.expose('save_order_set', '{authenticated}',
'Writes a set of medicines, the caller''s own or with p_specialty_id their specialty''s: p_items as prescribe takes them. p_id null for a new one, else
p_version is the one that was read. Gives its id. Needs prescriptions.write. Raises 42501, PT404, 22023 (hint: which), LN009, 23505.');
select private.expose('delete_order_set', '{authenticated}',
'Deletes a set of the caller''s own or of their specialty. Needs prescriptions.write. Raises 42501, PT404.');
select private.expose('verify_prescription', '{anon,authenticated}',
'What a paper''s verification code stands for, and whether it holds now; the patient by initials and year of birth. Nothing where there is no such code.');
