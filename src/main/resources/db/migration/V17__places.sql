-- The place of a trial's point among those that the search proposed, counted from 1; none of a control, nor of a trial that
-- was planned before places were noted.
alter table trial add column place integer;

-- Who had a halted trial halted: 'pruning', 'max-seconds' or 'spec'.
alter table trial add column halted_by varchar(20);

update trial set halted_by = 'pruning' where outcome = 'halted'
    and exists (select 1 from pruning_decision d where d.trial_id = trial.id and d.decision = 'halts');
update trial set halted_by = 'max-seconds' where outcome = 'halted' and halted_by is null;
