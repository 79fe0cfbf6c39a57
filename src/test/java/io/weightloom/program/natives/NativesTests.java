package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativesTests {

    private static final String HASWELL = "flags\t\t: fpu sse4_2 avx f16c rdrand fma bmi1 avx2 smep";
    private static final String IVY_BRIDGE = "flags\t\t: fpu sse4_2 avx f16c rdrand smep";
    private static final String NEAR_MISS = "flags\t\t: fma4 avx2_fake xavx2 f16c";

    @Test
    void whatEveryProcessorCanDoIsReadFromTheKernel() {
        assertThat(Natives.cpuFlags(cpuinfo(HASWELL, HASWELL)))
                .containsExactlyInAnyOrder("fpu", "sse4_2", "avx", "f16c", "rdrand", "fma", "bmi1", "avx2", "smep");
        assertThat(Natives.cpuFlags(cpuinfo(NEAR_MISS))).doesNotContain("fma", "avx2");
    }

    @Test
    void whatOneProcessorLacksDoesNotCount() {
        assertThat(Natives.cpuFlags(cpuinfo(HASWELL, IVY_BRIDGE)))
                .containsExactlyInAnyOrder("fpu", "sse4_2", "avx", "f16c", "rdrand", "smep");
    }

    @Test
    void textWithoutFlagsSaysNothing() {
        assertThat(Natives.cpuFlags(Stream.of("processor\t: 0", "Features\t: fp asimd aes")))
                .isEmpty();
        assertThat(Natives.cpuFlags(Stream.empty())).isEmpty();
    }

    @Test
    void genericNativesAreChosenWhereTheCpuOrThePackageLacksTheFastOnes() {
        assertThat(Natives.extension(suffix -> true, () -> true)).isEqualTo("-onednn-avx2");
        assertThat(Natives.extension(suffix -> true, () -> false)).isEmpty();
        assertThat(Natives.extension(suffix -> suffix.isEmpty(), () -> true)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelAndTheJvmAgreeOnThisCpu() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            assertThat(Natives.hotspotRunsFast())
                    .isEqualTo(Natives.cpuFlags(lines).containsAll(Set.of("avx2", "fma", "f16c")));
        }
    }

    @Test
    void choosingTwiceGivesTheSameNativesAndSetsTheProperty() {
        String first = Natives.choose();

        assertThat(Natives.choose()).isEqualTo(first);
        assertThat(first).endsWith(System.getProperty(Natives.EXTENSION));
    }

    @Test
    void theNativesThatWereChosenAreTheOnesThatAreLoaded() {
        assertThat(Natives.load()).isEqualTo(Natives.choose());
    }

    @Test
    void preloadingEndsWithTheSameNatives() {
        assertThat(Natives.preload().join()).isEqualTo(Natives.load());
    }

    private static Stream<String> cpuinfo(String... flags) {
        return Stream.of(flags).flatMap(line -> Stream.of("processor\t: 0", "model name\t: AMD EPYC", line, ""));
    }
}
