-- Seconds that were worked at a run, in all attempts that are over; none of a run that was made before this was noted and
-- was not gone on with since.
alter table run add column worked_seconds double precision;

-- When the attempt under way began; none if none is. One that was killed is over when the next one begins.
alter table run add column begun_at timestamp(6) with time zone;
