package io.weightloom.spec.settings;

import io.weightloom.spec.ConditionSpec;

/**
 * The section {@code damage} of a trial's canonical form. A spec file cannot have it: these hypernetworks are controls,
 * and like the one beside them in all else.
 */
final class DamageSettings {

    static final Setting<ConditionSpec.Damage> Z = Setting.required(
            "z",
            Kind.word(ConditionSpec.Damage.class),
            "Whether all tasks have one z (frozen), or each is tested with that of another (shuffled)");

    static final Section<ConditionSpec.Damage> SECTION = new Section<>(
            "damage",
            "A hypernetwork that is kept from telling tasks apart",
            Form.of(ConditionSpec.Damage.class).with(Z, damage -> damage).made(values -> values.get(Z)));

    private DamageSettings() {}
}
