package io.weightloom.runner.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Starts the embedded PostgreSQL where tests run as root, as they do in many containers: PostgreSQL refuses to run as
 * root, and {@code EmbeddedPostgres} then needs {@code unshare}, which containers usually forbid. Here its programs run
 * as the user "nobody", by {@code setpriv}, which every Linux distribution with util-linux has.
 */
final class RootPostgres {

    private static final int NOBODY = 65534;

    private final Path home;
    private final Path data;
    private final int port;

    private RootPostgres(Path home) throws IOException {
        this.home = home;
        this.data = home.resolve("data");
        this.port = freePort();
    }

    /** Whether this process is root on Linux. */
    static boolean needed() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && (int) Files.getAttribute(self, "unix:uid") == 0;
    }

    /**
     * Starts a server that ends with this JVM.
     *
     * @return its port on the loopback interface
     * @throws IllegalStateException if one of PostgreSQL's programs fails; with its output
     */
    static int start() throws IOException {
        return make().port;
    }

    /** The same, but the server can be halted and launched again. */
    static RootPostgres make() throws IOException {
        RootPostgres postgres = new RootPostgres(Files.createTempDirectory("weightloom-postgres"));
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
        postgres.unpack();
        postgres.initialise();
        postgres.launch();
        return postgres;
    }

    int port() {
        return port;
    }

    private void initialise() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(data);
        Files.setAttribute(data, "unix:uid", NOBODY);
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF-8", "-D", data.toString());
    }

    /** Starts the server, on the port that it always has. */
    void launch() throws IOException {
        run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-l",
                data.resolve("log").toString(),
                "-w",
                "-o",
                "-F -h localhost -k %s -p %s".formatted(data, port),
                "start"); // -F: a test needs no fsync
    }

    /** Ends the server at once, as a crash does. */
    void halt() throws IOException {
        run("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
    }

    /** Ends it in order, as when its machine is updated. */
    void haltFast() throws IOException {
        run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("weightloom-postgres", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("""
                        The tests run as root, so PostgreSQL was started as user %s, and that failed. \
                        Run them as an ordinary user, or where root may run setpriv.
                        %s
                        %s""".formatted(NOBODY, command, Files.readString(output)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + command, e);
        } finally {
            Files.delete(output);
        }
    }

    private void unpack() throws IOException {
        try (InputStream archive =
                        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", System.getProperty("os.arch"));
                TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = home.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(entries, file);
                    if (file.startsWith(home.resolve("bin"))) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private void stop() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                halt();
            }
            delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException fault) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
