-- An offer may be made to several agents at once, and it is kept why those.

alter table queue drop constraint queue_strategy_check;
alter table queue add constraint queue_strategy_check check (strategy in (
  'longest_idle', 'least_busy', 'least_recent', 'round_robin', 'proficiency', 'weighted_random', 'ring_all',
  'pick_from_list'));

-- The row of an interaction says to whom it is offered: whoever holds the row knows all of them.
drop index interaction_load;
alter table interaction alter column offered_to type uuid[]
  using case when offered_to is not null then array[offered_to] end;
alter table interaction add constraint interaction_offered_to_somebody check (cardinality(offered_to) > 0);

-- The same the other way round: what an agent is asked, found by the agent. No index can look into an array under
-- row-level security, so a trigger keeps this one; nobody else writes it.
create table asked (
  workspace_id uuid not null,
  agent_id uuid not null,
  interaction_id uuid not null,
  channel_id uuid not null,
  primary key (workspace_id, agent_id, interaction_id)
);
insert into asked
  select workspace_id, who, id, channel_id from interaction cross join lateral unnest(offered_to) as who;

-- What an agent holds. As an expression, so that the planner, which knows nothing of its values, always prefers it to
-- an index without the agent in it.
create index interaction_held on interaction (workspace_id, (case when state <> 'offered' then agent_id end), channel_id)
  where state in ('active', 'wrapping_up');

create function keep_asked() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  if tg_op <> 'INSERT' then
    delete from asked where workspace_id = old.workspace_id and interaction_id = old.id
      and agent_id = any(old.offered_to) and (new.offered_to is null or agent_id <> all(new.offered_to));
  end if;
  if tg_op <> 'DELETE' then
    insert into asked (workspace_id, agent_id, interaction_id, channel_id)
      select new.workspace_id, who, new.id, new.channel_id from unnest(new.offered_to) as who
      on conflict do nothing;
  end if;
  return null;
end $$;

create trigger offered after insert on interaction for each row
  when (new.offered_to is not null) execute function keep_asked();
create trigger offered_to_others after update of offered_to on interaction for each row
  when (old.offered_to is distinct from new.offered_to) execute function keep_asked();
create trigger offered_and_gone after delete on interaction for each row
  when (old.offered_to is not null) execute function keep_asked();

-- Why the router gave an interaction to whom: who was considered, with the numbers that decided. The id is the offer's,
-- or, where nobody was asked, one of its own; both are given out in order.
create table pick (
  workspace_id uuid not null,
  interaction_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  why jsonb not null,
  primary key (workspace_id, interaction_id, id),
  foreign key (workspace_id, interaction_id) references interaction (workspace_id, id) on delete cascade
);

grant select on asked to switchboard_app;
grant select, insert on pick to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['asked', 'pick'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;

revoke all on function keep_asked() from public;
