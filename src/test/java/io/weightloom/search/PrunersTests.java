package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.search.Pruner.Curve;
import io.weightloom.search.Pruner.Decision;
import io.weightloom.search.Pruner.Supply;
import io.weightloom.spec.PruningSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every pruner. */
@ParameterizedClass
@EnumSource(PruningSpec.Kind.class)
class PrunersTests {

    private static final List<Integer> RUNGS = List.of(1, 3, 9);
    private static final int EPOCHS = 27;

    private final Pruner pruner;

    PrunersTests(PruningSpec.Kind kind) {
        pruner = Pruners.of(new PruningSpec(kind, RUNGS));
    }

    @Test
    void everyTrialThatHasPausedIsDecidedUponOnceInTheOrderOfTheCurves() {
        for (int round : List.of(1, 8, 100)) {
            new PrunedSweep(pruner, EPOCHS)
                    .points(
                            30,
                            2,
                            round,
                            (curves, supply, decisions) -> assertThat(decisions)
                                    .extracting(Decision::trial)
                                    .containsExactlyElementsOf(curves.stream()
                                            .filter(curve -> curve.paused().isPresent())
                                            .map(Curve::trial)
                                            .toList()));
        }
    }

    @Test
    void theSameCurvesGiveTheSameDecisions() {
        new PrunedSweep(pruner, EPOCHS).points(30, 2, 8, (curves, supply, decisions) -> {
            List<Curve> copies = curves.stream()
                    .map(curve ->
                            new Curve(curve.trial(), curve.point(), new ArrayList<>(curve.scores()), curve.paused()))
                    .toList();

            assertThat(pruner.decide(copies, supply)).isEqualTo(decisions);
        });
    }

    @Test
    void whereAPointStandsDoesNotDependOnWhoIsAskedAboutFirst() {
        new PrunedSweep(pruner, EPOCHS).points(30, 2, 8, (curves, supply, decisions) -> {
            List<Curve> turned = new ArrayList<>(curves);
            Collections.reverse(turned);

            assertThat(pruner.decide(turned, supply)).containsExactlyInAnyOrderElementsOf(decisions);
        });
    }

    @Test
    void theSeedsOfAPointShareItsFate() {
        new PrunedSweep(pruner, EPOCHS)
                .points(
                        30,
                        3,
                        12,
                        (curves, supply, decisions) -> decisions.stream()
                                .collect(Collectors.groupingBy(
                                        decision -> PrunedSweep.of(decision.trial(), curves)
                                                .point(),
                                        Collectors.mapping(Decision::reason, Collectors.toSet())))
                                .forEach((point, reasons) -> assertThat(reasons).hasSize(1)));
    }

    @Test
    void whoGoesOnPausesAtTheNextRungOrTrainsToTheEnd() {
        new PrunedSweep(pruner, EPOCHS)
                .points(
                        60,
                        1,
                        8,
                        (curves, supply, decisions) -> decisions.forEach(decision -> {
                            int at = PrunedSweep.of(decision.trial(), curves)
                                    .paused()
                                    .orElseThrow();
                            assertThat(decision.rung().epoch()).isEqualTo(at);
                            assertThat(RUNGS.get(decision.rung().number() - 1)).isEqualTo(at);
                            if (decision instanceof Pruner.GoesOn on) {
                                assertThat(on.until())
                                        .isEqualTo(RUNGS.stream()
                                                .filter(rung -> rung > at)
                                                .mapToInt(rung -> rung)
                                                .findFirst());
                            }
                        }));
    }

    @Test
    void aFirstPauseIsAtARung() {
        Set<OptionalInt> allowed =
                new LinkedHashSet<>(RUNGS.stream().map(OptionalInt::of).toList());
        allowed.add(OptionalInt.empty());

        assertThat(IntStream.rangeClosed(1, 1000).mapToObj(pruner::first)).isSubsetOf(allowed);
    }

    @Test
    void everySweepComesToItsEndAndSomeoneTrainsToTheEnd() {
        for (int points : List.of(1, 2, 7, 60)) {
            for (int round : List.of(1, 8, 100)) {
                PrunedSweep sweep = new PrunedSweep(pruner, EPOCHS);

                sweep.points(points, 1, round, (curves, supply, decisions) -> {});

                assertThat(sweep.completed())
                        .as("%s points by %s", points, round)
                        .isNotEmpty();
                assertThat(sweep.completed().size() + sweep.halted().size()).isEqualTo(points);
            }
        }
    }

    @Test
    void onceNoMorePointsComeSomeoneIsDecidedUponForGood() {
        new PrunedSweep(pruner, EPOCHS).points(60, 1, 8, (curves, supply, decisions) -> {
            if (supply == Supply.OVER && !decisions.isEmpty()) {
                assertThat(decisions).anyMatch(decision -> !(decision instanceof Pruner.Waits));
            }
        });
    }

    @Test
    void whoIsTheBestAtEveryRungTrainsToTheEnd() {
        for (int best : List.of(1, 5, 23, 59, 60)) {
            PrunedSweep sweep = new PrunedSweep(pruner, EPOCHS)
                    .scored((trial, epoch) -> trial == best ? 2 : PrunedSweep.noise(trial, epoch));

            sweep.points(60, 1, 8, (curves, supply, decisions) -> {});

            assertThat(sweep.completed()).contains(best);
        }
    }

    @Test
    void muchIsNotTrained() {
        PrunedSweep sweep = new PrunedSweep(pruner, EPOCHS);

        sweep.points(98, 1, 100, (curves, supply, decisions) -> {});

        assertThat(sweep.epochs()).isLessThan(98 * EPOCHS * 6 / 10);
        assertThat(sweep.halted().size()).isGreaterThan(40);
    }

    @Test
    void trialsThatEndBeforeARungOrHaveNoScoreStandInNobodysWay() {
        PrunedSweep sweep = new PrunedSweep(pruner, EPOCHS)
                .ending(trial -> trial % 5 == 0 ? OptionalInt.of(trial % 3) : OptionalInt.empty())
                .scored((trial, epoch) -> trial % 7 == 0 ? Double.NaN : PrunedSweep.noise(trial, epoch));

        sweep.points(30, 2, 8, (curves, supply, decisions) -> {});

        assertThat(sweep.completed()).isNotEmpty().noneMatch(trial -> trial % 5 == 0);
    }

    @Test
    void trialsThatPausedWhereNoRungIsAnyMoreAreDecidedUponAtTheRungBefore() {
        List<Curve> curves = List.of(
                new Curve(1, 1, List.of(0.1, 0.2), OptionalInt.of(2)),
                new Curve(2, 2, List.of(0.1, 0.2, 0.3, 0.4), OptionalInt.of(4)));

        assertThat(pruner.decide(curves, Supply.OVER))
                .extracting(decision -> decision.rung().number())
                .containsExactly(1, 2);
    }

    @Test
    void everyReasonSaysWhereTheTrialStoodAndHowManyGoOn() {
        new PrunedSweep(pruner, EPOCHS)
                .points(
                        30,
                        1,
                        8,
                        (curves, supply, decisions) -> assertThat(decisions)
                                .allSatisfy(decision -> assertThat(decision.reason())
                                        .matches(
                                                "(bracket \\d of 4, )?rung \\d, epoch \\d: \\d+(st|nd|rd|th) of \\d+ by validation"
                                                        + " score; (none goes|1 goes|\\d+ go) on( so far)?")));
    }
}
