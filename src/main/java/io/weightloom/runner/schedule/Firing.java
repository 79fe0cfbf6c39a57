package io.weightloom.runner.schedule;

import io.weightloom.spec.CronSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of fire times that have come. It follows from what is stored of the experiment's runs, so that all
 * runners on one database decide alike, whenever they look.
 *
 * @param run the one to run; empty if there is none
 * @param behind a run that is still going, which has to end before
 * @param skipped those that are not run because a run was going when they came
 * @param unused how many others are not run because a later one is
 */
record Firing(Optional<Instant> run, Optional<RunSpan> behind, List<Instant> skipped, int unused) {

    /** Copies the list. */
    Firing {
        skipped = List.copyOf(skipped);
    }

    /**
     * Decides it.
     *
     * @param due fire times that have come and were not seen to, soonest first
     * @param missed whether the first of them came while no runner lived; it is to be run whatever was going then
     * @param spans of the experiment's runs
     */
    static Firing of(CronSpec.Overlap overlap, List<Instant> due, boolean missed, List<RunSpan> spans) {
        Map<Boolean, List<Instant>> bySkipping = due.stream()
                .collect(Collectors.partitioningBy(time -> overlap == CronSpec.Overlap.SKIP
                        && !(missed && time.equals(due.get(0)))
                        && spans.stream().anyMatch(span -> span.overlaps(time))));
        List<Instant> skipped = bySkipping.getOrDefault(true, List.of());
        List<Instant> left = bySkipping.getOrDefault(false, List.of());
        if (left.isEmpty()) {
            return new Firing(Optional.empty(), Optional.empty(), skipped, 0);
        }
        Instant last = left.get(left.size() - 1);
        long unused = left.stream()
                .filter(time -> !time.equals(last) && spans.stream().noneMatch(span -> span.isOf(time)))
                .count();
        return new Firing(
                Optional.of(last),
                spans.stream().filter(span -> span.isOpen() && !span.isOf(last)).findFirst(),
                skipped,
                (int) unused);
    }
}
