-- A contact who leaves the last word unanswered is reminded: after how long each time, how often at most, in which words.
alter table queue
  add column remind_after_seconds int check (remind_after_seconds between 60 and 86400),
  add column remind_most int check (remind_most between 1 and 3),
  add column remind_text text check (length(remind_text) between 1 and 1000),
  add constraint reminders_are_whole check (num_nulls(remind_after_seconds, remind_most, remind_text) in (0, 3));

-- In which silence (its `quiet_since`) the contact was reminded last, how often in it, and when.
alter table interaction
  add column reminded_for timestamptz,
  add column reminded int not null default 0,
  add column reminded_at timestamptz;

grant select (remind_after_seconds, remind_most) on queue to switchboard_system;
grant select (reminded_for, reminded, reminded_at) on interaction to switchboard_system;
