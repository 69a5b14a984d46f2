/*
 * How a patient wants to be told things: ways, language and quiet hours.
 */

create table public.notification_preferences (
  patient_id  uuid primary key references public.patients on delete cascade,
  email       boolean not null default true,
  sms         boolean not null default true,
  language    text,
  quiet_from  time,
  quiet_until time,
  updated_at  timestamptz not null default now(),
  constraint notification_preferences_language_known check (language = any (private.languages())),
  constraint notification_preferences_quiet_both check ((quiet_from is null) = (quiet_until is null)),
  constraint notification_preferences_quiet_some check (quiet_from <> quiet_until)
);
comment on table public.notification_preferences is 'How a patient wants to be reached. No row: by every channel, at any hour.';
comment on column public.notification_preferences.language is 'Null: the language of the record, or else of the account.';
comment on column public.notification_preferences.quiet_from is 'Nothing is sent from then until quiet_until, which may be the next morning; by the hospital''s clock.';

alter table public.notification_preferences enable row level security;
create policy notification_preferences_select_own_or_manager on public.notification_preferences for select to authenticated
  using (patient_id in (select private.current_patient_ids()) or (select private.has_permission('patients.manage')));

grant select on public.notification_preferences to authenticated, service_role;

select private.audited('public.notification_preferences', 'patient_id');
select private.keeps('{public.notification_preferences}', 'As long as the record: how its patient is reached');

/*
 * How to reach a patient: always one row, with what they have not chosen filled in. Who has no address of
 * their own, as children, is written to at that of the account that answers for them. An address nobody has proved is
 * none. The telephone is one an SMS can reach and may be sent to. For the owner's functions.
 */
create function private.preferences_of(p_patient_id uuid)
returns table (
  email boolean, sms boolean, language text, quiet_from time, quiet_until time,
  time_zone text, email_address text, phone text
)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  return query
    select
      coalesce(chosen.email, true),
      coalesce(chosen.sms, true),
      coalesce(
        chosen.language,
        case when split_part(patient.preferred_language, '-', 1) = any (private.languages()) then split_part(patient.preferred_language, '-', 1) end,
        account.locale,
        'en'
      ),
      chosen.quiet_from,
      chosen.quiet_until,
      settings.time_zone,
      coalesce(case when not private.is_unproven(patient.id, 'email', lower(patient.email)) then patient.email end, account.email),
      case when patient.phone_extension is null and patient.phone is distinct from patient.phone_without_sms
        and not private.is_unproven(patient.id, 'sms', patient.phone) and private.takes_sms(patient.phone)
      then patient.phone end
    from public.hospital_settings as settings
    left join public.patients as patient on patient.id = p_patient_id
    left join public.notification_preferences as chosen on chosen.patient_id = patient.id
    left join lateral (
      select profiles.locale, profiles.email
      from public.portal_links
      join public.profiles on profiles.id = portal_links.user_id
      where portal_links.patient_id = patient.id
      order by array_position(array['self', 'parent', 'guardian', 'carer'], portal_links.relationship), portal_links.created_at, profiles.id
      limit 1
    ) account on true;
end
$$;

/* Of two records of one person the older one's preferences stand, if it has any. */
create function private.merge_preferences(p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.notification_preferences (patient_id, email, sms, language, quiet_from, quiet_until)
  select p_to, email, sms, language, quiet_from, quiet_until from public.notification_preferences where patient_id = p_from
  on conflict (patient_id) do nothing;
  delete from public.notification_preferences where patient_id = p_from;
end
$$;
select private.on_merge('{public.notification_preferences}', 'function', 'private.merge_preferences');
select private.on_erasure('{public.notification_preferences}', 'contact', 'delete');
select private.no_work_of_patients('{public.notification_preferences}', 'How somebody was to be told');

/* Whose preferences these are, or whoever keeps the record; to anybody else it is not there. */
create function private.require_preferences_of(p_patient_id uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not coalesce(p_patient_id in (select private.current_patient_ids()), false)
    and (not private.has_permission('patients.manage') or not exists (select from public.patients where id = p_patient_id))
  then
    raise exception 'no such patient' using errcode = 'PT404', hint = 'p_patient_id';
  end if;
end
$$;

create function private.update_preferences(
  p_patient_id uuid, p_email boolean, p_sms boolean, p_language text default null, p_quiet_from time default null, p_quiet_until time default null
)
returns public.notification_preferences
language plpgsql security definer set search_path = ''
as $$
declare
  v_preferences public.notification_preferences;
begin
  perform private.require_preferences_of(p_patient_id);
  insert into public.notification_preferences as preferences (patient_id, email, sms, language, quiet_from, quiet_until)
  values (p_patient_id, coalesce(p_email, true), coalesce(p_sms, true), nullif(p_language, ''), p_quiet_from, p_quiet_until)
  on conflict (patient_id) do update set
    email = excluded.email, sms = excluded.sms, language = excluded.language,
    quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until
  returning * into v_preferences;
  perform private.require_preferences_of(p_patient_id);
  return v_preferences;
end
$$;

create trigger notification_preferences_200_touch_updated_at before update on public.notification_preferences
  for each row execute function private.tg_touch_updated_at();
create trigger notification_preferences_600_announce after insert or update or delete on public.notification_preferences
  for each row execute function private.tg_announce('record:{patient_id}', 'record_changed');

select private.expose('update_preferences', '{authenticated}',
  'How a patient wants to be reached, all of it at once. For the patient''s own accounts and patients.manage; anybody '
  'else PT404. Quiet hours are both given or neither (23514).');
