/*
 * How people come to work here.
 *
 * Two systems hold a person: the auth service the account, this database everything else. An invitation
 * makes the account first (nobody can sign in to it yet), then the whole of the person here in one
 * transaction, then sends the mail. Whatever breaks in between is healed by asking again: nothing is
 * made twice, because the account is found by its address and the person by the account.
 */

create table public.staff_invitations (
  id           uuid primary key default gen_random_uuid(),
  staff_id     uuid not null references public.staff on delete cascade,
  email        text not null,
  locale       text not null,
  invited_by   uuid references public.profiles on delete set null,
  invited_at   timestamptz not null default now(),
  sent_at      timestamptz,
  sent_count   integer not null default 0,
  accepted_at  timestamptz,
  withdrawn_at timestamptz,
  withdrawn_by uuid references public.profiles on delete set null,
  constraint staff_invitations_email_form check (email = lower(btrim(email)) and email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and char_length(email) <= 254),
  constraint staff_invitations_locale_known check (locale = any (private.languages())),
  constraint staff_invitations_one_end check (accepted_at is null or withdrawn_at is null)
);
comment on table public.staff_invitations is 'Who was asked to work here, when and by whom; open until accepted or withdrawn. Written by the commands of this file only.';
comment on column public.staff_invitations.sent_at is 'When the last mail went out; null while none has.';
comment on column public.staff_invitations.accepted_at is 'When the address was proven by the link in the mail; at once for an account that had proven it before.';
create unique index staff_invitations_one_open_per_email on public.staff_invitations (email) where accepted_at is null and withdrawn_at is null;
create unique index staff_invitations_one_open_per_staff on public.staff_invitations (staff_id) where accepted_at is null and withdrawn_at is null;
create index staff_invitations_staff_id_idx on public.staff_invitations (staff_id);
create index staff_invitations_invited_by_idx on public.staff_invitations (invited_by);
create index staff_invitations_withdrawn_by_idx on public.staff_invitations (withdrawn_by);

alter table public.staff_invitations enable row level security;
create policy staff_invitations_select_manager on public.staff_invitations for select to authenticated
  using ((select private.has_permission('access.manage')));

grant select on public.staff_invitations to authenticated;

/*
 * The account of an address: {user_id, proven}, user_id null if there is none. Proven means that its
 * owner has followed a link we mailed; whoever merely typed the address may have chosen the password.
 */
create function private.account_of(p_email text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user record;
begin
  select users.id, users.email_confirmed_at is not null as proven into v_user
  from auth.users where users.email = lower(btrim(p_email)) and not users.is_sso_user and users.deleted_at is null;
  return jsonb_build_object('user_id', v_user.id, 'proven', coalesce(v_user.proven, false));
end
$$;

create function private.check_invitation(p_email text, p_person jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  -- Before an account is made for whom no role could be given.
  perform private.require_step_up();
  if p_email is null or lower(btrim(p_email)) !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' or char_length(btrim(p_email)) > 254 then
    raise exception 'this is no address' using errcode = '22023', hint = 'email';
  end if;
  perform private.staff_input(p_person);
  return private.account_of(p_email);
end
$$;

create function private.invite_staff(p_email text, p_locale text, p_person jsonb) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_email constant text := lower(btrim(p_email));
  v_account jsonb;
  v_user_id uuid;
  v_proven boolean;
  v_input jsonb;
  v_staff public.staff;
  v_invitation public.staff_invitations;
begin
  v_account := private.check_invitation(p_email, p_person);
  v_input := private.staff_input(p_person);
  if p_locale is null or p_locale <> all (private.languages()) then
    raise exception 'unknown language' using errcode = '22023', hint = 'locale';
  end if;
  v_user_id := (v_account ->> 'user_id')::uuid;
  v_proven := (v_account ->> 'proven')::boolean;
  if v_user_id is null then
    raise exception 'the address has no account yet' using errcode = 'PT404', hint = 'email';
  end if;

  -- Two tries at once, or two admins: the second finds what the first made.
  perform pg_advisory_xact_lock(hashtextextended('invitation:' || v_email, 0));
  select * into v_invitation from public.staff_invitations
  where email = v_email and accepted_at is null and withdrawn_at is null;
  select * into v_staff from public.staff where user_id = v_user_id for update;
  perform private.require_permission('access.manage');

  if v_staff.id is null and v_invitation.id is not null then
    -- The account of an open invitation was deleted and made anew.
    update public.staff set user_id = v_user_id where id = v_invitation.staff_id returning * into v_staff;
  elsif v_staff.id is null then
    insert into public.staff (user_id, full_name, position)
    values (v_user_id, v_input ->> 'full_name', v_input ->> 'position') returning * into v_staff;
  elsif v_invitation.staff_id is distinct from v_staff.id then
    if v_staff.active then
      -- As the table itself would say it.
      raise exception 'duplicate key value violates unique constraint "staff_user_id_key"'
        using errcode = '23505', constraint = 'staff_user_id_key', hint = v_staff.id::text;
    end if;
    if not exists (
      select from public.staff_invitations where staff_id = v_staff.id and withdrawn_at is not null
    ) or exists (
      select from public.staff_invitations where staff_id = v_staff.id and accepted_at is not null
    ) then
      raise exception 'this person has worked here' using errcode = 'LN003', hint = v_staff.id::text;
    end if;
    -- Invited once, and called off before they ever came.
    update public.staff set active = true where id = v_staff.id;
  end if;

  perform private.write_staff(v_staff.id, v_input);
  if v_invitation.id is null then
    insert into public.staff_invitations (staff_id, email, locale, invited_by, accepted_at)
    values (v_staff.id, v_email, p_locale, auth.uid(), case when v_proven then now() end)
    returning * into v_invitation;
    if v_proven then
      perform private.notify_user(v_user_id, 'staff_joined', '{}', '/');
    end if;
  end if;
  return v_invitation;
end
$$;

/* The open invitation, for whoever may manage it; else PT404. */
create function private.open_invitation(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations;
begin
  perform private.require_permission('access.manage');
  select * into v_invitation from public.staff_invitations
  where id = p_invitation_id and accepted_at is null and withdrawn_at is null for update;
  perform private.require_permission('access.manage');
  if v_invitation.id is null then
    raise exception 'there is no such open invitation' using errcode = 'PT404', hint = 'p_invitation_id';
  end if;
  return v_invitation;
end
$$;

create function private.note_invitation_sent(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations := private.open_invitation(p_invitation_id);
begin
  update public.staff_invitations set sent_at = now(), sent_count = sent_count + 1
  where id = v_invitation.id returning * into v_invitation;
  return v_invitation;
end
$$;

create function private.withdraw_invitation(p_invitation_id uuid) returns public.staff_invitations
language plpgsql security definer set search_path = ''
as $$
declare
  v_invitation public.staff_invitations := private.open_invitation(p_invitation_id);
begin
  update public.staff set active = false where id = v_invitation.staff_id and active;
  update public.doctors set active = false where id = v_invitation.staff_id and active;
  delete from public.staff_wards where staff_id = v_invitation.staff_id;
  perform private.take_roles(
    (select user_id from public.staff where id = v_invitation.staff_id),
    array(select id from public.roles where kind <> 'patient')
  );
  update public.staff_invitations set withdrawn_at = now(), withdrawn_by = auth.uid()
  where id = v_invitation.id returning * into v_invitation;
  return v_invitation;
end
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/* The link in the mail was followed, whichever it was: the address is proven. */
create function private.tg_users__accept_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.staff_invitations set accepted_at = now()
  where accepted_at is null and withdrawn_at is null
    and staff_id = (select id from public.staff where user_id = new.id);
  return null;
end
$$;
create trigger users_520_accept_invitation after update of email_confirmed_at on auth.users
  for each row when (old.email_confirmed_at is null and new.email_confirmed_at is not null)
  execute function private.tg_users__accept_invitation();

create trigger staff_invitations_610_announce_directory after insert or update or delete on public.staff_invitations
  for each row execute function private.tg_announce('admin', 'directory_changed');
select private.audited('public.staff_invitations');
select private.keeps('{public.staff_invitations}', 'How a colleague came to their rights');

select private.expose('check_invitation', '{authenticated}',
  'Whether invite_staff would take this, without doing anything, and the account of the address: {user_id, proven}. Needs access.manage (42501); 22023 with the field as the hint.');
select private.expose('invite_staff', '{authenticated}',
  'Makes a colleague of the account of an address, with department, wards, roles and place among the doctors (see save_staff), all or nothing. Asked again while the invitation is open it brings the person up to date and makes nothing twice. Needs access.manage (42501); PT404 the address has no account, 23505 (staff_user_id_key) works here already, LN003 worked here and left (both with the staff id as the hint), 22023 with the field as the hint.');
select private.expose('note_invitation_sent', '{authenticated}',
  'Notes that the mail of an open invitation has gone out. Needs access.manage (42501); not open PT404.');
select private.expose('withdraw_invitation', '{authenticated}',
  'Calls an open invitation off: the person has no rights any more, and the link in the mail gives none. Needs access.manage (42501); not open PT404, visits are booked with them already LN018.');
