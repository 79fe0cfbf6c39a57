-- Weights that are kept in the database, in their order, at most 1 MiB in a row.
create table weights_chunk (
    trial_id bigint not null references trained_weights (trial_id) on delete cascade,
    position integer not null,
    content blob not null,
    primary key (trial_id, position)
);
