package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativesTests {

    @Test
    void genericNativesAreChosenWhereTheCpuOrThePackageLacksTheFastOnes() {
        assertThat(Natives.extension(suffix -> true, () -> true)).isEqualTo("-onednn-avx2");
        assertThat(Natives.extension(suffix -> true, () -> false)).isEmpty();
        assertThat(Natives.extension(suffix -> suffix.isEmpty(), () -> true)).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelAndTheJvmAgreeOnThisCpu() {
        assertThat(Natives.hotspotRunsFast()).isEqualTo(Cpu.here().flags().containsAll(Set.of("avx2", "fma", "f16c")));
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
}
