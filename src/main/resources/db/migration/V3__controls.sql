-- What each hypernetwork is compared with beside its plain network, which trial.plain_hash names: the trial of that hash
-- in the same run. Runs that were planned before have none.
create table twin (
    trial_id bigint not null references trial (id) on delete cascade,
    -- the kind of control
    role varchar(40) not null,
    hash varchar(64) not null,
    primary key (trial_id, role)
);

-- what a trained generator makes of z; of hypernetworks that completed
create table probe (
    trial_id bigint primary key references trial (id) on delete cascade,
    movement double precision not null,
    constant_share double precision not null,
    effective_rank double precision not null,
    samples integer not null
);
