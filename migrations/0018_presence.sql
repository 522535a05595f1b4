-- What happens when a person disappears, and how people stay ready.

create table presence_rules (
  workspace_id uuid primary key references workspace (id),
  -- What becomes of who receives something: as the queue says, always ready again (force ready), or not ready.
  ready_rule text not null default 'by_queue' check (ready_rule in ('by_queue', 'force_ready', 'one_by_one')),
  -- How long a break that was asked for waits while nothing is held.
  break_wait_seconds int not null default 0 check (break_wait_seconds between 0 and 3600),
  -- How long a person may be without a line before they count as away.
  grace_seconds int not null default 60 check (grace_seconds between 30 and 3600),
  version int not null default 1
);

alter table reason drop constraint reason_kind_check;
alter table reason add constraint reason_kind_check check (kind in ('break', 'offline', 'sign_out'));

-- Null: as the workspace says.
alter table agent add column ready_rule text check (ready_rule in ('by_queue', 'force_ready', 'one_by_one'));

alter table queue
  -- What becomes of open interactions whose agent has gone.
  add column on_agent_gone text not null default 'keep' check (on_agent_gone in ('keep', 'return'));

alter table presence drop constraint presence_state_check;
alter table presence add constraint presence_state_check check (
  state in ('available', 'on_break', 'working_offline', 'signed_out', 'away'));
alter table presence
  add column not_ready boolean not null default false,
  add column break_begins_at timestamptz,
  add column break_requested_state text not null default 'on_break'
    check (break_requested_state in ('on_break', 'working_offline')),
  -- Who is away, or was until they say something: since when, and how much went back to its queues.
  add column away_since timestamptz,
  add column away_returned int not null default 0,
  -- When what they hold goes back to the queues that say so.
  add column work_returns_at timestamptz;
create index presence_break_due on presence (workspace_id, break_begins_at) where break_begins_at is not null;
create index presence_work_due on presence (workspace_id, work_returns_at) where work_returns_at is not null;
grant select (break_begins_at, work_returns_at) on presence to switchboard_system;

-- Who has a live line to one of our nodes, and when that was last written down: sparsely, and by itself, so that it
-- disturbs nobody who decides about presences. Who was never seen works through the API, and cannot disappear.
create table attendance (
  workspace_id uuid not null,
  agent_id uuid not null,
  seen_at timestamptz not null,
  -- They have not been seen for a while: unless they come back, they are away from then on.
  leaves_at timestamptz,
  primary key (workspace_id, agent_id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
create index attendance_seen on attendance (workspace_id, seen_at) where leaves_at is null;
create index attendance_leaving on attendance (workspace_id, leaves_at) where leaves_at is not null;

grant select, insert, update on presence_rules to switchboard_app;
grant select, insert, update, delete on attendance to switchboard_app;
grant select (workspace_id, seen_at, leaves_at) on attendance to switchboard_system;

do $$
declare name text;
begin
  foreach name in array array['presence_rules', 'attendance'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;
create policy system_reads on attendance for select to switchboard_system using (true);
