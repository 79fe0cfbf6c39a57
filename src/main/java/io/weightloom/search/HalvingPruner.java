package io.weightloom.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Lets a share of the points of a bracket go on from each rung (Jamieson and Talwalkar 2016, "Non-stochastic best arm
 * identification"). Nobody waits for a rung to be full: a point goes on once it is among the best share of those that
 * have come to the rung by then, and waits as long as more may come (Li et al. 2020, "A system for massively parallel
 * hyperparameter tuning", algorithm 2, between rounds instead of at any time). Once no more come, at least one goes on,
 * and the others halt.
 *
 * @param rungs where points are compared
 * @param brackets of points that are compared with each other
 */
record HalvingPruner(Rungs rungs, Brackets brackets) implements Pruner {

    @Override
    public OptionalInt first(int point) {
        return rungs.from(brackets.of(point)).stream().mapToInt(Rung::epoch).findFirst();
    }

    @Override
    public List<Decision> decide(List<Curve> curves, Supply supply) {
        Map<Integer, Decision> decisions = new HashMap<>();
        for (int bracket = 1; bracket <= brackets.count(); bracket++) {
            int number = bracket;
            decide(
                    number,
                    curves.stream()
                            .filter(curve -> brackets.of(curve.point()) == number)
                            .toList(),
                    supply,
                    decisions);
        }
        return curves.stream()
                .map(curve -> decisions.get(curve.trial()))
                .filter(Objects::nonNull)
                .toList();
    }

    private void decide(int bracket, List<Curve> curves, Supply supply, Map<Integer, Decision> decisions) {
        boolean moreCome = supply == Supply.OPEN;
        for (Rung rung : rungs.all()) {
            List<Curve> here =
                    curves.stream().filter(curve -> rungs.isAt(rung, curve)).toList();
            if (here.isEmpty()) {
                continue;
            }
            Standing standing = Standing.at(rung, rungs, curves);
            int share = rungs.share(rung, standing.size());
            int goOn = moreCome ? share : Math.max(1, share);
            for (Curve curve : here) {
                String reason = prefix(bracket) + standing.sentence(curve.point(), goOn);
                if (standing.rank(curve.point()) <= goOn) {
                    decisions.put(curve.trial(), new GoesOn(curve.trial(), rung, rungs.after(rung), reason));
                } else if (moreCome) {
                    decisions.put(curve.trial(), new Waits(curve.trial(), rung, reason + " so far"));
                } else {
                    decisions.put(curve.trial(), new Halts(curve.trial(), rung, reason));
                }
            }
            moreCome = moreCome || here.stream().anyMatch(curve -> decisions.get(curve.trial()) instanceof GoesOn);
        }
    }

    private String prefix(int bracket) {
        return brackets.count() == 1 ? "" : "bracket %s of %s, ".formatted(bracket, brackets.count());
    }
}
