package io.weightloom.runner;

import io.weightloom.runner.process.CommandLine;
import io.weightloom.runner.process.PasswordHash;
import io.weightloom.runner.process.Usage;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The command line's way in. */
@SpringBootApplication
public class Runner {

    /** Starts the runner with Spring Boot's arguments. */
    public static void main(String[] args) {
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
