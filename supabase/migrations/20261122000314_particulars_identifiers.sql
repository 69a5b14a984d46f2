/*
 * Numbers by which others know a patient: passports, social security, the records of other hospitals. The number is sealed:
 * told to the desk and to whose it is, and found by those who type the whole of it.
 *
 * Two patients have no number of one kind and issuer in common, but of kinds whose numbers are anybody's. What must be the
 * only one is sealed a second time with its kind and issuer (`identity`), since equal numbers of two issuers are no clash.
 * A number of an archived record is in nobody's way, until that is restored.
 */
create table public.patient_identifiers (
  id          uuid primary key default gen_random_uuid(),
  patient_id  uuid not null references public.patients on delete cascade,
  kind        text not null,
  issuer      text not null,
  valid_from  date,
  valid_until date,
  exclusive   boolean not null default false,
  recorded_by uuid references public.staff on delete set null default private.current_staff_id(),
  recorded_at timestamptz not null default now(),
  ended_at    timestamptz,
  constraint patient_identifiers_kind_known check (kind in (
    'passport', 'residence_permit', 'driving_licence', 'social_security', 'health_card', 'foreign_mrn', 'other'
  )),
  constraint patient_identifiers_issuer_length check (char_length(btrim(issuer)) between 1 and 120),
  constraint patient_identifiers_validity check (valid_from <= valid_until),
  constraint patient_identifiers_order check (recorded_at <= ended_at)
);
comment on table public.patient_identifiers is 'By what numbers others know a patient. Ended, never deleted.';
comment on column public.patient_identifiers.exclusive is 'Whether nobody else may have it: by its kind, while it is in use and the record is not archived. Derived.';
select private.sealed_column('public.patient_identifiers', 'number', p_longest => 60);
select private.sealed_column('public.patient_identifiers', 'identity', p_single_while => '{row}.exclusive', p_longest => 240);
create index patient_identifiers_patient_id_idx on public.patient_identifiers (patient_id);
create index patient_identifiers_recorded_by_idx on public.patient_identifiers (recorded_by);

alter table public.patient_identifiers enable row level security;
create policy patient_identifiers_select_own_or_manager on public.patient_identifiers for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.manage')));
grant select on public.patient_identifiers to authenticated;

select private.audited('public.patient_identifiers');
select private.keeps('{public.patient_identifiers}', 'The medical record: ended, never deleted');
select private.on_merge('{public.patient_identifiers}', 'move');
select private.on_erasure('{public.patient_identifiers}', 'contact', 'delete');
select private.no_work_of_patients('{public.patient_identifiers}', 'Who somebody is, afterwards too');

create function private.tg_patient_identifiers__exclusive() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.exclusive := new.kind <> 'other' and new.ended_at is null
    and exists (select from public.patients where id = new.patient_id and archived_at is null);
  return new;
end
$$;
create trigger patient_identifiers_000_exclusive before insert or update on public.patient_identifiers
  for each row execute function private.tg_patient_identifiers__exclusive();

create function private.tg_patients__identifiers() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.patient_identifiers set exclusive = not exclusive where patient_id = new.id and ended_at is null;
  return null;
end
$$;
create trigger patients_310_identifiers after update on public.patients
  for each row when ((old.archived_at is null) <> (new.archived_at is null)) execute function private.tg_patients__identifiers();

create trigger patient_identifiers_600_announce after insert or update on public.patient_identifiers
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

create function private.add_patient_identifier(
  p_patient_id uuid, p_kind text, p_issuer text, p_number text, p_valid_from date default null, p_valid_until date default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_issuer constant text := btrim(coalesce(p_issuer, ''));
  v_form constant text := private.sealed_form(p_issuer);
begin
  perform private.require_permission('patients.manage');
  if p_kind is null or p_kind not in (
    'passport', 'residence_permit', 'driving_licence', 'social_security', 'health_card', 'foreign_mrn', 'other'
  ) then
    raise exception 'there is no such kind' using errcode = '22023', hint = 'p_kind';
  elsif char_length(v_issuer) not between 1 and 120 then
    raise exception 'an issuer has up to 120 characters' using errcode = '22023', hint = 'p_issuer';
  elsif char_length(btrim(p_number)) > 60 or coalesce(private.sealed_form(p_number), '') = '' then
    raise exception 'not a number' using errcode = '22023', hint = 'p_number';
  elsif p_valid_until < p_valid_from then
    raise exception 'it ends before it begins' using errcode = '22023', hint = 'p_valid_until';
  end if;
  perform from public.patients where id = p_patient_id and archived_at is null for no key update;
  if not found then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
  perform private.require_permission('patients.manage');
  insert into public.patient_identifiers (patient_id, kind, issuer, valid_from, valid_until, number_sealed_at, identity_sealed_at)
  values (p_patient_id, p_kind, v_issuer, p_valid_from, p_valid_until, now(), now())
  returning id into v_id;
  perform private.seal('patient_identifiers.number', v_id, p_number, false);
  -- The issuer's length, so that it cannot run into the number.
  perform private.seal('patient_identifiers.identity', v_id, concat_ws(' ', p_kind, char_length(v_form), v_form, btrim(p_number)), false);
  return v_id;
end
$$;

create function private.end_patient_identifier(p_identifier_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('patients.manage');
  -- Ended twice is ended once.
  update public.patient_identifiers set ended_at = coalesce(ended_at, greatest(clock_timestamp(), recorded_at)) where id = p_identifier_id;
  if not found then
    raise exception 'no such number' using errcode = 'PT404', hint = 'p_identifier_id';
  end if;
  perform private.require_permission('patients.manage');
end
$$;

/* The numbers in use, for the desk, which compares them, and for whose they are. */
create function private.patient_identities(p_patient_id uuid)
returns table (id uuid, kind text, issuer text, number text, valid_from date, valid_until date)
language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false) then
    perform private.require_permission('patients.manage');
  end if;
  return query
    select identifier.id, identifier.kind, identifier.issuer, private.unseal('patient_identifiers.number', identifier.id),
      identifier.valid_from, identifier.valid_until
    from public.patient_identifiers as identifier
    where identifier.patient_id = p_patient_id and identifier.ended_at is null
    order by identifier.recorded_at, identifier.id;
end
$$;

select private.expose('add_patient_identifier', '{authenticated}',
  'Records a number by which others know a patient (kinds passport, residence_permit, driving_licence, social_security, health_card, foreign_mrn, other); gives its id. Needs patients.manage (42501); PT404; 22023 with the parameter as hint; 23505 patient_identifiers_identity_taken where another record, or this one, has it.');
select private.expose('end_patient_identifier', '{authenticated}',
  'Ends a number: no longer in use, or recorded by mistake; again does no harm. Needs patients.manage (42501); PT404.');
select private.expose('patient_identities', '{authenticated}',
  'The numbers in use of a patient; to the patient''s own accounts and with patients.manage (42501).');
