-- How long one person has to accept an offer (R-075); null: as long as the queue says.
alter table agent add column accept_seconds int check (accept_seconds between 15 and 60);
