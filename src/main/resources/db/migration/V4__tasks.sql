-- more of the test of a trial that completed, by name, such as test-mse
create table test_measure (
    trial_id bigint not null references trial (id) on delete cascade,
    name varchar(100) not null,
    measure double precision not null,
    primary key (trial_id, name)
);

-- how each task of the test did; none where the data are one task
create table task_score (
    trial_id bigint not null references trial (id) on delete cascade,
    task integer not null,
    score double precision not null,
    loss double precision not null,
    -- in the units of the labels; none for classes
    mean_squared_error double precision,
    primary key (trial_id, task)
);
