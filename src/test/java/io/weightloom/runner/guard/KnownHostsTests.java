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

    @Test
    void aNumberIsTheSameHoweverItIsSpelled() {
        KnownHosts one = new KnownHosts("2001:db8:0:0::5", List.of("[2001:db8::00:7]"));

        assertThat(one.hold("[2001:db8::5]:8080")).isTrue();
        assertThat(one.hold("[2001:DB8:0::0:5]")).isTrue();
        assertThat(one.hold("[2001:db8::7]")).isTrue();
        assertThat(one.hold("[0:0:0:0:0:0:0:1]")).isTrue();
        assertThat(one.hold("[2001:db8::6]")).isFalse();
        assertThat(one.hold("[:::]")).isFalse();
        assertThat(new KnownHosts("0.0.0.0", List.of()).hold("999.0.2.7")).isFalse();
    }

    @Test
    void aServerThatListensAtANameIsCalledByItsNumberToo() {
        KnownHosts one = new KnownHosts("LocalHost", List.of());

        assertThat(one.hold("localhost:8080")).isTrue();
        assertThat(one.hold("127.0.0.1:8080")).isTrue();
        assertThat(one.hold("192.0.2.7")).isFalse();
    }
}
