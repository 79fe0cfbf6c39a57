package io.weightloom.runner.settings;

import io.weightloom.text.FileNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/** The setting that names the folder against which relative paths of data files are resolved. */
public final class DataFolder {

    static final String NAME = "runner.data-root";

    /** What the setting may be. */
    static final SettingRule<String> RULE = new SettingRule<>(
            String.class,
            "a folder that there is, or empty for the working directory",
            DataFolder::isThere,
            UnaryOperator.identity());

    private DataFolder() {}

    /** The folder; the empty path for the working directory, also where what is given is a fault. */
    public static Path in(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        return RULE.allows(binder, ConfigurationPropertyName.of(NAME))
                ? Path.of(binder.bind(NAME, String.class).orElse(""))
                : Path.of("");
    }

    private static boolean isThere(String folder) {
        return FileNames.fault(folder).isEmpty() && Files.isDirectory(Path.of(folder));
    }
}
