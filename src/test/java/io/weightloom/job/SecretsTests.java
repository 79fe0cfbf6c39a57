package io.weightloom.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("locale")
class SecretsTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://wl:hidden@127.0.0.1:5433/wl          | postgresql://wl:***@127.0.0.1:5433/wl
            jdbc:postgresql://wl:hidden@127.0.0.1:5433/wl     | jdbc:postgresql://wl:***@127.0.0.1:5433/wl
            jdbc:postgresql://wl:hi@dd/e?n:x@host/wl          | jdbc:postgresql://wl:***@host/wl
            jdbc:postgresql://wl:hid%40den@host/wl?ssl=true   | jdbc:postgresql://wl:***@host/wl?ssl=true
            jdbc:postgresql://:hidden@host/wl                 | jdbc:postgresql://:***@host/wl
            jdbc:postgresql:wl:hidden@host/wl                 | jdbc:postgresql:wl:***@host/wl
            jdbc:h2:tcp://wl:hidden@host/~/a                  | jdbc:h2:tcp://wl:***@host/~/a
            jdbc:postgresql://h/d?password=hid;den&ssl=true   | jdbc:postgresql://h/d?password=***&ssl=true
            jdbc:postgresql://h/d?ssl=true&PassWord=hidden    | jdbc:postgresql://h/d?ssl=true&PassWord=***
            jdbc:postgresql://h/d?%70assword=hidden&ssl=true  | jdbc:postgresql://h/d?%70assword=***&ssl=true
            jdbc:postgresql://h/d?%2570%61ssword=hidden       | jdbc:postgresql://h/d?%2570%61ssword=***
            jdbc:postgresql://h/d?sslpassword=hidden&user=a   | jdbc:postgresql://h/d?sslpassword=***&user=a
            jdbc:h2:file:./a;USER=sa;PASSWORD=hid&den x;A=1   | jdbc:h2:file:./a;USER=sa;PASSWORD=***;A=1
            jdbc:h2:file:./a;password=hid\\;den;A=1           | jdbc:h2:file:./a;password=***;A=1
            postgresql://h/d?password=hid;den&x=1             | postgresql://h/d?password=***&x=1
            spring.datasource.password=hidden                 | spring.datasource.password=***
            spring.datasource.url=jdbc:postgresql://u:hidden@h/d | spring.datasource.url=jdbc:postgresql://u:***@h/d
            jdbc:postgresql://u:hidden@a/b,jdbc:h2:x;PASSWORD=hidden | jdbc:postgresql://u:***@a/b,jdbc:h2:x;PASSWORD=***
            """)
    void passwordsAreHidden(String given, String shown) {
        assertThat(Secrets.masked(given.replace("\\\\", "\\"))).isEqualTo(shown).doesNotContain("hidden", "den");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:./data/weightloom",
                "jdbc:h2:file:/home/a@b/my data;LOCK_TIMEOUT=10",
                "jdbc:h2:C:/data/a@b",
                "jdbc:postgresql://host:5432/db?user=me@corp&ssl=true",
                "jdbc:postgresql://host:5432?user=me@corp",
                "jdbc:postgresql://[::1]:5432/db",
                "jdbc:postgresql://me@host/db",
                "Connection to 127.0.0.1:5433 refused. Ask me@corp: it is down."
            })
    void whatIsNoPasswordIsShown(String given) {
        assertThat(Secrets.masked(given)).isEqualTo(given);
    }

    @Test
    void aUrlThatIsNotGivenIsToldSo() {
        assertThat(Secrets.masked(null)).isEqualTo("null");
    }
}
