package io.weightloom.runner.store;

/**
 * A setting of an experiment that did not come from its spec file.
 *
 * @param setting its path, such as {@code training.epochs}
 * @param given its value as text
 * @param origin where it came from, such as {@code environment variable TRAINING_EPOCHS}
 */
public record SettingOverride(String setting, String given, String origin) {}
