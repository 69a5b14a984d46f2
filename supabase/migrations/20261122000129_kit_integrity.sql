/*
 * Kit: what must agree though no constraint can say so, because it is over many rows or several tables. Said by each
 * domain in its own file; `npm run integrity` asks all of it, besides what Postgres knows of itself.
 *
 *   select private.agrees('stock_balances', 'Each balance is the sum of its movements', 'select … the ids of those that are not');
 */
create table private.integrity_rules (
  name  text primary key,
  says  text not null,
  finds text not null,
  constraint integrity_rules_name_form check (name ~ '^[a-z][a-z0-9_]{2,59}$')
);
comment on table private.integrity_rules is 'What must agree over rows and tables.';
comment on column private.integrity_rules.finds is 'A query for the ids, of whatever does not: none, when all is well.';
select private.keeps('{private.integrity_rules}', 'Said by migrations alone');

create function private.agrees(p_name text, p_says text, p_finds text) returns void
language sql set search_path = ''
as $$ insert into private.integrity_rules (name, says, finds) values (p_name, p_says, p_finds); $$;

/* Sealed values that are not as they were sealed, or are not found by each key in use. */
create function private.broken_seals() returns setof text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_value record;
begin
  for v_value in select column_name, row_id from private.sealed_values loop
    begin
      if (
        select count(*) from private.sealed_marks mark
        where mark.column_name = v_value.column_name and mark.row_id = v_value.row_id
          and mark.mark = private.sealed_mark(mark.column_name, private.unseal(mark.column_name, mark.row_id), private.sealing_key(mark.key_n))
      ) <> (select count(*) from private.sealing_keys) then
        return next v_value.column_name || ' ' || v_value.row_id;
      end if;
    exception when sqlstate 'XX001' or sqlstate '39000' then
      return next v_value.column_name || ' ' || v_value.row_id;
    end;
  end loop;
end
$$;
select private.agrees('sealed_values', 'Each sealed value is as it was sealed, and is found by each key in use', 'select * from private.broken_seals()');
