package io.weightloom.runner.console;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarConsumer;

/** The terminal that the process was started from, if there is one. */
public final class Terminal {

    /** Clears the line that a progress bar stands on, before something else is printed there. */
    public static final String CLEAR_LINE = "\r\u001b[K";

    private Terminal() {}

    /** Whether a person sits at a terminal: standard input and output both lead there. */
    @SuppressWarnings("SystemConsoleNull")
    public // isTerminal() asks the question that Java 22 brought
    static boolean isPresent() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** Since Java 22 there is a console even where there is no terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) MethodHandles.publicLookup()
                    .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class))
                    .invoke(console);
        } catch (NoSuchMethodException e) {
            return true; // before Java 22 the console itself is the answer
        } catch (Throwable e) {
            throw new IllegalStateException("Console.isTerminal failed", e);
        }
    }

    /** What comes of work during which nothing reaches standard error, where some libraries complain past the log. */
    public static <T> T quietly(Supplier<T> work) {
        PrintStream errors = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return work.get();
        } finally {
            System.setErr(errors);
        }
    }

    /**
     * Keeps standard output for {@link #output()}: all that is printed or logged from now on goes to standard error.
     */
    public static void reserveOutput() {
        System.setOut(System.err);
    }

    /** Standard output, byte by byte. Not to be closed. */
    public static OutputStream output() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** Standard error, byte by byte. Not to be closed. */
    public static OutputStream errors() {
        return new FileOutputStream(FileDescriptor.err);
    }

    /** Draws on standard error, so that standard output can be kept. */
    public static ProgressBarConsumer bar() {
        return new ConsoleProgressBarConsumer(new PrintStream(errors(), true, Charset.defaultCharset()));
    }
}
