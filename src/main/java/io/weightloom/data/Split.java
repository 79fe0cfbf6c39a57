package io.weightloom.data;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.RawTasks;
import io.weightloom.data.raw.Shown;
import io.weightloom.random.RandomStream;
import io.weightloom.spec.LabelKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Which examples serve for what: lists of example numbers, disjoint, together all examples; task by task, and in random
 * order within a task.
 *
 * @param train for fitting weights
 * @param validation for choosing among epochs
 * @param test for the end
 * @param heldOut those of tasks that are not trained on
 */
record Split(int[] train, int[] validation, int[] test, int[] heldOut) {

    private static final int TRAIN = 0;
    private static final int VALIDATION = 1;
    private static final int TEST = 2;

    /** All examples, in their order, for each of the three. */
    static Split same(int size) {
        int[] all = IntStream.range(0, size).toArray();
        return new Split(all, all, all, new int[0]);
    }

    /**
     * Splits the examples of each task that is trained on as {@link #of}.
     *
     * @param random gives the generator of each task
     * @throws InvalidDataException if a task has too few examples, in all or of one class, or only one class
     */
    static Split ofTasks(RawExamples raw, double validation, double test, Supplier<SplittableRandom> random) {
        RawTasks tasks = raw.tasks();
        if (tasks.all() == 1) {
            return of(raw, validation, test, random.get());
        }
        int[][] members = members(tasks);
        List<Split> splits = IntStream.range(0, tasks.trained())
                .mapToObj(t -> {
                    String origin = "%s, task %s".formatted(raw.origin(), t);
                    return of(origin, raw, members[t], validation, test, random.get());
                })
                .toList();
        return new Split(
                joined(splits, Split::train),
                joined(splits, Split::validation),
                joined(splits, Split::test),
                Arrays.stream(members)
                        .skip(tasks.trained())
                        .flatMapToInt(Arrays::stream)
                        .toArray());
    }

    /** The examples of each task, in their order. */
    private static int[][] members(RawTasks tasks) {
        int[] sizes = new int[tasks.all()];
        for (int task : tasks.of()) {
            sizes[task]++;
        }
        int[][] members = new int[tasks.all()][];
        Arrays.setAll(members, t -> new int[sizes[t]]);
        for (int i = tasks.of().length - 1; i >= 0; i--) {
            int task = tasks.of()[i];
            members[task][--sizes[task]] = i;
        }
        return members;
    }

    private static int[] joined(List<Split> splits, Function<Split, int[]> part) {
        return splits.stream().map(part).flatMapToInt(Arrays::stream).toArray();
    }

    /** The split of other examples whose places are the numbers of this one. */
    private Split of(int[] examples) {
        return new Split(chosen(examples, train), chosen(examples, validation), chosen(examples, test), new int[0]);
    }

    private static int[] chosen(int[] examples, int[] places) {
        return Arrays.stream(places).map(place -> examples[place]).toArray();
    }

    /**
     * Splits at random: {@code round(size * share)} examples for validation and as many by their share for the test,
     * the rest for training. Each class is split in the same proportion (stratified): places are shared out among the
     * classes by largest remainder, at least one of each split to each class. For regression validation and test have
     * at least two examples each, because R² of one does not exist.
     *
     * @param raw what is to be split
     * @param validation share, in (0, 1)
     * @param test share, in (0, 1)
     * @throws InvalidDataException if there are too few examples, in all or of one class, or only one class
     */
    static Split of(RawExamples raw, double validation, double test, SplittableRandom random) {
        int[] all = IntStream.range(0, raw.labels().size()).toArray();
        return of(raw.origin(), raw, all, validation, test, random);
    }

    /** Splits some examples; those that are told to be for the test stay in their order. */
    private static Split of(
            String origin, RawExamples raw, int[] examples, double validation, double test, SplittableRandom random) {
        int[] tests = Arrays.stream(examples).filter(raw.tests()::get).toArray();
        int[] others = Arrays.stream(examples).filter(i -> !raw.tests().get(i)).toArray();
        if (tests.length == 1 && raw.labels().kind() == LabelKind.REGRESSION) {
            throw new InvalidDataException(
                    DataFault.DATA,
                    origin + ": one example is not enough for the test, because R2 of one does not exist");
        } else if (tests.length == 0 && test == 0) {
            throw new InvalidDataException(DataFault.DATA, origin + ": no example is for the test");
        }
        Split split = of(origin, raw.labels(), others, validation, test, random).of(others);
        return tests.length == 0 ? split : new Split(split.train(), split.validation(), tests, split.heldOut());
    }

    /**
     * Splits some examples; the result's numbers are places in their list.
     *
     * @param examples numbers of those to split
     * @param test share; 0 if others are for the test
     */
    private static Split of(
            String origin, Labels labels, int[] examples, double validation, double test, SplittableRandom random) {
        Strata strata = labels instanceof Labels.Classes classes
                ? Strata.of(
                        origin,
                        new Labels.Classes(chosen(classes.indices(), examples), classes.names()),
                        test == 0 ? 2 : 3)
                : Strata.one(examples.length);
        int[] forValidation = strata.places(validation);
        int[] forTest = test == 0 ? new int[forValidation.length] : strata.places(test);
        strata.checkTraining(origin, validation, forValidation, test, forTest);

        int[] order = RandomStream.permutation(examples.length, random);
        int[] use = new int[order.length];
        for (int example : order) {
            int s = strata.indices()[example];
            if (forTest[s] > 0) {
                forTest[s]--;
                use[example] = TEST;
            } else if (forValidation[s] > 0) {
                forValidation[s]--;
                use[example] = VALIDATION;
            } else {
                use[example] = TRAIN;
            }
        }
        return new Split(used(order, use, TRAIN), used(order, use, VALIDATION), used(order, use, TEST), new int[0]);
    }

    private static int[] used(int[] order, int[] use, int wanted) {
        return IntStream.of(order).filter(example -> use[example] == wanted).toArray();
    }

    /**
     * Groups of examples that are split each in the same proportion.
     *
     * @param indices the group of each example
     * @param counts examples of each group
     * @param names what messages call the examples of a group
     * @param least examples of each group in validation and test, for groups that have any
     */
    private record Strata(int[] indices, int[] counts, List<String> names, int least) {

        /** All in one group. */
        static Strata one(int size) {
            return new Strata(new int[size], new int[] {size}, List.of("examples"), 2);
        }

        /** @param splits that each class is shared out among */
        static Strata of(String origin, Labels.Classes classes, int splits) {
            int[] counts = classes.counts();
            long present = IntStream.of(counts).filter(count -> count > 0).count();
            if (present < 2) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "%s: all %s examples are of class '%s'; classification needs at least two classes"
                                .formatted(
                                        origin,
                                        classes.size(),
                                        Shown.text(classes.names().get(classes.indices()[0]))));
            }
            for (int s = 0; s < counts.length; s++) {
                if (counts[s] > 0 && counts[s] < splits) {
                    throw new InvalidDataException(
                            DataFault.DATA,
                            "%s: class '%s' has only %s of %s examples, and each of the %s classes needs at least %s: one for training, one for validation%s%s"
                                    .formatted(
                                            origin,
                                            Shown.text(classes.names().get(s)),
                                            counts[s],
                                            classes.size(),
                                            present,
                                            splits,
                                            splits == 3 ? ", one for the test" : "",
                                            3 * present > classes.size()
                                                    ? " (are the labels numbers to predict?)"
                                                    : ""));
                }
            }
            List<String> names = classes.names().stream()
                    .map(name -> "examples of class '" + Shown.text(name) + "'")
                    .toList();
            return new Strata(classes.indices(), counts, names, 1);
        }

        /** At least one example of each group is left when those for validation and test are taken away. */
        void checkTraining(String origin, double validation, int[] forValidation, double test, int[] forTest) {
            for (int s = 0; s < counts.length; s++) {
                if (counts[s] > 0 && forValidation[s] + forTest[s] >= counts[s]) {
                    throw new InvalidDataException(
                            DataFault.DATA,
                            "%s: of %s %s, %s for validation (share %s) and %s for the test (share %s) leave none for training; more examples or smaller shares are needed"
                                    .formatted(
                                            origin,
                                            counts[s],
                                            names.get(s),
                                            forValidation[s],
                                            validation,
                                            forTest[s],
                                            test));
                }
            }
        }

        /** How many examples of each group make up this share of all. */
        int[] places(double share) {
            int[] places = new int[counts.length];
            double[] remainders = new double[counts.length];
            for (int s = 0; s < counts.length; s++) {
                double exact = counts[s] * share;
                places[s] = counts[s] == 0 ? 0 : Math.max(least, (int) exact);
                remainders[s] = exact - places[s]; // below 0 where there are more places than the share gives
            }
            long missing =
                    Math.round(indices.length * share) - IntStream.of(places).sum();
            IntStream.range(0, counts.length)
                    .boxed()
                    .sorted(Collections.reverseOrder((a, b) -> Double.compare(remainders[a], remainders[b])))
                    .limit(Math.max(0, missing))
                    .forEach(s -> places[s]++);
            return places;
        }
    }
}
