-- The revision of its run at which the trial was written to last; 0 of one that was written to before this was noted. What
-- has changed since a revision is found by it.
alter table trial add column revision bigint default 0 not null;

-- The revision at which trials were written to without that it is noted of each: all have to be read again.
alter table run add column rewritten bigint default 0 not null;

create index trial_revision on trial (run_id, revision);
