package io.weightloom.spec.settings;

import io.weightloom.spec.VerifySpec;

/** The section {@code verify}. */
final class VerifySettings {

    private static final VerifySpec DEFAULT = new VerifySpec();

    static final Setting<VerifySpec.OnFault> ON_FAULT = Setting.optional(
            "on-fault",
            Kind.word(VerifySpec.OnFault.class),
            DEFAULT.onFault(),
            "What a fault does to the trial: it is not trained (reject), or trained all the same (warn)");
    static final Setting<Integer> SAMPLES = Setting.optional(
            "samples",
            Kind.whole("[1, 100000]"),
            DEFAULT.samples(),
            "Coordinates per trainable checked by finite differences");

    static final Section<VerifySpec> SECTION = new Section<>(
            "verify",
            "How a trial is verified before it is trained",
            Form.of(VerifySpec.class)
                    .with(ON_FAULT, VerifySpec::onFault)
                    .with(SAMPLES, VerifySpec::samples)
                    .made(values -> new VerifySpec(values.get(ON_FAULT), values.get(SAMPLES))));

    private VerifySettings() {}
}
