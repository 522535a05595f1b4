-- Whoever saves says which version they read: these were the last settings where the second of two administrators
-- silently undid what the first had saved.

alter table disposition add column version int not null default 1;
alter table result_code_plan add column version int not null default 1;
alter table canned_answer add column version int not null default 1;
alter table reason add column version int not null default 1;
