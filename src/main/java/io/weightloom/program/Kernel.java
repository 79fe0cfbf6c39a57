package io.weightloom.program;

/** Work that a program repeats at every step, on arrays that it was bound to when it was made. */
@FunctionalInterface
interface Kernel {

    void run();
}
