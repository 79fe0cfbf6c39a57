package io.weightloom.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativesTests {

    private static final String HASWELL = "flags\t\t: fpu sse4_2 avx f16c rdrand fma bmi1 avx2 smep";
    private static final String IVY_BRIDGE = "flags\t\t: fpu sse4_2 avx f16c rdrand smep";
    private static final String WITHOUT_FMA = "flags\t\t: fpu sse4_2 avx f16c avx2";
    private static final String NEAR_MISS = "flags\t\t: fma4 avx2_fake xavx2 f16c";

    @Test
    void fastNativesNeedAvx2AndFmaAndF16c() {
        assertThat(Natives.cpuinfoRunsFast(cpuinfo(HASWELL, HASWELL))).isTrue();
        assertThat(Natives.cpuinfoRunsFast(cpuinfo(IVY_BRIDGE))).isFalse();
        assertThat(Natives.cpuinfoRunsFast(cpuinfo(WITHOUT_FMA))).isFalse();
        assertThat(Natives.cpuinfoRunsFast(cpuinfo(NEAR_MISS))).isFalse();
    }

    @Test
    void oneProcessorThatCannotRunThemIsEnoughToFallBack() {
        assertThat(Natives.cpuinfoRunsFast(cpuinfo(HASWELL, IVY_BRIDGE))).isFalse();
    }

    @Test
    void textWithoutFlagsMeansGenericNatives() {
        assertThat(Natives.cpuinfoRunsFast(Stream.of("processor\t: 0", "Features\t: fp asimd aes")))
                .isFalse();
        assertThat(Natives.cpuinfoRunsFast(Stream.empty())).isFalse();
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
            assertThat(Natives.hotspotRunsFast()).isEqualTo(Natives.cpuinfoRunsFast(lines));
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
