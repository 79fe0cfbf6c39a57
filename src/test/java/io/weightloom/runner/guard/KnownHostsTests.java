package io.weightloom.runner.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownHostsTests {

    @Test
    void anyNumberIsAnsweredWhereTheServerListensEverywhere() {
        KnownHosts everywhere = new KnownHosts("0.0.0.0", List.of());

        assertThat(everywhere.hold("192.0.2.7:8080")).isTrue();
        assertThat(everywhere.hold("[2001:db8::1]")).isTrue();
        assertThat(everywhere.hold("evil.example")).isFalse();
        assertThat(everywhere.hold("192.0.2.7.example")).isFalse();
        assertThat(new KnownHosts("::1", List.of()).hold("[::1]:1")).isTrue();
        assertThat(new KnownHosts("192.0.2.7", List.of()).hold("192.0.2.7")).isTrue();
        assertThat(new KnownHosts("192.0.2.7", List.of()).hold("192.0.2.8")).isFalse();
    }
}
