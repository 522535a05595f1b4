-- May agents pass on what they hold of this channel (R-035)? The rules of the workspace are asked too.
alter table channel add column passes_on boolean not null default true;
