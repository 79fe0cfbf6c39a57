package io.weightloom.spec.settings;

import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

    /** The file that says at least what data are scaled by, if the settings name one. */
    public static Optional<String> scaling(Settings settings) {
        return file(settings)
                .or(() -> TargetSettings.given(settings.section(TargetSettings.SECTION.name()))
                        .map(GivenSpec::file)
                        .filter(file -> file.toLowerCase(Locale.ROOT).endsWith(".onnx")));
    }

    /** The settings with what the file says, if one does; throws what the reader throws. */
    public static Settings with(Settings settings, GivenSpec.Reader reader) {
        Optional<GivenSpec.Found> found = scaling(settings).map(reader::found);
        if (found.isEmpty()) {
            return settings;
        }
        Settings whole =
                file(settings).map(file -> with(settings, file, found.get())).orElse(settings);
        Map<String, Object> data = whole.section(DataSettings.SECTION.name());
        found.get().standardise().ifPresent(scaling -> DataSettings.standardise(data, scaling));
        Map<String, Object> values = new HashMap<>();
        data.forEach((key, value) -> values.put(DataSettings.SECTION.name() + "." + key, value));
        return whole.with(values);
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
