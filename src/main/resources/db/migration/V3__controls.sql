-- What each hypernetwork is compared with beside its plain network, which trial.plain_hash names: the trial of that hash
-- in the same run. Runs that were planned before have none.
create table twin (
    trial_id bigint not null references trial (id) on delete cascade,
    -- the kind of control
    role varchar(40) not null,
    hash varchar(64) not null,
    primary key (trial_id, role)
);
