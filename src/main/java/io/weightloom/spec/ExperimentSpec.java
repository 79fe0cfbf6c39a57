package io.weightloom.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One named experiment: settings that its trials share, and a sweep over the others. It holds what was asked for; what
 * makes trials of it is {@code Binding}.
 *
 * @param name kebab-case, at most 60 characters
 * @param description for people; may be empty
 * @param seed of the first repeat, at least 0
 * @param settings what the trials share
 * @param controls what is trained for comparison
 * @param controlSize in what controls that can be of any size equal their hypernetworks
 * @param sweep what differs between the trials
 * @param solved the hypernetworks of all points of a grid whose size follows from a target ratio
 * @param widths of the data that were looked at, for networks that take them from there; without those that cannot be
 *     used
 * @param lookups for the points that only a search finds
 * @param schedule when it is run again and again; empty if it runs once, at start
 */
public record ExperimentSpec(
        String name,
        String description,
        long seed,
        Settings settings,
        List<Control> controls,
        Control.Size controlSize,
        SweepSpec sweep,
        Map<Map<String, Object>, Sizer.Sized> solved,
        Map<DataSpec, DataWidths.Ends> widths,
        Lookups lookups,
        Optional<CronSpec> schedule) {

    /**
     * What has to be asked for when a point is known.
     *
     * @param sizer solves for sizes
     * @param widths looks how wide data are
     * @param given reads networks that users have
     */
    public record Lookups(Sizer sizer, DataWidths widths, GivenSpec.Reader given) {}

    /** Copies list and maps. */
    public ExperimentSpec {
        controls = List.copyOf(controls);
        widths = Map.copyOf(widths);
        solved = Collections.unmodifiableMap(new LinkedHashMap<>(solved));
    }
}
