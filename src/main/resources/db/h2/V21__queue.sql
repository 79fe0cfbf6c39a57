-- Checkpoints of kept_checkpoint, cut into pieces of at most 1 MiB.
create table checkpoint_chunk (
    name varchar(400) not null references kept_checkpoint (name) on delete cascade,
    position integer not null,
    content blob not null,
    primary key (name, position)
);
