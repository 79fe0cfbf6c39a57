package io.weightloom.program.kernel;

import org.bytedeco.javacpp.Pointer;

/**
 * The elements of one value, for our own loops and for BLAS. Not thread-safe: whoever passes the pointer on moves it.
 *
 * @param elements all elements
 * @param pointer to the first of them, if its position is 0
 */
public record Memory(Elements elements, Pointer pointer) {

    /** Points to an element. */
    Pointer at(int element) {
        return pointer.position(element);
    }

    /** Elements {@code [begin, begin + size)}, before anybody has moved the pointer. */
    Memory part(int begin, int size) {
        return new Memory(elements.part(begin, size), pointer.getPointer(begin));
    }
}
