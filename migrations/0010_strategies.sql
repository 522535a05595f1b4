-- How queues pick, and how their members stand in them.

alter table queue drop constraint queue_strategy_check;
alter table queue add constraint queue_strategy_check check (
  strategy in ('longest_idle', 'least_busy', 'least_recent', 'round_robin', 'proficiency', 'weighted_random'));
-- Who took the last one: where a round goes on, also after a restart.
alter table queue add column last_agent_id uuid;
alter table queue add foreign key (workspace_id, last_agent_id) references agent (workspace_id, id);

alter table queue_member
  add column level int not null default 10 check (level between 1 and 20),
  add column penalty int not null default 0 check (penalty between 0 and 100),
  add column last_took_at timestamptz;
