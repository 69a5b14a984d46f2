/*
 * A display in Internal Medicine that was paired and is not switched on, so that the list is not empty.
 * Nobody has its token: no secret is in this file.
 */

insert into public.displays (id, ward_id, name, token_hash, paired_by, paired_at, last_seen_at)
select
  demo.id('display.A'), demo.id('ward.A'), 'Corridor, by the nurses’ desk',
  private.token_hash(gen_random_uuid()::text), demo.id('user.wardmanager'),
  now() - interval '40 days', now() - interval '3 hours';
