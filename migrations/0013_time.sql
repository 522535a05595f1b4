-- Time: business calendars, schedules of channels, service promises and their clocks.

create table calendar (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  zone text not null,
  -- [{day, from, to}]
  blocks jsonb not null default '[]',
  -- [{name, on, blocks}]
  special_days jsonb not null default '[]',
  version int not null default 1,
  primary key (workspace_id, id)
);
create unique index calendar_name on calendar (workspace_id, lower(name));

-- What is promised, and for whom: the workspace (its own id), a channel or a queue. A clock that is not named follows
-- the one above it.
create table sla_policy (
  workspace_id uuid not null references workspace (id),
  owner_id uuid not null,
  owner text not null check (owner in ('workspace', 'channel', 'queue')),
  clocks jsonb not null default '{}',
  service_level_seconds int check (service_level_seconds between 1 and 86400),
  abandon_after_seconds int check (abandon_after_seconds between 1 and 2592000),
  version int not null default 1,
  primary key (workspace_id, owner_id),
  check ((owner = 'workspace') = (owner_id = workspace_id))
);

alter table channel
  add column calendar_id uuid,
  -- Outside its hours: keep what waits until it opens, instead of offering it to whoever is there.
  add column holds_while_closed boolean not null default false,
  -- As its schedule has it, and when that changes next: a deadline, swept like the others.
  add column open boolean not null default true,
  add column schedule_at timestamptz,
  add foreign key (workspace_id, calendar_id) references calendar (workspace_id, id);
create index channel_schedule_due on channel (workspace_id, schedule_at) where schedule_at is not null;

-- Opening hours become calendars of their own. Whether they are open now is for the first sweep to find out.
insert into calendar (workspace_id, id, name, zone, blocks)
  select workspace_id, gen_random_uuid(), left(name, 50) || ' (' || key || ')', opening_hours ->> 'zone', opening_hours -> 'blocks'
  from channel where opening_hours is not null;
update channel c set calendar_id = k.id, schedule_at = 'epoch'
  from calendar k where k.workspace_id = c.workspace_id and k.name = left(c.name, 50) || ' (' || c.key || ')'
    and c.opening_hours is not null;

-- What a channel promised for its answers becomes its next response clock. It counted all hours, so it still does.
insert into sla_policy (workspace_id, owner_id, owner, clocks)
  select workspace_id, id, 'channel', jsonb_build_object('next_response', jsonb_build_object(
    'on', true, 'seconds', response_seconds, 'warnPercent', response_warning_percent,
    'businessHours', opening_hours is null, 'onWarning', '[]'::jsonb, 'onBreach', '[]'::jsonb))
  from channel;

alter table interaction
  -- {clock: {from, warnAt, dueAt, told, pausedAt, alarm}}, instants in milliseconds.
  add column clocks jsonb not null default '{}',
  -- When the next of them warns or is due.
  add column clock_at timestamptz;
update interaction i set
  clock_at = i.awaiting_reply_since + make_interval(secs => c.response_seconds * c.response_warning_percent / 100.0),
  clocks = jsonb_build_object('next_response', jsonb_build_object(
    'from', floor(extract(epoch from i.awaiting_reply_since) * 1000),
    'warnAt', case when c.response_warning_percent < 100 then
      floor(extract(epoch from i.awaiting_reply_since) * 1000) + c.response_seconds * c.response_warning_percent * 10 end,
    'dueAt', floor(extract(epoch from i.awaiting_reply_since) * 1000) + c.response_seconds * 1000,
    'told', 'nothing', 'pausedAt', null, 'alarm', false))
  from channel c
  where c.workspace_id = i.workspace_id and c.id = i.channel_id and i.state <> 'closed' and i.awaiting_reply_since is not null;
create index interaction_clock_due on interaction (workspace_id, clock_at) where clock_at is not null;

alter table channel drop column opening_hours, drop column response_seconds, drop column response_warning_percent;

grant select, insert, update, delete on calendar, sla_policy to switchboard_app;
grant select (clock_at) on interaction to switchboard_system;

do $$
declare name text;
begin
  foreach name in array array['calendar', 'sla_policy'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;
