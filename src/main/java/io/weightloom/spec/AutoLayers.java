package io.weightloom.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts the widths of the data in the place of a word at the ends of a network's layers. Not thread-safe. */
final class AutoLayers {

    /** Stands for the width of the data. */
    static final String WORD = "auto";

    private static final String PATH = TargetSettings.SECTION.name() + "." + TargetSettings.LAYERS.key();

    /** What is put in the place of widths that are not known, so that the rest can be looked at. */
    private static final DataWidths.Ends UNKNOWN = new DataWidths.Ends(1, 1);

    private final DataWidths data;
    private final long seed;
    private final Map<DataSpec, Optional<DataWidths.Ends>> found = new HashMap<>();

    AutoLayers(DataWidths data, long seed) {
        this.data = data;
        this.seed = seed;
    }

    /**
     * The settings with numbers alone; without any layers, if the widths are not known.
     *
     * @param settings perhaps incomplete, where others are at fault
     */
    Settings resolved(Settings settings) {
        if (!isIn(settings)) {
            return settings;
        }
        return Consistency.make(DataSettings.SECTION, settings)
                .flatMap(this::ends)
                .map(ends -> with(settings, ends))
                .orElseGet(() -> settings.without(PATH));
    }

    /** The widths of all data that were looked at and can be used. */
    Map<DataSpec, DataWidths.Ends> found() {
        Map<DataSpec, DataWidths.Ends> known = new HashMap<>();
        found.forEach((spec, ends) -> ends.ifPresent(there -> known.put(spec, there)));
        return known;
    }

    private Optional<DataWidths.Ends> ends(DataSpec spec) {
        return found.computeIfAbsent(spec, asked -> {
            OptionalInt inputs = SourceFacts.inputs(asked.source());
            OptionalInt outputs = SourceFacts.outputs(asked.source());
            return inputs.isPresent() && outputs.isPresent()
                    ? Optional.of(new DataWidths.Ends(inputs.getAsInt(), outputs.getAsInt()))
                    : data.of(asked, seed);
        });
    }

    /** Whether the word is among the layers. */
    static boolean isIn(Settings settings) {
        return isIn(settings.values().get(PATH));
    }

    private static boolean isIn(@Nullable Object layers) {
        return layers instanceof List<?> list && list.contains(WORD);
    }

    /** Whether the word is among the layers of any trial. */
    static boolean isIn(Settings settings, SweepSpec sweep) {
        return isIn(settings)
                || sweep.parameters().stream()
                        .filter(parameter -> parameter.name().equals(PATH))
                        .anyMatch(parameter -> parameter.values().stream().anyMatch(AutoLayers::isIn));
    }

    /** Whether these layers come of those, with numbers in the place of the word. */
    static boolean isFor(Object layers, Object resolved) {
        if (!isIn(layers) || !(resolved instanceof List<?> numbers)) {
            return false;
        }
        List<?> words = (List<?>) layers;
        return words.size() == numbers.size()
                && IntStream.range(0, words.size())
                        .allMatch(i -> words.get(i).equals(WORD) || words.get(i).equals(numbers.get(i)));
    }

    /** Complete settings with numbers alone, any if those of their data are not known. */
    static Settings resolved(Settings settings, Map<DataSpec, DataWidths.Ends> known) {
        return isIn(settings) ? with(settings, known.getOrDefault(settings.data(), UNKNOWN)) : settings;
    }

    private static Settings with(Settings settings, DataWidths.Ends ends) {
        List<Object> layers = new ArrayList<>((List<?>) settings.values().getOrDefault(PATH, List.of()));
        int last = layers.size() - 1;
        if (layers.get(0).equals(WORD)) {
            layers.set(0, (long) ends.inputs());
        }
        if (layers.get(last).equals(WORD)) {
            layers.set(last, (long) ends.outputs());
        }
        return settings.with(Map.of(PATH, List.copyOf(layers)));
    }
}
