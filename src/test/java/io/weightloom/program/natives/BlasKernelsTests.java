package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BlasKernelsTests {

    @Test
    void theWidestVectorsOfTheProcessorDecide() {
        Set<String> haswell = Set.of("avx", "avx2", "fma");
        Set<String> skylake =
                Set.of("avx", "avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "avx512_bf16");
        Set<String> knightsLanding = Set.of("avx", "avx2", "fma", "avx512f", "avx512cd", "avx512er", "avx512pf");

        assertThat(BlasKernels.fitting(skylake)).contains("SkylakeX");
        assertThat(BlasKernels.fitting(knightsLanding)).contains("Haswell");
        assertThat(BlasKernels.fitting(haswell)).contains("Haswell");
        assertThat(BlasKernels.fitting(Set.of("avx", "fma4"))).isEqualTo(Optional.empty());
        assertThat(BlasKernels.fitting(Set.of())).isEmpty();
    }

    @Test
    void onlySkylakesKernelsMultiplySmallMatricesInPlace() {
        assertThat(BlasKernels.multiplyInPlace("SKYLAKEX")).isTrue();
        assertThat(BlasKernels.multiplyInPlace("SkylakeX")).isTrue();
        assertThat(BlasKernels.multiplyInPlace("Haswell")).isFalse();
    }

    /**
     * In processes of their own, because OpenBLAS chooses when it is loaded. Prescott's kernels run on every x86-64.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void openBlasTakesTheKernelsThatItIsTold() throws IOException, InterruptedException {
        assertThat(loaded("Prescott", null)).isEqualTo("Prescott");
        assertThat(loaded("Core2", null)).isEqualTo("Core2");
        assertThat(loaded("Core2", "Prescott")).as("a user's own setting").isEqualTo("Prescott");
    }

    private static String loaded(String chosen, @Nullable String set) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Loaded.class.getName(),
                chosen);
        builder.redirectErrorStream(true).environment().put("OPENBLAS_VERBOSE", "2"); // it then says its choice
        builder.environment().remove(BlasKernels.VARIABLE);
        if (set != null) {
            builder.environment().put(BlasKernels.VARIABLE, set);
        }
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines.stream()
                .filter(line -> line.startsWith("Core: "))
                .map(line -> line.substring("Core: ".length()))
                .collect(Collectors.joining());
    }

    /** Chooses kernels and loads OpenBLAS. */
    static final class Loaded {

        private Loaded() {}

        public static void main(String[] arguments) {
            BlasKernels.choose(arguments[0]);
            Loader.load(openblas_nolapack.class);
        }
    }
}
