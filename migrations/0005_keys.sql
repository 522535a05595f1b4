-- Secrets of the installation itself, sealed as those of channels are, so that the key can change and they stay: what
-- the cookies of sign-in are signed with.
create table auth.secret (
  name text primary key,
  sealed text not null
);
grant select, insert on auth.secret to switchboard_system;
