-- What a finding compared, JSON: gradients with central differences, [[analytic, numeric], ...]. None of checks that
-- sample nothing, and of trials that were verified before this was kept.
alter table finding add column samples text;
