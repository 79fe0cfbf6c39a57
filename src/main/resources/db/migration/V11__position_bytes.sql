-- Bytes that say which of the target's weights a trial's numbers are; 0 where that is known, and of trials that were planned
-- before they were counted.
alter table trial add column position_bytes bigint default 0 not null;
