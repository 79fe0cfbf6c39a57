package io.weightloom.program;

import io.weightloom.program.compile.Executable;
import java.util.function.Consumer;

/** An executable while a program has it, and what becomes of it afterwards. Not thread-safe. */
final class Lent implements AutoCloseable {

    private final Executable executable;
    private final Consumer<Executable> end;
    private boolean over;

    /** @param end called once, when it is closed */
    Lent(Executable executable, Consumer<Executable> end) {
        this.executable = executable;
        this.end = end;
    }

    /** @throws IllegalStateException if it has been closed */
    Executable open() {
        if (over) {
            throw new IllegalStateException("The program has been closed");
        }
        return executable;
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            end.accept(executable);
        }
    }
}
