package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class PageAddressTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            server.address=127.0.0.1,                                       http://127.0.0.1:8181/
            server.address=0.0.0.0,                                         http://localhost:8181/
            server.address=::1,                                             http://[::1]:8181/
            server.servlet.context-path=/loom,                              http://localhost:8181/loom/
            server.ssl.bundle=web,                                          https://localhost:8181/
            server.ssl.bundle=web server.ssl.enabled=false,                 http://localhost:8181/
            """)
    void isWhatABrowserOpens(String settings, String address) {
        assertThat(PageAddress.of(environment("local.server.port=8181 " + settings)))
                .contains(address);
    }

    @Test
    void thereIsNoneAsLongAsNobodyListens() {
        assertThat(PageAddress.of(environment("server.port=8181"))).isEmpty();
    }

    private static StandardEnvironment environment(String settings) {
        Map<String, Object> properties = Stream.of(settings.split(" ", -1))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return environment;
    }
}
