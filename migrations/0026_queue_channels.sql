-- The channels whose interactions may come into a queue; empty: all of them.
alter table queue add column channel_ids uuid[] not null default '{}';
