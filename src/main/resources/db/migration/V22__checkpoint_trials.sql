-- The key of the checkpoint's trial, which its name begins with.
alter table kept_checkpoint add column trial varchar(200) not null;

create index kept_checkpoint_trial on kept_checkpoint (trial);
