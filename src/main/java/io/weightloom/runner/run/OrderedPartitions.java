package io.weightloom.runner.run;

import io.weightloom.runner.lease.Patience;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * Starts partitions in the order of their names, each when the database answers, and returns when none is at work any
 * more. Spring Batch hands them over in the order of a hash, and leaves them at work when one of them cannot write that
 * it begins.
 */
final class OrderedPartitions extends TaskExecutorPartitionHandler {

    private final Patience patience;

    OrderedPartitions(Patience patience) {
        this.patience = patience;
    }

    @Override
    protected Set<StepExecution> doHandle(StepExecution manager, Set<StepExecution> partitions) throws Exception {
        return super.doHandle(
                manager,
                partitions.stream()
                        .sorted(Comparator.comparing(StepExecution::getStepName))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    @Override
    protected FutureTask<StepExecution> createTask(Step step, StepExecution partition) {
        return new FutureTask<>(() -> {
            try {
                patience.await();
                step.execute(partition);
            } catch (Throwable e) { // lack of memory too: to throw it here would leave the others at work
                partition.setStatus(BatchStatus.FAILED);
                partition.addFailureException(e);
            }
            return partition;
        });
    }
}
