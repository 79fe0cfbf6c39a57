package io.weightloom.bench;

import io.weightloom.program.natives.Natives;
import java.util.Locale;

/** What can train a cell. LibTorch needs another version of JavaCPP than ND4J, so no JVM can hold both. */
enum Kind {
    PROGRAM,
    LIBTORCH,
    LIBTORCH_FUSED,
    SAMEDIFF;

    /** Touches no class of another engine; ND4J runs on the natives that the product would choose. */
    Engine create(Cell cell) {
        return switch (this) {
            case PROGRAM -> {
                Natives.choose();
                yield new ProgramEngine(cell);
            }
            case LIBTORCH -> new LibTorchEngine(cell, false);
            case LIBTORCH_FUSED -> new LibTorchEngine(cell, true);
            case SAMEDIFF -> {
                Natives.choose();
                yield new SameDiffEngine(cell);
            }
        };
    }

    /** Floating-point operations per second in the products of this engine's BLAS, on one thread. */
    double gemmRate() {
        return isLibTorch() ? LibTorchEngine.gemmRate() : OpenBlas.gemmRate();
    }

    boolean isLibTorch() {
        return this == LIBTORCH || this == LIBTORCH_FUSED;
    }

    /** As it stands in the table and in the JSON. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
