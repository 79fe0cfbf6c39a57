package io.weightloom.runner.database;

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
            jdbc:postgresql://u;x:hidden@host/wl              | jdbc:postgresql://u;x:***@host/wl
            jdbc:postgresql://u/x:hidden@host/wl              | jdbc:postgresql://u/x:***@host/wl
            jdbc:postgresql://u?x:hidden@host/wl              | jdbc:postgresql://u?x:***@host/wl
            jdbc:postgresql://me@corp:hidden@host/wl          | jdbc:postgresql://me@corp:***@host/wl
            jdbc:postgresql://u:1234?hid=den@host             | jdbc:postgresql://u:***@host
            jdbc:postgresql://u:1234/hid?den=x@host           | jdbc:postgresql://u:***@host
            jdbc:postgresql://u:hid den@host/wl               | jdbc:postgresql://u:***@host/wl
            jdbc:postgresql:u:hid den@host/wl                 | jdbc:postgresql:u:***@host/wl
            jdbc:postgresql://[::1]:5432/wl?user=a:hidden@b   | jdbc:postgresql://[::1]:5432/wl?user=a:***@b
            jdbc:postgresql://h:5432/d?user=me@a&password=hid@den | jdbc:postgresql://h:5432/d?user=me@a&password=***
            jdbc:postgresql://h/d?user=u&pass=hidden          | jdbc:postgresql://h/d?user=u&pass=***
            jdbc:postgresql://h/d?%50%41%53%53=hidden         | jdbc:postgresql://h/d?%50%41%53%53=***
            jdbc:postgresql://h/d?password = hidden           | jdbc:postgresql://h/d?password = ***
            jdbc:h2:./d;password = hidden;A=1                 | jdbc:h2:./d;password = ***;A=1
            spring.datasource.password:hidden                 | spring.datasource.password:***
            password: hidden                                  | password: ***
            pwd:hidden                                        | pwd:***
            jdbc:h2:./d;A=a:password=hidden                   | jdbc:h2:./d;A=a:password=***
            Cannot connect (u:hidden@127.0.0.1) to it         | Cannot connect (u:***@127.0.0.1) to it
            Cannot connect (password=hidden)                  | Cannot connect (password=***
            Cannot connect (url=jdbc:postgresql:u:hidden@h)   | Cannot connect (url=jdbc:postgresql:u:***@h)
            https://u:hidden@host/a.yml                       | https://u:***@host/a.yml
            https://host/a.yml?access_token=hidden            | https://host/a.yml?access_token=***
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
                "jdbc:postgresql://me@host:5432/db",
                "jdbc:postgresql://passport:5432/db",
                "jdbc:postgresql://host:5432/db?ssl=true&user=me@corp",
                "spring.datasource.url=jdbc:postgresql://host:5432/db?user=me@corp",
                "FATAL: password authentication failed for user \"wl\"",
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
