package io.weightloom.program.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class NativesCacheTests {

    @TempDir
    Path temporary;

    @Test
    void aHomeThatCanBeWrittenIsGoodAsItIs() {
        assertThat(NativesCache.without(temporary.toString(), temporary)).isEmpty();
    }

    @Test
    void aUserWhomTheSystemDoesNotKnowHasOneFolderOfHisOwnForAllStarts() throws IOException {
        Path first = NativesCache.without("?", temporary).orElseThrow();

        assertThat(first).isEqualTo(temporary.resolve("weightloom-natives")).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rwx------");
        assertThat(NativesCache.without("?", temporary)).contains(first);
        assertThat(NativesCache.without("", temporary)).contains(first);
        assertThat(NativesCache.without("home", temporary)).contains(first);
        assertThat(NativesCache.without(temporary.resolve("gone").toString(), temporary))
                .contains(first);
    }

    @Test
    void aFolderInWhichOthersMayWriteIsNotUsed() throws IOException {
        Path open = Files.createDirectory(temporary.resolve("weightloom-natives"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        Path own = NativesCache.without("?", temporary).orElseThrow();

        assertThat(own).isNotEqualTo(open).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(
                temporary.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path link = Files.createSymbolicLink(temporary.resolve("weightloom-natives"), elsewhere);

        assertThat(NativesCache.without("?", temporary).orElseThrow()).isNotEqualTo(link);
    }

    @Test
    void whereNothingCanBeWrittenNothingIsChanged() {
        assertThat(NativesCache.without("?", temporary.resolve("gone"))).isEmpty();
    }
}
