-- Skills, who belongs to a queue by them, and the agent a contact would rather have.

create table skill (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  description text not null default '',
  version int not null default 1,
  primary key (workspace_id, id)
);
create unique index skill_name on skill (workspace_id, lower(name));

-- How well an agent does it: 1 best, 20 worst.
create table agent_skill (
  workspace_id uuid not null,
  agent_id uuid not null,
  skill_id uuid not null,
  level int not null check (level between 1 and 20),
  primary key (workspace_id, agent_id, skill_id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id),
  foreign key (workspace_id, skill_id) references skill (workspace_id, id)
);
create index agent_skill_of on agent_skill (workspace_id, skill_id);

-- What a queue asks for, and the levels that count.
create table queue_skill (
  workspace_id uuid not null,
  queue_id uuid not null,
  skill_id uuid not null,
  best int not null,
  worst int not null,
  primary key (workspace_id, queue_id, skill_id),
  foreign key (workspace_id, queue_id) references queue (workspace_id, id),
  foreign key (workspace_id, skill_id) references skill (workspace_id, id),
  check (1 <= best and best <= worst and worst <= 20)
);
create index queue_skill_of on queue_skill (workspace_id, skill_id);

alter table queue
  -- Whoever has the skills is a member without being named.
  add column joins_by_skill boolean not null default false,
  -- What the dialog for writing first begins with.
  add column outbound_template_id uuid,
  add column preferred_by text not null default 'off' check (preferred_by in ('off', 'interaction', 'contact')),
  -- Null: only if they are free at once.
  add column preferred_wait_minutes int check (preferred_wait_minutes between 1 and 1440),
  add foreign key (workspace_id, outbound_template_id) references template (workspace_id, id);

-- A row is there for who is named and for who has joined by their skills. Who is not able counts nowhere as a member:
-- the row keeps what an administrator said of them.
alter table queue_member
  add column named boolean not null default true,
  add column skilled boolean not null default false,
  add column able boolean not null default true,
  -- The worst of their levels in what the queue asks for; null where it asks for nothing.
  add column skill_level int check (skill_level between 1 and 20);

-- Who last held anything of a contact.
create table contact_holder (
  workspace_id uuid not null,
  contact_id uuid not null,
  agent_id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, contact_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
insert into contact_holder (workspace_id, contact_id, agent_id, at)
select distinct on (workspace_id, contact_id) workspace_id, contact_id, agent_id, accepted_at from interaction
where agent_id is not null and accepted_at is not null
order by workspace_id, contact_id, accepted_at desc;

-- Whom it would rather have, and until when it waits for them alone. No wait is 1970 and not null: "not before" is then
-- one condition, which is checked inside the index.
alter table interaction
  add column preferred_agent_id uuid,
  add column preferred_until timestamptz not null default 'epoch',
  add check (preferred_agent_id is not null or preferred_until = 'epoch');

drop index interaction_line;
create index interaction_line on interaction
  (workspace_id, queue_id, channel_id, priority desc, waiting_since, id, preferred_until)
  where state = 'waiting';
-- The lines of those who wait for one agent alone.
create index interaction_reserved on interaction
  (workspace_id, preferred_agent_id, queue_id, channel_id, priority desc, waiting_since, id, preferred_until)
  where state = 'waiting' and preferred_until > 'epoch';
create index interaction_preferred_until on interaction (workspace_id, preferred_until)
  where state = 'waiting' and preferred_until > 'epoch';
grant select (preferred_until) on interaction to switchboard_system;

grant select, insert, update, delete on skill, agent_skill, queue_skill, contact_holder to switchboard_app;
do $$
declare name text;
begin
  foreach name in array array['skill', 'agent_skill', 'queue_skill', 'contact_holder'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;
