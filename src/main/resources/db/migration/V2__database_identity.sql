-- Which database this is: of all databases whose checkpoints lie in one folder, no two have the same id. One row.
create table database_identity (
    position integer primary key check (position = 1),
    id varchar(40) not null
);
