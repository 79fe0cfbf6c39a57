package io.weightloom;

import io.weightloom.job.CommandLine;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The command line's way in. */
@SpringBootApplication
public class Runner {

    /** Starts the runner with Spring Boot's arguments. */
    public static void main(String[] args) {
        new CommandLine(new SpringApplication(Runner.class)).run(args);
    }
}
