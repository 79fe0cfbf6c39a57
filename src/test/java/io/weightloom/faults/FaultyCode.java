package io.weightloom.faults;

import io.weightloom.runner.Runner;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The project's code, tests included, with a fault in it, beside the code without: its classes are loaded anew, and
 * only libraries are those of everybody. Close it.
 */
final class FaultyCode extends URLClassLoader {

    private static final String OURS = "io.weightloom.";

    private FaultyCode(URL... places) {
        super(places, FaultyCode.class.getClassLoader());
    }

    /**
     * Compiles what a fault changes.
     *
     * @param folder for the changed source and its classes
     * @throws IllegalStateException if it does not compile
     */
    static FaultyCode with(Fault fault, Path folder) throws IOException {
        Path source = folder.resolve("src").resolve(fault.path());
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Files.createDirectories(source.getParent());
        Files.writeString(source, fault.planted());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-nowarn",
                    "-proc:none",
                    "-parameters",
                    "--release",
                    "17",
                    "-classpath",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString());
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new IllegalStateException(fault.name() + " does not compile: " + messages);
            }
        }
        return new FaultyCode(classes.toUri().toURL(), place(Runner.class), place(FaultyCode.class));
    }

    /** The code as it is. */
    static FaultyCode without() throws MalformedURLException {
        return new FaultyCode(place(Runner.class), place(FaultyCode.class));
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Our own classes from here, all others from where they always come from. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
