-- Bytes of a trial's stored numbers at the width at which they are stored, scales included; all of those that were planned before
-- are in single precision.
alter table trial add column number_bytes bigint default 0 not null;
update trial set number_bytes = 4 * (shared + generator + z);
