-- Tags: a list an administrator keeps, on channels, queues, people and interactions; and who sees what by them.

create table tag (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  title text not null check (length(title) between 1 and 30),
  colour text not null check (colour in ('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink')),
  -- A retired tag is put on nothing any more, and stays where it is.
  active boolean not null default true,
  version int not null default 1,
  primary key (workspace_id, id)
);
create unique index tag_title on tag (workspace_id, lower(title));

-- Do tags decide who sees what, and for whom? {"agent": {"filter", "assign", "block"}, "supervisor": {…}}
create table tagging (
  workspace_id uuid not null references workspace (id),
  active boolean not null default false,
  roles jsonb not null,
  version int not null default 1,
  primary key (workspace_id)
);

-- Tags are never removed, so nothing here can name one that is gone. They travel with the row: no look more for any card.
alter table channel add column tag_ids uuid[] not null default '{}';
alter table queue add column tag_ids uuid[] not null default '{}';
alter table agent add column tag_ids uuid[] not null default '{}';
alter table interaction add column tag_ids uuid[] not null default '{}';

-- The same once more, to find interactions by a tag, newest first: row-level security keeps arrays from using an index.
create table interaction_tag (
  workspace_id uuid not null,
  tag_id uuid not null,
  interaction_id uuid not null,
  created_at timestamptz not null,
  primary key (workspace_id, tag_id, interaction_id),
  foreign key (workspace_id, tag_id) references tag (workspace_id, id),
  foreign key (workspace_id, interaction_id) references interaction (workspace_id, id)
);
create index interaction_tag_newest on interaction_tag (workspace_id, tag_id, created_at desc, interaction_id desc);

grant select, insert, update on tag, tagging to switchboard_app;
grant select, insert, delete on interaction_tag to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['tag', 'tagging', 'interaction_tag'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)',
      name
    );
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;

-- Whoever asks is looked up with what they may not see.
create policy system_reads on tagging for select to switchboard_system using (true);
grant select on tagging to switchboard_system;
grant select (workspace_id, id, tag_ids) on queue to switchboard_system;
