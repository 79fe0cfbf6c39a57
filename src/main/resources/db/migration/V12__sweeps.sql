-- In which round of its run a trial was proposed, counted from 1; 0 of a control, which no search proposes, and of a
-- trial that was planned before rounds were noted.
alter table trial add column round integer default 0 not null;

-- The point of the search space, JSON: swept settings by path; none of a control.
alter table trial add column point text;

-- The epoch after whose end the trial pauses, to be asked whether it goes on; none if it goes on to its end.
alter table trial add column pause_epoch integer;

-- How many epochs it trains if nothing ends it before; none of a trial that was planned before this was noted.
alter table trial add column planned_epochs bigint;

-- Of a trial that was not trained here: whose rows were taken, as experiment/run/number and as an id. The original may
-- be forgotten.
alter table trial add column reused_from text;
alter table trial add column reused_trial bigint;

create index trial_hash on trial (hash);

-- What a pruner decided at the end of a round, and why.
create table pruning_decision (
    trial_id bigint not null references trial (id) on delete cascade,
    -- counted from 1, and the epoch that it is at
    rung integer not null,
    epoch integer not null,
    -- 'goes-on', 'halts' or 'waits'
    decision varchar(20) not null,
    reason text not null,
    primary key (trial_id, rung)
);

-- Why a run ended before all of its trials did, or ended otherwise than they say.
alter table run add column detail text;

-- Specs that a run had before it was extended, oldest first.
create table earlier_spec (
    run_id bigint not null references run (id) on delete cascade,
    position integer not null,
    spec_hash varchar(64) not null,
    spec text not null,
    replaced_at timestamp(6) with time zone not null,
    primary key (run_id, position)
);
