-- Whether somebody has asked that the run stops; every worker looks for it while it has a trial of the run.
alter table run add column stop_requested boolean default false not null;

-- What made the run's numbers: source, natives and processor's kernels of the first worker that took a trial of it. Null
-- until then, and of a run that is not worked by workers elsewhere.
alter table run add column compute_key varchar(200);

-- How often workers have taken the trial since one of them last brought it forward, and who those were, one to a line.
alter table trial add column idle_claims integer default 0 not null;
alter table trial add column idle_workers text;

-- The compute key of the worker that ended the trial, where that is not the run's.
alter table trial add column compute_key varchar(200);

-- A checkpoint that is kept in the database instead of a folder, under the name that a file would have.
create table kept_checkpoint (
    name varchar(400) primary key,
    bytes bigint not null,
    written_at timestamp(6) with time zone not null
);

-- A process that trains trials of runs that others coordinate.
create table worker (
    id varchar(200) primary key,
    host varchar(60) not null,
    pid bigint not null,
    -- source and natives; the key says what they make of numbers
    build varchar(400) not null,
    compute_key varchar(200) not null,
    threads integer not null,
    -- working, stopping, withdrawn, ended
    state varchar(20) not null,
    -- why it withdrew or waits, for people
    reason text,
    started_at timestamp(6) with time zone not null,
    heartbeat_at timestamp(6) with time zone not null,
    -- its counters as JSON, name to number
    meters text not null
);
