-- Whom a queue asks by what they are doing, why offers are rejected, and what people may not set for themselves.

alter table queue add column eligible text not null default 'with_room'
  check (eligible in ('with_room', 'undivided', 'one_at_a_time', 'beside_anything', 'idle_first'));

-- Of which queue it is: some want whomever they ask undivided, also while they only ask.
alter table asked add column queue_id uuid;
update asked set queue_id = i.queue_id from interaction i
  where i.workspace_id = asked.workspace_id and i.id = asked.interaction_id;
alter table asked alter column queue_id set not null;

create or replace function keep_asked() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
begin
  if tg_op <> 'INSERT' then
    delete from asked where workspace_id = old.workspace_id and interaction_id = old.id
      and agent_id = any(old.offered_to) and (new.offered_to is null or agent_id <> all(new.offered_to));
  end if;
  if tg_op <> 'DELETE' then
    insert into asked (workspace_id, agent_id, interaction_id, channel_id, queue_id)
      select new.workspace_id, who, new.id, new.channel_id, new.queue_id from unnest(new.offered_to) as who
      on conflict (workspace_id, agent_id, interaction_id) do update set queue_id = excluded.queue_id
      where asked.queue_id <> excluded.queue_id;
  end if;
  return null;
end $$;
drop trigger offered_to_others on interaction;
create trigger offered_to_others after update of offered_to, queue_id on interaction for each row
  when (old.offered_to is distinct from new.offered_to
    or (new.offered_to is not null and old.queue_id <> new.queue_id)) execute function keep_asked();

-- Why somebody does not take what they were offered.
alter table reason drop constraint reason_kind_check;
alter table reason add constraint reason_kind_check check (kind in ('break', 'offline', 'sign_out', 'reject'));

-- How the desk behaves for everybody, where an administrator has said so: what is not in here everybody sets themselves.
create table preference_rules (
  workspace_id uuid primary key references workspace (id),
  locked jsonb not null default '{}',
  version int not null default 1
);
alter table preference_rules enable row level security;
alter table preference_rules force row level security;
create policy one_workspace on preference_rules to switchboard_app
  using (workspace_id = current_setting('app.workspace')::uuid);
do $$
begin
  execute format('create policy owner_keeps_house on preference_rules to %I using (true)', current_user);
end $$;
grant select, insert, update on preference_rules to switchboard_app;
