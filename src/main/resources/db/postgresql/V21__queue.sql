-- Checkpoints of kept_checkpoint, cut into pieces of at most 1 MiB.
create table checkpoint_chunk (
    name varchar(400) not null references kept_checkpoint (name) on delete cascade,
    position integer not null,
    content bytea not null,
    primary key (name, position)
);

-- outside of the row and as they are: trained numbers do not get shorter
alter table checkpoint_chunk alter column content set storage external;

-- The queue, as db-scheduler has it: one row for each trial that waits for a worker or is in the hands of one.
create table trial_task (
    task_name varchar(200) not null,
    task_instance varchar(100) not null,
    task_data bytea,
    execution_time timestamp(6) with time zone not null,
    picked boolean not null,
    picked_by varchar(200),
    last_success timestamp(6) with time zone,
    last_failure timestamp(6) with time zone,
    consecutive_failures integer,
    last_heartbeat timestamp(6) with time zone,
    version bigint not null,
    priority smallint,
    primary key (task_name, task_instance)
);

create index trial_task_due on trial_task (execution_time);
create index trial_task_heartbeat on trial_task (last_heartbeat);
