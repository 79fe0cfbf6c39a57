-- how each task of the test did after another one was learned, of a trial that learned one after the other
create table forgetting (
    trial_id bigint not null references trial (id) on delete cascade,
    -- the task that was learned last
    learned integer not null,
    task integer not null,
    score double precision not null,
    loss double precision not null,
    -- in the units of the labels; none for classes
    mean_squared_error double precision,
    primary key (trial_id, learned, task)
);
