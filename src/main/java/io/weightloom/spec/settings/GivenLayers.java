package io.weightloom.spec.settings;

import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks whose layers a file says ({@code target.from}), in the place of which these are put. */
public final class GivenLayers {

    private static final String SECTION = TargetSettings.SECTION.name() + ".";

    /** Keys that belong to any given network, whoever says its layers. */
    private static final List<String> BESIDE = List.of(TargetSettings.SHA256.key(), TargetSettings.ORDER.key());

    /** Path of the setting that names the file. */
    public static final String PATH = SECTION + TargetSettings.FROM.key();

    private GivenLayers() {}

    /** Whether a file says the layers, so that this setting of the target is not asked for. */
    public static boolean say(String path) {
        return path.startsWith(SECTION) && !path.equals(PATH) && !BESIDE.contains(path.substring(SECTION.length()));
    }

    /** The file that says the layers; empty if the settings do. */
    public static Optional<String> file(Settings settings) {
        return Optional.ofNullable((String) settings.values().get(PATH)).filter(file -> !file.isEmpty());
    }

    /** The settings with the layers that the file says, if one does; throws what the reader throws. */
    public static Settings with(Settings settings, GivenSpec.Reader reader) {
        return file(settings)
                .map(file -> with(settings, file, reader.found(file)))
                .orElse(settings);
    }

    private static Settings with(Settings settings, String file, GivenSpec.Found found) {
        Map<String, Object> values = new HashMap<>(settings.values());
        values.keySet().removeIf(path -> path.equals(PATH) || say(path));
        Map<String, Object> target = new HashMap<>();
        TargetSettings.SECTION.form().put(found.target(), target);
        target.put(TargetSettings.WEIGHTS.key(), file);
        target.keySet().removeAll(BESIDE); // which may have been given
        target.forEach((key, value) -> values.put(SECTION + key, value));
        return new Settings(values);
    }
}
