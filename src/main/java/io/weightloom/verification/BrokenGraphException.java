package io.weightloom.verification;

/** ND4J refuses to compute or differentiate a graph. */
final class BrokenGraphException extends RuntimeException {

    private final String sentence;

    BrokenGraphException(String what, RuntimeException cause) {
        super(cause);
        sentence = "%s: %s".formatted(what, innermost(cause));
    }

    /** What a finding says. */
    String sentence() {
        return sentence;
    }

    /** Where ND4J says what it wanted. */
    private static Throwable innermost(Throwable cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }
}
