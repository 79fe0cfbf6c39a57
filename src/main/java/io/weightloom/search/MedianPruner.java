package io.weightloom.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Halts points that do worse at a rung than the median of all that have come to it by then (Golovin et al. 2017,
 * "Google Vizier", section 3.2, who compare with running means). As long as fewer than {@value #ENOUGH} have, all go
 * on.
 *
 * @param rungs where points are compared
 */
record MedianPruner(Rungs rungs) implements Pruner {

    private static final int ENOUGH = 4;

    @Override
    public OptionalInt first(int point) {
        return OptionalInt.of(rungs.epochs().get(0));
    }

    @Override
    public List<Decision> decide(List<Curve> curves, Supply supply) {
        Map<Integer, Standing> standings = new HashMap<>();
        rungs.all().forEach(rung -> standings.put(rung.number(), Standing.at(rung, rungs, curves)));
        List<Decision> decisions = new ArrayList<>();
        for (Curve curve : curves) {
            for (Rung rung : rungs.all()) {
                if (rungs.isAt(rung, curve)) {
                    decisions.add(decide(curve, rung, Objects.requireNonNull(standings.get(rung.number()))));
                }
            }
        }
        return decisions;
    }

    private Decision decide(Curve curve, Rung rung, Standing standing) {
        int goOn = standing.size() < ENOUGH ? standing.size() : standing.betterHalf();
        String reason = standing.sentence(curve.point(), goOn);
        return standing.rank(curve.point()) <= goOn
                ? new GoesOn(curve.trial(), rung, rungs.after(rung), reason)
                : new Halts(curve.trial(), rung, reason);
    }
}
