package io.weightloom.runner.process;

import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.settings.Access;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * What is stored of a password in {@code runner.security.users}: made of what standard input says, so that no list of
 * processes and no history of commands shows it.
 */
public final class PasswordHash {

    private static final List<String> ASKED = List.of("--" + Access.HASH, "--" + Access.HASH + "=true");

    /** What bcrypt reads; it would leave out the rest. */
    private static final int MOST_BYTES = 72;

    /** Each step doubles what a guess costs; this one takes about a fifth of a second. */
    private static final int COST = 12;

    private PasswordHash() {}

    /** What came of it: the hash, or why there is none. */
    record Answer(String text, int exitCode) {}

    /**
     * Prints the hash of a password, if that is what these arguments ask for.
     *
     * @return the exit code of the process; empty if they ask for something else
     */
    public static Optional<Integer> answers(String... arguments) {
        if (Arrays.stream(arguments).noneMatch(ASKED::contains)) {
            return Optional.empty();
        }
        Answer answer = answer(System.in);
        PrintStream to = new PrintStream(
                answer.exitCode == ExitCodes.OK ? Terminal.output() : Terminal.errors(),
                true,
                Charset.defaultCharset());
        to.println(answer.text);
        return Optional.of(answer.exitCode);
    }

    /**
     * The hash of the password on the first line, in UTF-8 wherever it runs: so do browsers send it, and a letter that
     * is read as another one would make a hash that no password fits.
     */
    static Answer answer(InputStream input) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // which reports what it cannot read
        String password;
        try {
            password = new BufferedReader(new InputStreamReader(input, decoder)).readLine();
        } catch (CharacterCodingException e) {
            return new Answer(
                    "The password on standard input is not in UTF-8: have the terminal send UTF-8, or take letters from"
                            + " a to z",
                    ExitCodes.BAD_SPEC);
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read", e);
        }
        if (password == null || password.isEmpty()) {
            return new Answer(
                    "No password came on standard input, such as: read -s p; echo \"$p\" | java -jar" + " runner.jar --"
                            + Access.HASH + "=true",
                    ExitCodes.BAD_SPEC);
        }
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        return bytes > MOST_BYTES
                ? new Answer(
                        "A password may have %s bytes at most, but this one has %s: bcrypt reads no more"
                                .formatted(MOST_BYTES, bytes),
                        ExitCodes.BAD_SPEC)
                : new Answer(new BCryptPasswordEncoder(COST).encode(password), ExitCodes.OK);
    }
}
