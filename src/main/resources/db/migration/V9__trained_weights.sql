-- What became of the weights of each trial that completed: a trial that has no row here completed before runners kept
-- weights.
create table trained_weights (
    trial_id bigint primary key references trial (id) on delete cascade,
    -- 'kept', or why they are not: 'switched-off', 'off-front'
    state varchar(20) not null,
    -- how many in all and SHA-256 of them, of weights that are kept or were
    bytes bigint,
    sha256 varchar(64),
    -- in the folder of artifacts; none if they lie in weights_chunk, or nowhere
    file_name text
);
