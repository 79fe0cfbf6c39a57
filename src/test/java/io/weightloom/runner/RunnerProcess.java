package io.weightloom.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged runner as a process of its own, in a folder of its own, and what it has printed so far. Close it: what
 * still lives is killed.
 */
final class RunnerProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "runner.jar").toAbsolutePath();

    /** Far beyond what anything takes, on however busy a machine: ends a test that would wait for ever. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final int port;
    private final Output out;
    private final Output err;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunnerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /**
     * How a process ended.
     *
     * @param code exit code; 128 plus its number for a signal
     * @param out standard output
     * @param err standard error
     */
    record End(int code, String out, String err) {

        /** All that a user saw, in two pieces. */
        String text() {
            return out + err;
        }
    }

    /**
     * An answer over HTTP.
     *
     * @param json its body
     */
    record Answer(int status, JsonNode json) {}

    /** How hard the JVM compiles. Results do not depend on it. */
    enum Jvm {
        /** As a user starts it. */
        DEFAULT,
        /** Half the work: what is over in seconds never earns the best code back. */
        QUICK
    }

    /** Starts {@code java -jar runner.jar} with these arguments and a free port, in this working directory. */
    static RunnerProcess start(Jvm jvm, Path folder, String... arguments) {
        return start(jvm, folder, freePort(), arguments);
    }

    /** The same, on this port. */
    static RunnerProcess start(Jvm jvm, Path folder, int port, String... arguments) {
        return start(jvm, here(), folder, port, arguments);
    }

    /** The same, with a free port and these options of the JVM. */
    static RunnerProcess start(Jvm jvm, List<String> options, Path folder, String... arguments) {
        return start(jvm, options, folder, freePort(), arguments);
    }

    private static RunnerProcess start(Jvm jvm, List<String> options, Path folder, int port, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (jvm == Jvm.QUICK) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString(), "--server.port=" + port));
        command.addAll(List.of(arguments));
        try {
            return new RunnerProcess(
                    new ProcessBuilder(command).directory(folder.toFile()).start(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a command that begins with {@code java -jar runner.jar}, such as one in a file of examples.
     *
     * @param variables of its environment, beside those of this process
     */
    static RunnerProcess start(Path folder, List<String> command, Map<String, String> variables) {
        if (!command.subList(0, 3).equals(List.of("java", "-jar", "runner.jar"))) {
            throw new IllegalArgumentException("It does not begin with java -jar runner.jar: " + command);
        }
        List<String> here = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        here.addAll(List.of("-jar", JAR.toString()));
        here.addAll(command.subList(3, command.size()));
        ProcessBuilder process = new ProcessBuilder(here).directory(folder.toFile());
        process.environment().putAll(variables);
        try {
            return new RunnerProcess(process.start(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts this, which is no {@code java -jar} but becomes the runner. */
    static RunnerProcess start(ProcessBuilder process) {
        try {
            return new RunnerProcess(process.start(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The locale and the time zone that the tests themselves run in. */
    private static List<String> here() {
        return Stream.of("user.language", "user.country", "user.timezone")
                .map(name -> "-D" + name + "=" + System.getProperty(name, ""))
                .toList();
    }

    /** Where it listens, or will. */
    int port() {
        return port;
    }

    /** Waits until standard output has a line in which this is found. */
    void awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        require(out.await(text -> pattern.matcher(text).find()), "a line with " + regex);
    }

    /** Waits until it listens. */
    void awaitPort() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                require(socket.isConnected(), "a connection");
                return;
            } catch (IOException e) { // not yet
                Thread.onSpinWait();
            }
        }
        require(false, "a server on port " + port);
    }

    /** Waits until the answer at this address, which must begin with a slash, is as wanted. */
    void awaitAnswer(String address, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (wanted.test(get(address).json())) {
                return;
            }
        }
        require(false, "another answer at " + address);
    }

    /** Asks at this address, which must begin with a slash. */
    Answer get(String address) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + address))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), JsonMapper.shared().readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@code kill -9}: the process has no chance to do anything more. */
    End kill() {
        process.toHandle().destroyForcibly();
        return end();
    }

    /** The same after some time, or nothing if it has ended by then. */
    void killAfter(Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Freezes it, or lets it go on: {@code STOP} and {@code CONT}. */
    void signal(String name) {
        try {
            require(
                    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                                    .inheritIO()
                                    .start()
                                    .waitFor()
                            == 0,
                    "a way to send it " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@code kill}, as Ctrl-C and service managers do it. */
    End terminate() {
        process.toHandle().destroy(); // unlike Process.destroy, it leaves the last output readable
        return end();
    }

    /** Waits for its end. */
    End end() {
        try {
            require(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "an end");
            return new End(process.exitValue(), out.whole(), err.whole());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether it goes on. */
    boolean isAlive() {
        return process.isAlive();
    }

    private void require(boolean met, String what) {
        if (!met) {
            throw new AssertionError("The runner %s without %s. It printed:%n%s%n%s"
                    .formatted(process.isAlive() ? "goes on" : "ended", what, out.text(), err.text()));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for the runner", e);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes out of a process, line by line. Thread-safe. */
    private static final class Output {

        private final StringBuilder text = new StringBuilder();
        private final Thread reader;
        private boolean over;

        private Output(InputStream from) {
            this.reader = new Thread(() -> read(from), "runner-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream from) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, Charset.defaultCharset()))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    append(line);
                }
            } catch (IOException e) {
                append("(unreadable: " + e + ")"); // a killed process closes its end as it likes
            }
            finish();
        }

        private synchronized void append(String line) {
            text.append(line).append('\n');
            notifyAll();
        }

        private synchronized void finish() {
            over = true;
            notifyAll();
        }

        private synchronized String text() {
            return text.toString();
        }

        /** All of it, once the process has ended. */
        private String whole() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
            return text();
        }

        private synchronized boolean await(Predicate<String> wanted) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!wanted.test(text.toString())) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (over || left <= 0) {
                        return false;
                    }
                    wait(left);
                }
                return true;
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }
}
