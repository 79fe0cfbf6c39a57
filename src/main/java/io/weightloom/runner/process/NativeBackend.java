package io.weightloom.runner.process;

import io.weightloom.program.natives.Natives;
import org.bytedeco.javacpp.Loader;

/**
 * What trains the trials of this process.
 *
 * @param workers trials trained side by side, each on one thread; at least 1
 */
public record NativeBackend(int workers) {

    /** The natives chosen for this CPU, such as {@code linux-x86_64-onednn-avx2}. */
    public String natives() {
        return Natives.choose();
    }

    /** Whether they are loaded, which a process that only serves review never does. */
    public boolean loaded() {
        return Loader.getLoadedLibraries().keySet().stream().anyMatch(name -> name.contains("nd4jcpu"));
    }
}
