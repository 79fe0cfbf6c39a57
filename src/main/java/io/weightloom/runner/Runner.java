package io.weightloom.runner;

import io.weightloom.runner.process.CommandLine;
import io.weightloom.runner.process.PasswordHash;
import io.weightloom.runner.process.Usage;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The command line's way in. */
@SpringBootApplication
public class Runner {

    /** Starts the runner with Spring Boot's arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Optional<ClassLoader> faster = PackedClasses.inPlaceOf(Runner.class.getClassLoader());
        if (faster.isPresent()) {
            again(faster.get(), args);
        } else {
            run(args);
        }
    }

    /** The same from the start, with classes of this loader. */
    private static void again(ClassLoader loader, String[] args) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass(Runner.class.getName())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    private static void run(String[] args) {
        Locale.setDefault(Locale.ROOT); // before a library has looked: all that is written is the same everywhere
        if (Usage.answers(args)) {
            return;
        }
        Optional<Integer> hashed = PasswordHash.answers(args);
        if (hashed.isPresent()) {
            System.exit(hashed.get());
        }
        new CommandLine(new SpringApplication(Runner.class)).run(args);
    }
}
