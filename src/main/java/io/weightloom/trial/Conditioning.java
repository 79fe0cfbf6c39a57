package io.weightloom.trial;

import io.weightloom.data.TaskMatrix;
import io.weightloom.data.Tasks;
import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.network.graph.Names;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a network has to be given so that it is the one that is meant. Immutable by agreement: nobody writes into the
 * arrays.
 *
 * @param tasks what the condition knows tasks by; empty if it knows none
 * @param task which of them
 * @param noise a z that takes the place of a drawn one; empty if it is drawn, or comes from elsewhere
 * @param trained a z that takes the place of trained numbers; empty if these stay
 */
record Conditioning(Optional<TaskMatrix> tasks, int task, Optional<float[]> noise, Optional<TrainedZ> trained) {

    private static final Conditioning OWN = new Conditioning(Optional.empty(), 0, Optional.empty(), Optional.empty());

    /** Numbers in place of trained ones, from a place on. */
    record TrainedZ(int offset, double[] numbers) {}

    /**
     * What makes a network the one that is meant.
     *
     * @throws InvalidDataException if its condition does not allow this value
     */
    static Conditioning of(TrainedWeights weights, ConditionValue value) {
        if (value instanceof ConditionValue.Z z
                && Arrays.stream(z.numbers()).anyMatch(number -> !Float.isFinite((float) number))) {
            throw fault(value, "z must be finite numbers in single precision, but is " + Arrays.toString(z.numbers()));
        }
        if (!(weights.spec().weights() instanceof HypernetSpec hypernet)) {
            return own(value, "its weights are trained directly");
        }
        ConditionSpec condition = hypernet.condition();
        if (value instanceof ConditionValue.Z) {
            requireNoStatistics(weights, value);
        }
        if (condition instanceof ConditionSpec.PerTask bank) {
            return ofBank(weights, bank, value);
        } else if (condition instanceof ConditionSpec.Descriptor descriptor) {
            return described(weights, descriptor, value);
        } else if (condition instanceof ConditionSpec.Noise) {
            return value instanceof ConditionValue.Z z
                    ? new Conditioning(Optional.empty(), 0, Optional.of(floats(z, condition.zDim())), Optional.empty())
                    : own(value, "its z is drawn anew: give z, or nothing for the mean over the test's draws");
        } else if (condition instanceof ConditionSpec.None) {
            return own(value, "it has no z");
        } else if (condition instanceof ConditionSpec.Fixed) {
            return own(value, "its z is fixed");
        } else if (condition instanceof ConditionSpec.Recurrent) {
            return own(value, "its z is another one at each step");
        }
        return value instanceof ConditionValue.Z z
                ? new Conditioning(
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.of(trained(weights, z, weights.of(Names.Z).length)))
                : own(value, "it has one trained z: give another z, or nothing");
    }

    private static Conditioning own(ConditionValue value, String why) {
        if (!(value instanceof ConditionValue.Own)) {
            throw fault(value, "This network is not made for a chosen one: " + why);
        }
        return OWN;
    }

    private static Conditioning ofBank(TrainedWeights weights, ConditionSpec.PerTask bank, ConditionValue value) {
        Tasks tasks = weights.preprocessing().tasks();
        if (value instanceof ConditionValue.Z z) {
            int width = weights.of(Names.Z).length / bank.tasks();
            return new Conditioning(tasks.matrix(bank), 0, Optional.empty(), Optional.of(trained(weights, z, width)));
        }
        int task = task(value, bank.tasks(), () -> "");
        return new Conditioning(tasks.tested(bank, weights.spec().seed()), task, Optional.empty(), Optional.empty());
    }

    private static Conditioning described(
            TrainedWeights weights, ConditionSpec.Descriptor condition, ConditionValue value) {
        Tasks tasks = weights.preprocessing().tasks();
        if (value instanceof ConditionValue.Descriptor descriptor) {
            requireNoStatistics(weights, value);
            return ofRow(tasks.matrix(condition, descriptor.numbers()));
        } else if (value instanceof ConditionValue.Z z) {
            return ofRow(new TaskMatrix(floats(z, condition.zDim()), 1, condition.zDim()));
        }
        int task = task(value, tasks.all(), () -> ", or a descriptor of another one");
        return new Conditioning(
                tasks.tested(condition, weights.spec().seed()), task, Optional.empty(), Optional.empty());
    }

    private static Conditioning ofRow(TaskMatrix row) {
        return new Conditioning(Optional.of(row), 0, Optional.empty(), Optional.empty());
    }

    private static int task(ConditionValue value, int tasks, Supplier<String> more) {
        if (value instanceof ConditionValue.Own && tasks == 1) {
            return 0;
        }
        int task = value instanceof ConditionValue.Task chosen ? chosen.number() : -1;
        if (task < 0 || task >= tasks) {
            throw fault(
                    value,
                    "This network has weights for each of %s tasks: give a task in [0, %s]%s%s"
                            .formatted(
                                    tasks,
                                    tasks - 1,
                                    more.get(),
                                    value instanceof ConditionValue.Task ? ", not " + task : ""));
        }
        return task;
    }

    /** Statistics are those of tasks that it was trained on. */
    private static void requireNoStatistics(TrainedWeights weights, ConditionValue value) {
        if (!weights.learned().statistics().values().isEmpty()) {
            throw fault(
                    value,
                    "This network normalises by statistics, which are known of what it was tested with alone: of its tasks, or of its own z");
        }
    }

    private static TrainedZ trained(TrainedWeights weights, ConditionValue.Z z, int width) {
        floats(z, width);
        int offset = 0;
        for (String name : weights.names()) {
            if (name.equals(Names.Z)) {
                return new TrainedZ(offset, z.numbers());
            }
            offset += weights.of(name).length;
        }
        throw new IllegalArgumentException("No z in " + weights.names());
    }

    private static float[] floats(ConditionValue.Z z, int width) {
        if (z.numbers().length != width) {
            throw fault(z, "z of this network has %s numbers, but %s were given".formatted(width, z.numbers().length));
        }
        float[] floats = new float[width];
        for (int i = 0; i < width; i++) {
            floats[i] = (float) z.numbers()[i];
        }
        return floats;
    }

    private static InvalidDataException fault(ConditionValue value, String message) {
        String setting = switch (value.getClass().getSimpleName()) {
            case "Descriptor" -> DataFault.DESCRIPTOR;
            case "Z" -> DataFault.Z;
            default -> DataFault.TASK;
        };
        return new InvalidDataException(setting, message);
    }

    /** The parameters with the z that is meant. */
    double[] apply(double[] parameters) {
        if (trained.isEmpty()) {
            return parameters;
        }
        double[] changed = parameters.clone();
        double[] numbers = trained.get().numbers();
        for (int i = 0; i < numbers.length; i++) {
            changed[trained.get().offset() + i] = (float) numbers[i];
        }
        return changed;
    }
}
