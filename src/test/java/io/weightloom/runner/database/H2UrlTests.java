package io.weightloom.runner.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("locale")
class H2UrlTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:~/wl,              true
            jdbc:h2:file:~/wl;USER=sa, true
            jdbc:h2:~,                 true
            jdbc:h2:nio:~/wl,          true
            jdbc:h2:~wl,               false
            jdbc:h2:file:./~/wl,       false
            jdbc:h2:tcp://host/~/wl,   false
            jdbc:h2:ssl:~/wl,          false
            jdbc:h2:mem:a,             false
            jdbc:postgresql:~/wl,      false
            """)
    void aUrlThatBeginsWithATildeIsInTheHomeFolder(String url, boolean inHome) {
        assertThat(H2Url.of(url).filter(H2Url::isInHome).isPresent()).isEqualTo(inHome);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:./a,                           true
            jdbc:h2:file:./a;USER=sa,              true
            jdbc:h2:file:./a;INIT=x\\;FILE_LOCK=NO, true
            jdbc:h2:file:./a;file_lock=NO,         false
            jdbc:h2:file:./a;Auto_Server=true,     false
            jdbc:h2:mem:a,                         false
            jdbc:h2:tcp://host/a,                  false
            jdbc:h2:ssl:a,                         false
            jdbc:postgresql://host/a,              false
            """)
    void whoOpensAFileIsAloneUnlessTheUrlSaysOtherwise(String url, boolean exclusive) {
        assertThat(H2Url.of(url).filter(H2Url::isExclusive).isPresent()).isEqualTo(exclusive);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:tcp://ada:x@host/a;USER=b, true
            jdbc:h2:ssl:ada@host/a,            true
            jdbc:h2:tcp://host/a;INIT=a@b,     false
            jdbc:h2:./a@b,                     false
            jdbc:h2:mem:a@b,                   false
            """)
    void onlyAServersPlaceCanNameAUser(String url, boolean named) {
        assertThat(H2Url.of(url).orElseThrow().namesUserOfServer()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:./a,                   ./a.mv.db
            jdbc:h2:file:/b/a;USER=x,      /b/a.mv.db
            jdbc:h2:mem:a,                 ''
            jdbc:h2:tcp://host/a,          ''
            jdbc:h2:zip:./b.zip!/a,        ''
            """)
    void aFileHasH2sEnding(String url, String name) {
        assertThat(H2Url.of(url).orElseThrow().fileName()).isEqualTo(name);
    }
}
