-- What keeps routing and the lists fast however many agents, people and years there are.

-- What an agent has, offered or held, in one index: the router counts it for whoever it considers. Of the two that it
-- replaces the planner could not tell, while statistics were old, that they beat one without the agent in it.
create index interaction_load on interaction (workspace_id, (case when state = 'offered' then offered_to else agent_id end), channel_id)
  where state in ('offered', 'active', 'wrapping_up');
drop index interaction_offered;
drop index interaction_held;

-- Searching contacts. Row-level security allows only operators that cannot leak to use an index, and LIKE is not among
-- them: under it every search would read every contact of the workspace. These two functions therefore run as the owner
-- and look at the one workspace of the transaction themselves; whoever forgets to name one gets an error, as everywhere.
-- They answer with ids only: what is shown of a contact is read under the caller's own rules. Both extensions are
-- trusted: the owner of a database may create them (Postgres 13 and later).
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create index identity_digits on identity using gin (workspace_id, value gin_trgm_ops) where kind = 'phone';

-- Contacts whose name begins so, in the order of their names, at most so many. `start` is in lower case.
create function contacts_named(start text, most int) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  return query select c.id from contact c
    where c.workspace_id = current_setting('app.workspace')::uuid
      and lower(c.name) ~>=~ start and lower(c.name) ~<~ (start || U&'\+10FFFF')
    order by lower(c.name) using ~<~, c.id limit most;
end $$;

-- Contacts with these digits anywhere in one of their numbers, at most so many, in no order.
create function contacts_with_digits(digits text, most int) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  return query select i.contact_id from identity i
    where i.workspace_id = current_setting('app.workspace')::uuid
      and i.kind = 'phone' and i.value like ('%' || digits || '%')
    limit most;
end $$;

revoke all on function contacts_named(text, int), contacts_with_digits(text, int) from public;
grant execute on function contacts_named(text, int), contacts_with_digits(text, int) to switchboard_app;
