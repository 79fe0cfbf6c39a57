package io.weightloom.program.kernel;

/** Work that a program repeats at every step, on arrays that it was bound to when it was made. */
@FunctionalInterface
public interface Kernel {

    void run();
}
