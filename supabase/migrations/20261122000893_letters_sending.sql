/*
 * Letters sent by a link. To the patient it goes as they are reached, and opens with their birth date; to somebody else (a
 * colleague, an employer) by e-mail, and opens with a code that its sender tells them another way. The message says nothing
 * of whom it is about. Each opening is written down, a link runs out, and is withdrawn at will; with the letter that is
 * revoked its links are.
 *
 * A link leads to the letter as it was signed last, not to a version: whoever opens it late reads what holds. Only hashes of
 * tokens and codes are kept, each message having a token of its own.
 *
 * Locks: the letter, then its link. Who opens shares the letter, so of opening and revoking the later one knows of the earlier.
 */
create table public.letter_links (
  id              uuid primary key default gen_random_uuid(),
  letter_id       uuid not null,
  patient_id      uuid not null references public.patients on delete restrict,
  audience        text not null constraint letter_links_audience_known check (audience in ('patient', 'other')),
  copy            text not null default 'full' constraint letter_links_copy_known check (copy in ('full', 'employer')),
  recipient_name  text constraint letter_links_recipient_name_length check (char_length(btrim(recipient_name)) between 1 and 120),
  recipient_email text constraint letter_links_recipient_email_form check (recipient_email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and char_length(recipient_email) <= 254),
  sent_by         uuid references public.staff on delete set null,
  sent_name       text not null, -- as it was
  sent_at         timestamptz not null default now(),
  expires_at      timestamptz not null,
  opened          integer not null default 0 constraint letter_links_opened_positive check (opened >= 0),
  last_opened_at  timestamptz,
  withdrawn_at    timestamptz,
  withdrawn_name  text,
  foreign key (letter_id, patient_id) references public.letters (id, patient_id) on update cascade on delete restrict,
  constraint letter_links_id_patient_id_key unique (id, patient_id),
  constraint letter_links_named_other check ((audience = 'other') = (recipient_email is not null) and (audience = 'other') = (recipient_name is not null)),
  constraint letter_links_order check (sent_at < expires_at),
  constraint letter_links_opened_when check ((opened = 0) = (last_opened_at is null)),
  constraint letter_links_withdrawn_wholly check ((withdrawn_at is null) = (withdrawn_name is null))
);
comment on table public.letter_links is 'To whom a letter was sent by a link, and until when the link opens.';
comment on column public.letter_links.copy is 'employer: without what is confidential.';
create index letter_links_letter_id_patient_id_idx on public.letter_links (letter_id, patient_id);
create index letter_links_patient_id_idx on public.letter_links (patient_id);
create index letter_links_sent_by_idx on public.letter_links (sent_by);

create table public.letter_openings (
  id         uuid primary key default gen_random_uuid(),
  link_id    uuid not null,
  patient_id uuid not null references public.patients on delete restrict,
  version    integer not null,
  what       text not null constraint letter_openings_what_known check (what in ('page', 'pdf')),
  opened_at  timestamptz not null default clock_timestamp(),
  foreign key (link_id, patient_id) references public.letter_links (id, patient_id) on update cascade on delete restrict
);
comment on table public.letter_openings is 'Each time a letter was opened by a link, and which version was read.';
create index letter_openings_link_id_patient_id_idx on public.letter_openings (link_id, patient_id);
create index letter_openings_patient_id_idx on public.letter_openings (patient_id);

create table private.letter_tokens (
  token_hash text primary key,
  link_id    uuid not null references public.letter_links on delete cascade,
  made_at    timestamptz not null default now()
);
comment on table private.letter_tokens is 'Tokens of links to letters, as hashes: one for each message that went out.';
create index letter_tokens_link_id_idx on private.letter_tokens (link_id);

create table private.letter_codes (
  link_id   uuid primary key references public.letter_links on delete cascade,
  code_hash text not null,
  made_at   timestamptz not null default now()
);
comment on table private.letter_codes is 'Codes with which links open that went to somebody else than the patient, as hashes.';

alter table public.letter_links enable row level security;
alter table public.letter_openings enable row level security;
create policy letter_links_select_opened on public.letter_links for select to authenticated
  using (patient_id in (select private.opened_patient_ids()));
create policy letter_openings_select_opened on public.letter_openings for select to authenticated
  using (patient_id in (select private.opened_patient_ids()));
grant select on public.letter_links, public.letter_openings to authenticated;

select private.audited('public.letter_links', p_when => 'insert or delete or update of withdrawn_at');
select private.not_audited('public.letter_openings', 'Is itself the log of who opened what by a link');
select private.not_audited('private.letter_tokens', 'Secrets of links, made as messages go out');
select private.not_audited('private.letter_codes', 'Secrets of links; that one was made is in the log');
select private.keeps('{public.letter_links,public.letter_openings}', 'The medical record: to whom it was given');
-- No link lasts as long.
select private.forgets('private.letter_tokens', $$made_at < $1 - interval '90 days'$$);
select private.forgets('private.letter_codes', $$made_at < $1 - interval '90 days'$$);
select private.on_merge('{public.letter_links,public.letter_openings}', 'move');
select private.on_erasure('{public.letter_links,public.letter_openings}', 'record', 'delete');
select private.no_work_of_patients('{public.letter_links,public.letter_openings}', 'To whom a letter was given');

create trigger letter_links_600_announce after insert or update on public.letter_links
  for each row execute function private.tg_announce('patient:{patient_id}', 'letters_changed', 'letter_id');

/* With the letter its links are revoked. */
create function private.tg_letters__withdraw() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.letter_links set withdrawn_at = clock_timestamp(), withdrawn_name = new.error_name
  where letter_id = new.id and withdrawn_at is null;
  return null;
end
$$;
create trigger letters_300_withdraw after update on public.letters
  for each row when (new.status = 'entered_in_error' and old.status <> 'entered_in_error')
  execute function private.tg_letters__withdraw();

/* Sending -------------------------------------------------------------------------------------- */

create function private.letter_code_hash(p_link_id uuid, p_code text) returns text
language sql immutable set search_path = ''
return private.token_hash(p_link_id || ':' || upper(regexp_replace(left(coalesce(p_code, ''), 40), '[^A-Za-z0-9]', '', 'g')));

create function private.send_letter(
  p_letter_id uuid, p_audience text, p_copy text default 'full', p_name text default null, p_email text default null, p_days integer default 14
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_email constant text := lower(nullif(btrim(p_email), ''));
  v_name constant text := nullif(btrim(p_name), '');
  v_letter public.letters;
  v_link public.letter_links;
  v_code text;
begin
  perform private.require_permission('letters.write');
  if p_audience is null or p_audience not in ('patient', 'other') then
    raise exception using errcode = '22023', message = 'To the patient or somebody else', hint = 'p_audience';
  elsif p_copy is null or p_copy not in ('full', 'employer') then
    raise exception using errcode = '22023', message = 'There is no such copy', hint = 'p_copy';
  elsif p_days is null or p_days not between 1 and 60 then
    raise exception using errcode = '22023', message = 'From a day to sixty', hint = 'p_days';
  elsif p_audience = 'other' and coalesce(char_length(v_name), 0) not between 1 and 120 then
    raise exception using errcode = '22023', message = 'Say to whom it goes', hint = 'p_name';
  elsif p_audience = 'other' and coalesce(v_email !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' or char_length(v_email) > 254, true) then
    raise exception using errcode = '22023', message = 'No address of e-mail', hint = 'p_email';
  end if;
  v_letter := private.lock_letter(p_letter_id);
  if v_letter.status <> 'signed' then
    raise exception using errcode = 'LN060', message = 'Only what is signed is sent', hint = 'p_letter_id';
  elsif p_copy = 'employer' and v_letter.kind <> 'sick_note' then
    raise exception using errcode = '22023', message = 'Only a sick note has a copy for the employer', hint = 'p_copy';
  elsif private.consent_of(v_letter.patient_id, case p_audience when 'patient' then 'messages' else 'data_sharing' end) in ('refused', 'withdrawn') then
    raise exception using errcode = 'LN061', message = 'The patient does not wish it', hint = p_audience;
  end if;
  insert into public.letter_links (
    letter_id, patient_id, audience, copy, recipient_name, recipient_email, sent_by, sent_name, expires_at
  )
  values (
    p_letter_id, v_letter.patient_id, p_audience, p_copy, case when p_audience = 'other' then v_name end,
    case when p_audience = 'other' then v_email end, private.current_staff_id(), private.signing_name(), now() + make_interval(days => p_days)
  )
  returning * into v_link;
  if p_audience = 'patient' then
    if private.enqueue_delivery(
      v_letter.patient_id, 'letter_link', jsonb_build_object('link_id', v_link.id, 'doctor_name', v_link.sent_name), now(), 'letter_link:' || v_link.id,
      null, v_link.expires_at
    ) = 0 then
      raise exception using errcode = 'LN062', message = 'The patient cannot be reached by e-mail or SMS', hint = 'p_audience';
    end if;
  else
    v_code := private.new_code();
    insert into private.letter_codes (link_id, code_hash) values (v_link.id, private.letter_code_hash(v_link.id, v_code));
    insert into public.deliveries (key, channel, kind, patient_id, params, locale, due_at, expires_at, next_attempt_at)
    values (
      'letter_link:' || v_link.id, 'email', 'letter_to_other', v_letter.patient_id,
      jsonb_build_object('link_id', v_link.id, 'doctor_name', v_link.sent_name, 'language', v_letter.language), v_letter.language, now(),
      v_link.expires_at, now()
    );
  end if;
  return jsonb_build_object('id', v_link.id, 'code', v_code);
end
$$;

create function private.withdraw_letter_link(p_link_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_permission('letters.write');
  perform private.lock_letter((select letter_id from public.letter_links where id = p_link_id), 'p_link_id');
  -- Withdrawn twice is withdrawn once.
  update public.letter_links set withdrawn_at = clock_timestamp(), withdrawn_name = private.signing_name()
  where id = p_link_id and withdrawn_at is null;
  perform private.cancel_deliveries('letter_link:' || p_link_id);
end
$$;

/* A link that was withdrawn, or whose letter was revoked, is not told any more. */
create function private.obstacle_to_letter_link(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.letter_links link
    where link.id = (p_delivery.params ->> 'link_id')::uuid and link.withdrawn_at is null and link.expires_at > clock_timestamp()
  ) then 'overtaken' end;
end
$$;

create function private.recipient_of_letter(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (select recipient_email from public.letter_links where id = (p_delivery.params ->> 'link_id')::uuid);
end
$$;

/* The token is made now and for this message alone: only its hash is kept. */
create function private.content_of_letter_link(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_token constant text := private.new_token();
  v_link public.letter_links;
begin
  select * into v_link from public.letter_links where id = (p_delivery.params ->> 'link_id')::uuid;
  if v_link.id is null then return null; end if;
  insert into private.letter_tokens (token_hash, link_id) values (private.token_hash(v_token), v_link.id);
  return jsonb_build_object('path', '/letter/' || v_token, 'expires_at', v_link.expires_at)
    -- Nothing of whom it is about is said to others.
    || case v_link.audience when 'other' then jsonb_build_object('given_name', '') else '{}' end;
end
$$;
insert into private.delivery_kinds (kind, quiet_hours, obstacle, content, recipient, to_others) values
  ('letter_link', 'wait', 'private.obstacle_to_letter_link', 'private.content_of_letter_link', null, false),
  ('letter_to_other', 'ignore', 'private.obstacle_to_letter_link', 'private.content_of_letter_link', 'private.recipient_of_letter', true);

/* Opening -------------------------------------------------------------------------------------- */

/* The link a token is of, if it may still be opened; else LN014, whatever the reason. Its letter is shared. */
create function private.letter_link_of(p_token text) returns public.letter_links
language plpgsql security definer set search_path = ''
as $$
declare
  v_link public.letter_links;
begin
  select link.* into v_link from private.letter_tokens token join public.letter_links link on link.id = token.link_id
  where token.token_hash = private.token_hash(p_token);
  perform from public.letters letter where letter.id = v_link.letter_id for share;
  -- Whoever withdraws it meanwhile was waited for.
  select link.* into v_link from public.letter_links link
  join public.letters letter on letter.id = link.letter_id and letter.status = 'signed'
  where link.id = v_link.id and link.withdrawn_at is null and link.expires_at > clock_timestamp();
  if not found then
    raise exception using errcode = 'LN014', message = 'This link is not valid any more';
  end if;
  return v_link;
end
$$;

create function private.letter_by_link(p_token text)
returns table (audience text, hospital_name text, expires_at timestamptz, time_zone text)
language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  v_link constant public.letter_links := private.letter_link_of(p_token);
begin
  return query select v_link.audience, settings.name, v_link.expires_at, settings.time_zone from public.hospital_settings settings;
end
$$;

/*
 * Opens a letter with the birth date or the code. Wrong ones are answered rather than raised, so that they count: from the
 * fifth on the link makes whoever tries wait. An employer's copy is without what is confidential, from here on.
 */
create function private.open_letter(p_token text, p_answer text, p_what text default 'page') returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_link public.letter_links;
  v_attempts private.attempts;
  v_wait integer;
  v_right boolean;
begin
  if p_what is null or p_what not in ('page', 'pdf') then
    raise exception using errcode = '22023', message = 'As a page or as a file', hint = 'p_what';
  end if;
  v_link := private.letter_link_of(p_token);
  v_attempts := private.attempts_of('letter_link', v_link.id);
  v_wait := private.seconds_to_wait(v_attempts);
  if v_wait is not null then
    return jsonb_build_object('state', 'wait', 'seconds', v_wait);
  end if;
  v_right := case v_link.audience
    when 'patient' then pg_input_is_valid(coalesce(p_answer, ''), 'date')
      and p_answer::date = (select birth_date from public.patients where id = v_link.patient_id)
    else exists (
      select from private.letter_codes code where code.link_id = v_link.id and code.code_hash = private.letter_code_hash(v_link.id, p_answer)
    )
  end;
  if v_right is not true then
    perform private.count_failure(v_attempts, '1 minute', '24 hours');
    return jsonb_build_object('state', 'wrong');
  end if;
  perform private.forget_failures(v_attempts);
  insert into public.letter_openings (link_id, patient_id, version, what)
  select v_link.id, v_link.patient_id, letter.version, p_what from public.letters letter where letter.id = v_link.letter_id;
  update public.letter_links set opened = opened + 1, last_opened_at = clock_timestamp() where id = v_link.id;
  return (
    select jsonb_build_object(
      'state', 'open', 'kind', letter.kind, 'title', letter.title, 'language', letter.language, 'number', letter.number, 'copy', v_link.copy,
      'audience', v_link.audience, 'version', signed.number, 'reason', signed.reason, 'signed_at', signed.signed_at, 'signed_name', signed.signed_name,
      'verification_code', signed.verification_code,
      -- Whose patient somebody is may say what they have.
      'facts', case v_link.copy when 'employer' then signed.facts #- '{doctor,specialty}' #- '{patient,mrn}' else signed.facts end,
      'content', case v_link.copy when 'employer' then private.employers_copy(signed.content) else signed.content end
    )
    from public.letters letter
    join public.letter_versions signed on signed.letter_id = letter.id and signed.number = letter.version
    where letter.id = v_link.letter_id
  );
end
$$;

/* Without what is confidential. */
create function private.employers_copy(p_content jsonb) returns jsonb
language sql immutable set search_path = ''
return jsonb_set(p_content, '{sections}', (
  select coalesce(jsonb_agg(section order by place), '[]')
  from jsonb_array_elements(p_content -> 'sections') with ordinality as of_content (section, place)
  where (section -> 'confidential' = 'true') is not true
));

select private.expose('send_letter', '{authenticated}',
'Sends a signed letter by a link that opens for p_days (1 to 60): to the patient (p_audience patient) as they are reached, opened with their birth
date, or to somebody else (other) at p_email, opened with a code that only this answer has: {id, code}. p_copy employer, of a sick note, is without
what is confidential. Needs letters.write and the patient in one''s care. Raises LN060 not signed, LN061 not consented (messages, or data_sharing),
LN062 the patient cannot be reached, LN026 has died, 22023 (hint: which), PT404, 42501.');
select private.expose('withdraw_letter_link', '{authenticated}',
'Withdraws a link to a letter; again does no harm. Needs letters.write and the patient in one''s care. PT404, 42501.');
select private.expose('letter_by_link', '{anon,authenticated}',
'What a link to a letter asks for before it opens (audience patient: the birth date; other: a code). LN014 if it is withdrawn, has run out or is unknown.');
select private.expose('open_letter', '{anon,authenticated}',
'Opens a letter by its link, and writes down that it did: {state: open, ...the letter}, {state: wrong}, {state: wait, seconds}. LN014 as for letter_by_link; 22023.');
