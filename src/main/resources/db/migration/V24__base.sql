-- Weights of a given network that stays as it is and of which a trial's networks are described as differences; 0 where there is
-- none.
alter table trial add column base bigint default 0 not null;
