-- Until when the fire times of each scheduled experiment were seen to by a runner: later ones were missed, if they have
-- passed while none lived.
create table kept_schedule (
    experiment varchar(200) primary key,
    seen_until timestamp(6) with time zone not null
);
