package io.weightloom.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.spec.SweepSpec.Parameter;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.SweepSpec.Scale;
import io.weightloom.spec.SweepSpec.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of the searches that learn. */
class LearningSearchTests {

    private static final Space LINE =
            new Space(List.of(new Parameter(new Range.Real("rate", 1e-4, 1e-1, OptionalDouble.empty(), Scale.LOG))));

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"TPE", "EVOLUTION"})
    void theyLookNearWhatIsGood(Strategy strategy) {
        List<Observed> observed = new ArrayList<>();
        while (observed.size() < 40) {
            for (Map<String, Object> point :
                    search(strategy).propose(observed, 4).points()) {
                observed.add(completed(point, distance(point)));
            }
        }

        double early = observed.stream()
                .limit(10)
                .mapToDouble(known -> distance(known.point()))
                .average()
                .orElseThrow();
        double late = observed.stream()
                .skip(30)
                .mapToDouble(known -> distance(known.point()))
                .average()
                .orElseThrow();
        assertThat(late).isLessThan(early * 2 / 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"TPE", "EVOLUTION"})
    void theyGoOnWhereNothingHasEndedWell(Strategy strategy) {
        List<Observed> observed = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (Map<String, Object> point :
                    search(strategy).propose(observed, 8).points()) {
                observed.add(new Observed(
                        point, round % 2 == 0 ? Observed.State.BAD : Observed.State.UNDER_WAY, List.of(), 0));
            }
        }

        assertThat(observed).hasSize(40);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"TPE", "EVOLUTION"})
    void theyDrawAtFirstAndThenDependOnWhatWasFound(Strategy strategy) {
        List<Observed> observed = new ArrayList<>();
        List<Observed> otherwise = new ArrayList<>();
        for (Map<String, Object> point : search(strategy).propose(List.of(), 16).points()) {
            observed.add(completed(point, distance(point)));
            otherwise.add(completed(point, -distance(point)));
        }

        assertThat(search(strategy).propose(observed, 4))
                .isNotEqualTo(search(strategy).propose(otherwise, 4));
        assertThat(search(strategy).propose(observed.subList(0, 8), 2))
                .isEqualTo(search(strategy).propose(otherwise.subList(0, 8), 2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"TPE", "EVOLUTION"})
    void theyFindTheFewPointsThatAreFeasible(Strategy strategy) {
        Feasibility narrow = point -> distance(point) < 0.02 ? Optional.empty() : Optional.of("far");
        Search search = Searches.of(strategy, LINE, narrow, 1, 1);
        List<Observed> observed = new ArrayList<>();
        int late = 0;
        for (int round = 0; round < 5; round++) {
            Proposed proposed = search.propose(observed, 8);
            late = proposed.infeasible().getOrDefault("far", 0);
            proposed.points().forEach(point -> observed.add(completed(point, distance(point))));
        }

        assertThat(observed).hasSize(40);
        assertThat(late).isLessThan(8 * 75); // of draws one in 75 is feasible
    }

    private static Search search(Strategy strategy) {
        return Searches.of(strategy, LINE, point -> Optional.empty(), 1, 1);
    }

    /** From a rate of 0.01, in decades. */
    private static double distance(Map<String, Object> point) {
        return Math.abs(StrictMath.log10((Double) point.get("rate")) + 2);
    }

    private static Observed completed(Map<String, Object> point, double objective) {
        return new Observed(point, Observed.State.COMPLETED, List.of(objective), 1);
    }
}
