package io.weightloom.spec.read;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.Settings;
import io.weightloom.spec.settings.AutoLayers;
import io.weightloom.spec.settings.DataSettings;
import io.weightloom.spec.settings.TrialSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks how wide data are, each data set once, for networks that take their widths from there. Not thread-safe. */
final class FoundWidths {

    private final DataWidths data;
    private final long seed;
    private final Map<DataSpec, Optional<DataWidths.Ends>> found = new HashMap<>();

    /** @param seed of the first trial */
    FoundWidths(DataWidths data, long seed) {
        this.data = data;
        this.seed = seed;
    }

    /**
     * The settings with numbers alone; without any layers, if the widths are not known.
     *
     * @param settings perhaps incomplete, where others are at fault
     */
    Settings resolved(Settings settings) {
        if (!AutoLayers.isIn(settings)) {
            return settings;
        }
        return DataSettings.SECTION
                .made(settings)
                .flatMap(made -> ends(TrialSettings.data(settings)))
                .map(ends -> AutoLayers.with(settings, ends))
                .orElseGet(() -> AutoLayers.without(settings));
    }

    /** The widths of all data that were looked at and can be used. */
    Map<DataSpec, DataWidths.Ends> all() {
        Map<DataSpec, DataWidths.Ends> known = new HashMap<>();
        found.forEach((spec, ends) -> ends.ifPresent(there -> known.put(spec, there)));
        return known;
    }

    private Optional<DataWidths.Ends> ends(DataSpec spec) {
        return found.computeIfAbsent(spec, asked -> AutoLayers.ends(asked, data, seed));
    }
}
