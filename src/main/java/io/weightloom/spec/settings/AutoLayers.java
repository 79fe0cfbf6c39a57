package io.weightloom.spec.settings;

import io.weightloom.spec.DataSpec;
import io.weightloom.spec.DataWidths;
import io.weightloom.spec.Settings;
import io.weightloom.spec.SweepSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Networks whose layers have a word at their ends, or in place of a width, for which those of the data are put. */
public final class AutoLayers {

    private static final String PATH = TargetSettings.SECTION.name() + "." + TargetSettings.LAYERS.key();
    private static final String WIDTH = TargetSettings.SECTION.name() + "." + SequenceSettings.WIDTH.key();

    private AutoLayers() {}

    /** Whether the word is among the layers. */
    public static boolean isIn(Settings settings) {
        return isIn(settings.values().get(PATH)) || isIn(settings.values().get(WIDTH));
    }

    private static boolean isIn(@Nullable Object layers) {
        return LayerWidths.AUTO.equals(layers) || (layers instanceof List<?> list && list.contains(LayerWidths.AUTO));
    }

    /** Whether the word is among the layers of any trial. */
    static boolean isIn(Settings settings, SweepSpec sweep) {
        return isIn(settings)
                || sweep.parameters().stream()
                        .map(SweepSpec.Parameter::range)
                        .anyMatch(range -> range instanceof SweepSpec.Range.Choice choice
                                && choice.options().stream()
                                        .anyMatch(option -> isIn(option.get(PATH)) || isIn(option.get(WIDTH))));
    }

    /** Whether these layers come of those, with numbers in the place of the word. */
    static boolean isFor(Object layers, Object resolved) {
        if (LayerWidths.AUTO.equals(layers)) {
            return resolved instanceof Number;
        }
        if (!isIn(layers) || !(resolved instanceof List<?> numbers)) {
            return false;
        }
        List<?> words = (List<?>) layers;
        return words.size() == numbers.size()
                && IntStream.range(0, words.size())
                        .allMatch(i -> words.get(i).equals(LayerWidths.AUTO)
                                || words.get(i).equals(numbers.get(i)));
    }

    /**
     * How wide data are, looked at only if their spec alone does not tell it; empty if they cannot be used.
     *
     * @param seed of the first trial that has them
     */
    public static Optional<DataWidths.Ends> ends(DataSpec data, DataWidths widths, long seed) {
        OptionalInt inputs = data.source().facts().inputs();
        OptionalInt outputs = data.source().facts().outputs();
        return inputs.isPresent() && outputs.isPresent()
                ? Optional.of(new DataWidths.Ends(inputs.getAsInt(), outputs.getAsInt()))
                : widths.of(data, seed);
    }

    /** The settings without any layers and widths. */
    public static Settings without(Settings settings) {
        return settings.without(PATH).without(WIDTH);
    }

    /** The settings with numbers alone. */
    public static Settings with(Settings settings, DataWidths.Ends ends) {
        Map<String, Object> numbers = new HashMap<>();
        if (isIn(settings.values().get(WIDTH))) {
            numbers.put(WIDTH, (long) ends.inputs());
        }
        if (settings.values().get(PATH) instanceof List<?> words) {
            List<Object> layers = new ArrayList<>(words);
            int last = layers.size() - 1;
            if (layers.get(0).equals(LayerWidths.AUTO)) {
                layers.set(0, (long) ends.inputs());
            }
            if (layers.get(last).equals(LayerWidths.AUTO)) {
                layers.set(last, (long) ends.outputs());
            }
            numbers.put(PATH, List.copyOf(layers));
        }
        return settings.with(numbers);
    }
}
