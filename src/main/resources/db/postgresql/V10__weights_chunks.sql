-- Weights that are kept in the database, in their order, at most 1 MiB in a row.
create table weights_chunk (
    trial_id bigint not null references trained_weights (trial_id) on delete cascade,
    position integer not null,
    content bytea not null,
    primary key (trial_id, position)
);

-- outside of the row and as they are: trained numbers do not get shorter
alter table weights_chunk alter column content set storage external;
