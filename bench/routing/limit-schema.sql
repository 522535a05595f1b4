create table agent (id int primary key, skill int not null, load int not null default 0, idle_since timestamptz not null default now());
create index on agent (skill, load, idle_since);
create table waiting (id bigint generated always as identity primary key, skill int not null, state text not null default 'waiting', since timestamptz not null default now(), offer uuid, offered_to int, expires_at timestamptz);
create index on waiting (skill, since) where state = 'waiting';
create index on waiting (expires_at) where state = 'offered';
create table line (id bigint generated always as identity primary key, at timestamptz not null default now(), type text not null, event json not null);
insert into agent (id, skill) select n, n % 200 from generate_series(1, 15000) as n;
insert into waiting (skill, since) select n % 200, now() - make_interval(secs => n % 86400) from generate_series(1, 200000) as n;
analyze;
