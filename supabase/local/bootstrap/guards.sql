/*
 * What hosted refuses to `postgres` in the schemas of its services, which belong to their servers: anything
 * but policies, triggers, comments and grants. It comes last, as everything before it is made there.
 */

/* Whether the one who asks got at it by membership only. */
create function extensions.is_guest(schema_name text) returns boolean
  language sql stable
  as $$
  select schema_name in ('auth', 'storage', 'realtime')
    and current_user not in (
      'supabase_admin', 'supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin'
    )
$$;

create function extensions.refuse_changes() returns event_trigger
  language plpgsql
  as $$
declare
  command record;
begin
  for command in
    select * from pg_event_trigger_ddl_commands()
    where extensions.is_guest(schema_name)
      and command_tag not in ('CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER', 'COMMENT', 'GRANT', 'REVOKE')
  loop
    raise insufficient_privilege using message = case
      when command.command_tag like 'CREATE %' then format('permission denied for schema %s', command.schema_name)
      else format('must be owner of %s %s', command.object_type, command.object_identity)
    end;
  end loop;
end
$$;

create function extensions.refuse_drops() returns event_trigger
  language plpgsql
  as $$
declare
  dropped record;
begin
  for dropped in
    select * from pg_event_trigger_dropped_objects()
    where extensions.is_guest(coalesce(schema_name, address_names[1]))
      and original and object_type not in ('policy', 'trigger')
  loop
    raise insufficient_privilege using message = format('must be owner of %s %s', dropped.object_type, dropped.object_identity);
  end loop;
end
$$;

create event trigger service_schemas_refuse_changes on ddl_command_end
  execute function extensions.refuse_changes();
create event trigger service_schemas_refuse_drops on sql_drop
  execute function extensions.refuse_drops();
