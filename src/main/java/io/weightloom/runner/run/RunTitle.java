package io.weightloom.runner.run;

import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.RunKey;

/** What people call a run: its experiment, what sets it apart from other runs of it, and its id. */
public final class RunTitle {

    private RunTitle() {}

    /** Such as {@code glyphs fired at 2026-01-01T03:00:00Z, run 7}. */
    public static String of(Run run) {
        RunKey key = run.key();
        return key.experiment()
                + key.fireTime().map(" fired at %s"::formatted).orElse("")
                + (key.attempt() > 1 ? " (attempt " + key.attempt() + ")" : "")
                + ", run " + run.id();
    }
}
