package io.weightloom.runner.run;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.step.StepExecution;

/** Starts partitions in the order of their names; Spring Batch hands them over in the order of a hash. */
final class OrderedPartitions extends TaskExecutorPartitionHandler {

    @Override
    protected Set<StepExecution> doHandle(StepExecution manager, Set<StepExecution> partitions) throws Exception {
        return super.doHandle(
                manager,
                partitions.stream()
                        .sorted(Comparator.comparing(StepExecution::getStepName))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
}
