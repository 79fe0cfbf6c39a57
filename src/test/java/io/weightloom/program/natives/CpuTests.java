package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CpuTests {

    private static final String HASWELL = "flags\t\t: fpu sse4_2 avx f16c rdrand fma bmi1 avx2 smep";
    private static final String IVY_BRIDGE = "flags\t\t: fpu sse4_2 avx f16c rdrand smep";
    private static final String NEAR_MISS = "flags\t\t: fma4 avx2_fake xavx2 f16c";

    @Test
    void whatEveryProcessorCanDoIsReadFromTheKernel() {
        assertThat(Cpu.of(cpuinfo(HASWELL, HASWELL)).flags())
                .containsExactlyInAnyOrder("fpu", "sse4_2", "avx", "f16c", "rdrand", "fma", "bmi1", "avx2", "smep");
        assertThat(Cpu.of(cpuinfo(NEAR_MISS)).flags()).doesNotContain("fma", "avx2");
    }

    @Test
    void whatOneProcessorLacksDoesNotCount() {
        assertThat(Cpu.of(cpuinfo(HASWELL, IVY_BRIDGE)).flags())
                .containsExactlyInAnyOrder("fpu", "sse4_2", "avx", "f16c", "rdrand", "smep");
    }

    @Test
    void textWithoutFlagsSaysNothing() {
        assertThat(Cpu.of(Stream.of("processor\t: 0", "Features\t: fp asimd aes"))
                        .flags())
                .isEmpty();
        assertThat(Cpu.of(Stream.empty()).flags()).isEmpty();
    }

    @Test
    void theModelIsThatOfTheFirstProcessor() {
        assertThat(Cpu.of(cpuinfo(HASWELL, HASWELL)).model()).isEqualTo("AMD EPYC");
        assertThat(Cpu.of(Stream.of("processor\t: 0")).model()).isEqualTo("unknown");
    }

    private static Stream<String> cpuinfo(String... flags) {
        return Stream.of(flags).flatMap(line -> Stream.of("processor\t: 0", "model name\t: AMD EPYC", line, ""));
    }
}
