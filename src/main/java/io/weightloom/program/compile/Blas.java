package io.weightloom.program.compile;

import io.weightloom.program.kernel.Products.Packing;
import io.weightloom.program.natives.Natives;

/** What is known of the kernels that OpenBLAS runs in this process. */
final class Blas {

    private Blas() {}

    static Packing packing() {
        return Natives.multipliesInPlace() ? Packing.IN_PLACE : Packing.COPIES;
    }
}
