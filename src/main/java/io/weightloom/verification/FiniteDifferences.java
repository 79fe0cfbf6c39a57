package io.weightloom.verification;

import io.weightloom.network.Trainable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The gradient of the loss, through target network and generator, agrees with central differences ({@link Slope}) at
 * sampled elements of each trainable: half of them drawn from all, so that a gradient that is wrongly zero is met, half
 * from those whose gradient is not zero, so that there is something to compare. An element that says nothing (at a
 * kink, or below rounding) is replaced by another, as long as there are at most {@value #TRIES} times as many as
 * wanted.
 *
 * <p>Where all sampled gradients of a trainable are zero, as behind a head that starts at zero, agreement proves
 * little. Such trainables are looked at once more, with all trainables displaced by random numbers.
 */
final class FiniteDifferences implements Check {

    private static final int TRIES = 2;
    private static final int DRAWS = 100;

    @Override
    public CheckKind kind() {
        return CheckKind.FINITE_DIFFERENCES;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        SplittableRandom random = probed.random(kind());
        List<Tally> first =
                tallies(probed, probed.firstGradients(), probed.network().trainables(), "", random);
        List<Trainable> unproved =
                first.stream().filter(Tally::provesLittle).map(Tally::trainable).toList();
        Map<Trainable, Tally> second = unproved.isEmpty()
                ? Map.of()
                : displaced(probed, unproved, random).stream()
                        .filter(tally -> !tally.provesLittle())
                        .collect(Collectors.toMap(Tally::trainable, tally -> tally));
        return first.stream()
                .map(tally -> second.getOrDefault(tally.trainable(), tally))
                .map(tally -> new Finding(
                        kind(),
                        tally.trainable().name(),
                        tally.verdict(),
                        tally.measures(),
                        tally.message(),
                        tally.samples()))
                .toList();
    }

    private static List<Tally> displaced(ProbedNetwork probed, List<Trainable> trainables, SplittableRandom random) {
        String circumstance = "with all trainables displaced at random, ";
        return probed.displaced(random, () -> tallies(probed, probed.gradients(), trainables, circumstance, random));
    }

    private static List<Tally> tallies(
            ProbedNetwork probed,
            Map<String, double[]> gradients,
            List<Trainable> trainables,
            String circumstance,
            SplittableRandom random) {
        int samples = probed.trial().verify().samples();
        List<Tally> tallies = new ArrayList<>();
        try (Slope slope = new Slope(probed)) {
            for (Trainable trainable : trainables) {
                String name = trainable.name();
                double[] values = probed.value(name);
                double[] unreached = new double[values.length]; // its slope must be zero
                double[] gradient = gradients.getOrDefault(name, unreached);
                Tally tally =
                        new Tally(trainable, circumstance, Numbers.nonFinite(values) + Numbers.nonFinite(gradient));
                for (int element : elements(gradient, TRIES * samples, random)) {
                    if (tally.broken() || tally.compared() == samples) {
                        break;
                    }
                    tally.add(
                            element,
                            gradient[element],
                            slope.compare(name, element, values[element], gradient[element]));
                }
                tallies.add(tally);
            }
        }
        return tallies;
    }

    /** Different elements in random order, every second one with a gradient; all elements of a small trainable. */
    private static Set<Integer> elements(double[] gradient, int atMost, SplittableRandom random) {
        Set<Integer> elements = new LinkedHashSet<>();
        int wanted = Math.min(atMost, gradient.length);
        for (int draw = 0; draw < DRAWS * wanted && elements.size() < wanted; draw++) {
            int element = random.nextInt(gradient.length);
            boolean any = elements.size() % 2 == 0 || draw % DRAWS == 0;
            if (any || gradient[element] != 0) {
                elements.add(element);
            }
        }
        for (int element = 0; element < gradient.length && gradient.length <= atMost; element++) {
            elements.add(element);
        }
        return elements;
    }
}
