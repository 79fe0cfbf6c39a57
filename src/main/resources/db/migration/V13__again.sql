-- How often a run was opened again to train more in it. Each time is a job instance of its own to Spring Batch, which starts
-- none that has completed.
alter table run add column reopened integer default 0 not null;
