-- SHA-256 of the examples that a trial's data settings and seed stood for when it was planned. None for a trial that was
-- planned before, or whose data could not be read: then provenance tells, once the trial has begun.
alter table trial add column data_fingerprint varchar(64);

-- The files that the examples of a run came from, and SHA-256 of each when the run began: tells which of several changed.
create table run_file (
    run_id bigint not null references run (id) on delete cascade,
    position integer not null,
    path text not null,
    sha256 varchar(64) not null,
    primary key (run_id, position)
);
