package io.weightloom.runner.settings;

import io.weightloom.text.FileNames;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that others than the spec name: the system's properties. */
final class Folders {

    private Folders() {}

    /** Whether there is such a folder, and files can be made in it. */
    static boolean isWritable(String folder) {
        return FileNames.fault(folder).isEmpty()
                && Files.isDirectory(Path.of(folder))
                && Files.isWritable(Path.of(folder));
    }
}
