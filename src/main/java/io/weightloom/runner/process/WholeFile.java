package io.weightloom.runner.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files in one piece: what stood in their places before is there until all is written. */
final class WholeFile {

    private WholeFile() {}

    /** What is written. */
    @FunctionalInterface
    interface Content {
        void to(OutputStream file) throws IOException;
    }

    /**
     * By way of a file of a name that nothing has, which is not left behind; it may be read as any new file may.
     *
     * @throws IOException if it cannot be written; then all is as it was
     */
    static void replace(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling("%s.%s.part".formatted(file.getFileName(), UUID.randomUUID()));
        OutputStream made = Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (made) {
                content.to(made);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
