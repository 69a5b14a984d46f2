/*
 * Schema cron: what the extension pg_cron offers on hosted, for a server that lacks it. Same
 * functions, same tables; `scheduler.ts` runs what is due. Migrations call cron.schedule() alike
 * on both, and guard `create extension pg_cron` by pg_available_extensions.
 */

create schema cron;

create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
create index job_run_details_start_time_idx on cron.job_run_details (start_time);

alter table cron.job enable row level security;
alter table cron.job_run_details enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

/*
 * Refuses a schedule cron would not understand, so that a migration fails rather than a job never
 * runs: five fields (numbers, names, lists, ranges, steps, `$` for a month's last day), a macro
 * such as @daily, or `<1-59> seconds`.
 */
create function cron.is_schedule(schedule text) returns boolean
  language sql immutable
  as $$
  select trim(schedule) ~* '^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$'
    or trim(schedule) ~* '^([1-9]|[1-5][0-9]) seconds?$'
    or trim(schedule) ~* '^([0-9*,/$-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)+(\s+([0-9*,/$-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)+){4}$'
$$;

/*
 * Hosted's `postgres` reads cron.job and changes it through the functions alone. There they see whose call
 * it is; these run as their owner and are told by a wrapper, and only somebody's own name is believed.
 */
create function cron.own(job_owner text) returns void
  language plpgsql
  as $$
begin
  if not pg_has_role(session_user, job_owner, 'member') then
    raise insufficient_privilege using message = format('permission denied to act for %s', job_owner);
  end if;
end
$$;

create function cron.schedule_for(
  job_owner text, job_name text, job_schedule text, job_command text
) returns bigint
  language plpgsql security definer set search_path = ''
  as $$
declare
  id bigint;
begin
  perform cron.own(job_owner);
  if not cron.is_schedule(job_schedule) then
    raise exception 'invalid schedule: %', job_schedule
      using hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
  insert into cron.job as job (jobname, schedule, command, username)
  values (job_name, job_schedule, job_command, job_owner)
  on conflict on constraint jobname_username_uniq
  do update set schedule = excluded.schedule, command = excluded.command, active = true
  returning job.jobid into id;
  return id;
end
$$;

create function cron.unschedule_for(job_owner text, job_id bigint, job_name text) returns boolean
  language plpgsql security definer set search_path = ''
  as $$
begin
  perform cron.own(job_owner);
  delete from cron.job
  where username = job_owner and (jobid = job_id or (job_id is null and jobname = job_name));
  if not found then
    raise exception 'could not find valid entry for job ''%''', coalesce(job_id::text, job_name);
  end if;
  return true;
end
$$;

create function cron.alter_for(
  job_owner text, job_id bigint, new_schedule text, new_command text, new_database text,
  new_username text, new_active boolean
) returns void
  language plpgsql security definer set search_path = ''
  as $$
begin
  perform cron.own(job_owner), cron.own(coalesce(new_username, job_owner));
  if new_schedule is not null and not cron.is_schedule(new_schedule) then
    raise exception 'invalid schedule: %', new_schedule;
  end if;
  update cron.job as job set
    schedule = coalesce(new_schedule, job.schedule),
    command = coalesce(new_command, job.command),
    database = coalesce(new_database, job.database),
    username = coalesce(new_username, job.username),
    active = coalesce(new_active, job.active)
  where job.jobid = job_id and job.username = job_owner;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', job_id;
  end if;
end
$$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
  language sql
  as $$ select cron.schedule_for(current_user, job_name, schedule, command) $$;

create function cron.schedule(schedule text, command text) returns bigint
  language sql
  as $$ select cron.schedule_for(current_user, null, schedule, command) $$;

create function cron.unschedule(job_id bigint) returns boolean
  language sql
  as $$ select cron.unschedule_for(current_user, job_id, null) $$;

create function cron.unschedule(job_name text) returns boolean
  language sql
  as $$ select cron.unschedule_for(current_user, null, job_name) $$;

create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null,
  database text default null, username text default null, active boolean default null
) returns void
  language sql
  as $$ select cron.alter_for(current_user, job_id, schedule, command, database, username, active) $$;

revoke execute on all functions in schema cron from public;
grant usage on schema cron to postgres with grant option;
grant select on cron.job to postgres;
grant select, delete on cron.job_run_details to postgres;
grant execute on all functions in schema cron to postgres;
