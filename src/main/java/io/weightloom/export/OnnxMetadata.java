package io.weightloom.export;

import io.weightloom.data.Predicted;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Table;
import io.weightloom.format.ElementType;
import io.weightloom.spec.SequenceSpec;
import io.weightloom.spec.settings.Canonical;
import io.weightloom.text.KebabCase;
import io.weightloom.trial.TrainedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** The texts that a model carries, by key; lists and records among them are JSON. */
final class OnnxMetadata {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OnnxMetadata() {}

    /**
     * Those of a model.
     *
     * @param predicted what the model's outputs are
     * @param held names of the initialisers that have names of their own, by what they are
     */
    static SortedMap<String, String> of(
            TrainedWeights weights,
            Predicted predicted,
            Precision precision,
            Map<OnnxNetwork.Held, List<String>> held) {
        SortedMap<String, String> texts = new TreeMap<>();
        texts.put("spec", Canonical.json(weights.spec()));
        texts.put("provenance", json(weights.provenance()));
        texts.put("weights-sha256", weights.sha256());
        texts.put("precision", KebabCase.of(precision));
        texts.put(
                "input-type",
                KebabCase.of(
                        weights.spec().data().source() instanceof SequenceSpec.Text
                                ? ElementType.INT64
                                : OnnxScaling.type(weights.preprocessing().inputs())));
        texts.put("inputs", json(inputs(weights.preprocessing().features())));
        texts.put(predicted instanceof Predicted.Classes ? "classes" : "outputs", json(predicted.names()));
        if (predicted instanceof Predicted.Classes classes && !classes.ofTasks().isEmpty()) {
            texts.put("classes-of-tasks", json(classes.ofTasks()));
        }
        weights.preprocessing().tasks().descriptors().ifPresent(table -> texts.put("descriptors", json(names(table))));
        Map<String, List<String>> initialisers = new LinkedHashMap<>();
        held.forEach((kind, names) -> initialisers.put(KebabCase.of(kind), names));
        texts.put("initialisers", json(initialisers));
        return texts;
    }

    private static Object inputs(Features features) {
        if (features instanceof Features.Picture picture) {
            Map<String, Object> told = new LinkedHashMap<>();
            if (picture.channels() > 1) {
                told.put("channels", picture.channels());
            }
            told.put("height", picture.height());
            told.put("breadth", picture.breadth());
            picture.white().ifPresent(white -> told.put("white", white));
            return told;
        }
        return features.names();
    }

    private static List<String> names(Table table) {
        return IntStream.range(0, table.columns()).mapToObj(table::name).toList();
    }

    private static String json(Object value) {
        return JSON.writeValueAsString(value);
    }
}
