-- share of the weights' power that is the residual's; none without a residual, and of trials that ended before
alter table probe add column residual_share double precision;
