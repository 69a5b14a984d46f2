/*
 * What whoever manages access sees of a colleague's account: when it was last used, and whether it is shut out. The
 * auth service's own tables are nobody's to read.
 */
create function private.staff_account(p_staff_id uuid)
returns table (last_sign_in_at timestamptz, address_proven boolean, shut_out_until timestamptz)
language plpgsql stable security definer rows 1 set search_path = ''
as $$
begin
  perform private.require_permission('access.manage');
  if not exists (select from public.staff where id = p_staff_id) then
    raise exception 'no such colleague' using errcode = 'PT404', hint = 'p_staff_id';
  end if;
  return query
    select account.last_sign_in_at, account.email_confirmed_at is not null,
      case when account.banned_until > now() then account.banned_until end
    from public.staff member join auth.users account on account.id = member.user_id
    where member.id = p_staff_id;
end
$$;

select private.expose('staff_account', '{authenticated}',
  'A colleague''s account, no row if they have none: when somebody last signed in to it, whether its address is proven, until when it is shut out. Needs access.manage (42501); PT404 nobody.');
