package io.weightloom.runner.worker;

import io.weightloom.data.Dataset;
import io.weightloom.data.raw.DataFault;
import io.weightloom.spec.SourceSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.Task;
import io.weightloom.spec.TrialSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether a trial's settings go with its data. */
public final class Fit {

    private Fit() {}

    /** What does not; each message is to stand after the setting's path. */
    public static List<DataFault> faults(TrialSpec trial, Dataset data) {
        List<DataFault> faults = new ArrayList<>();
        String source = source(trial.data().source());
        check(trial.target().input(), data.inputs(), "features of an example of " + source, faults);
        check(
                trial.target().output(),
                data.outputs(),
                (data.task() == Task.REGRESSION ? "number to predict from " : "classes of ") + source,
                faults);
        int smallest = Arrays.stream(data.train().tasks())
                .map(data.train()::size)
                .min()
                .orElse(0);
        if (trial.training().batchSize() > smallest) {
            faults.add(new DataFault(
                    "training.batch-size",
                    "must be at most %s, the examples of the training split%s, but is %s"
                            .formatted(
                                    smallest,
                                    data.tasks().all() > 1 ? " of a task" : "",
                                    trial.training().batchSize())));
        }
        return faults;
    }

    private static void check(TargetSpec.End end, int wanted, String what, List<DataFault> faults) {
        if (end.width() != wanted) {
            faults.add(new DataFault("target." + end.key(), end.fault(wanted, what)));
        }
    }

    /** What messages call the data. */
    private static String source(SourceSpec source) {
        if (source instanceof SourceSpec.Csv csv) {
            return csv.file().toString();
        }
        return source instanceof SourceSpec.Idx idx ? idx.images().toString() : "the data";
    }
}
