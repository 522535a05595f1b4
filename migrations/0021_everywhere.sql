-- Some outcomes are offered on every channel, whatever its plan says: "wrong number", "do not write to me again".

alter table disposition add column everywhere boolean not null default false;
