package io.weightloom.data;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which examples serve for what: three lists of example numbers, disjoint, together all examples, each in random order.
 *
 * @param train for fitting weights
 * @param validation for choosing among epochs
 * @param test for the end
 */
record Split(int[] train, int[] validation, int[] test) {

    private static final int TRAIN = 0;
    private static final int VALIDATION = 1;
    private static final int TEST = 2;

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
        Strata strata = raw.labels() instanceof Labels.Classes classes
                ? Strata.of(raw.origin(), classes)
                : Strata.one(raw.labels().size());
        int[] forValidation = strata.places(validation);
        int[] forTest = strata.places(test);
        strata.checkTraining(raw.origin(), validation, forValidation, test, forTest);

        int[] order = Minibatches.permutation(raw.labels().size(), random);
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
        return new Split(chosen(order, use, TRAIN), chosen(order, use, VALIDATION), chosen(order, use, TEST));
    }

    private static int[] chosen(int[] order, int[] use, int wanted) {
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

        static Strata of(String origin, Labels.Classes classes) {
            int[] counts = classes.counts();
            long present = IntStream.of(counts).filter(count -> count > 0).count();
            if (present < 2) {
                throw new InvalidDataException(
                        DataFault.DATA,
                        "%s: all %d examples are of class '%s'; classification needs at least two classes"
                                .formatted(
                                        origin, classes.size(), classes.names().get(classes.indices()[0])));
            }
            for (int s = 0; s < counts.length; s++) {
                if (counts[s] == 1 || counts[s] == 2) {
                    throw new InvalidDataException(
                            DataFault.DATA,
                            "%s: class '%s' has only %d of %d examples, and each of the %d classes needs at least 3: one for training, one for validation, one for the test%s"
                                    .formatted(
                                            origin,
                                            classes.names().get(s),
                                            counts[s],
                                            classes.size(),
                                            present,
                                            3 * present > classes.size()
                                                    ? " (are the labels numbers to predict?)"
                                                    : ""));
                }
            }
            List<String> names = classes.names().stream()
                    .map(name -> "examples of class '" + name + "'")
                    .toList();
            return new Strata(classes.indices(), counts, names, 1);
        }

        /** At least one example of each group is left when those for validation and test are taken away. */
        void checkTraining(String origin, double validation, int[] forValidation, double test, int[] forTest) {
            for (int s = 0; s < counts.length; s++) {
                if (counts[s] > 0 && forValidation[s] + forTest[s] >= counts[s]) {
                    throw new InvalidDataException(
                            DataFault.DATA,
                            "%s: of %d %s, %d for validation (share %s) and %d for the test (share %s) leave none for training; more examples or smaller shares are needed"
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
