-- The line before a queue: who stands where in it, how long it may be, and what those who wait are told.

alter table queue
  add column priority int not null default 0 check (priority between 0 and 1000),
  add column point_seconds int check (point_seconds between 1 and 3600),
  add column weight int not null default 1 check (weight between 1 and 100),
  add column most_waiting int check (most_waiting between 1 and 10000),
  add column longest_wait_seconds int check (longest_wait_seconds between 10 and 86400),
  add column overflow text not null default 'stay' check (overflow in ('stay', 'move', 'close')),
  add column overflow_queue_id uuid,
  add column overflow_text text check (length(overflow_text) between 1 and 1000),
  add column announce_after_seconds int check (announce_after_seconds between 5 and 3600),
  add column announce_text text check (length(announce_text) between 1 and 1000),
  add foreign key (workspace_id, overflow_queue_id) references queue (workspace_id, id),
  add check ((overflow = 'move') = (overflow_queue_id is not null)),
  add check ((announce_after_seconds is null) = (announce_text is null));

-- For which wait somebody was told how long it takes, or was treated as too many or too late: once for each.
alter table interaction
  add column announced_for timestamptz,
  add column overflowed_for timestamptz;

grant select (workspace_id, id, removed_at, most_waiting, longest_wait_seconds, announce_after_seconds)
  on queue to switchboard_system;
