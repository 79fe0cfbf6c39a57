package io.weightloom.network;

import io.weightloom.layout.Shape;
import io.weightloom.spec.ConditionSpec;

/** The tensors of conditions. */
final class Conditions {

    private Conditions() {}

    /** The condition vectors, {@code [rows, z-dim]}, from N(0, 1). */
    static Parameter z(ConditionSpec condition, long rows) {
        Part part = condition instanceof ConditionSpec.Fixed ? Part.FIXED : Part.Z;
        return new Parameter(Names.Z, Shape.of(rows, condition.zDim()), part, new Draw.Normal());
    }
}
