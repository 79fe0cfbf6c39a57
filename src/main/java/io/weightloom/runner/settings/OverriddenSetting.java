package io.weightloom.runner.settings;

/**
 * A setting that comes from the command line, the system properties or the environment's variables.
 *
 * @param experiment name of the experiment
 * @param key path of the setting, such as {@code training.epochs}
 * @param value as text
 * @param origin where it comes from
 */
public record OverriddenSetting(String experiment, String key, String value, String origin) {}
