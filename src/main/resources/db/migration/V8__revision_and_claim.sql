-- Raised in the transaction of every write to the rows of a run: what was read at one revision is true until the next.
alter table run add column revision bigint default 0 not null;

-- Raised by each worker that takes the trial, whose every write must match it. 0 of a trial that nobody has taken, and of
-- one that was taken before.
alter table trial add column claim bigint default 0 not null;
