package io.weightloom.runner.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.method.HandlerMethod;

/**
 * What the sources say of a record or a method.
 *
 * @param text before the first tag, in one line
 * @param parameters what is said of each
 */
record Javadoc(String text, Map<String, String> parameters) {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Pattern TAG = Pattern.compile("@param (\\w+) ((?:(?! @).)*)");

    /** What is said of a record, which has to be something. */
    static Javadoc of(Class<?> record) {
        return before(record, "record " + record.getSimpleName() + "(");
    }

    /** What is said of a method, which has to be something. */
    static Javadoc of(HandlerMethod method) {
        return before(method.getBeanType(), " " + method.getMethod().getName() + "(");
    }

    /** What is said of a parameter, which has to be something. */
    String of(String parameter) {
        String said = parameters.get(parameter);
        if (said == null) {
            throw new IllegalStateException("No '@param %s' beside: %s".formatted(parameter, text));
        }
        return said;
    }

    private static Javadoc before(Class<?> type, String declaration) {
        String source = source(type);
        Matcher found = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/(?:(?!;|/\\*).)*?" + Pattern.quote(declaration), Pattern.DOTALL)
                .matcher(source.replaceAll("\\{@(?:code|link) ([^}]*)\\}", "$1").replaceAll("\\{id\\}", "ID"));
        if (!found.find()) {
            throw new IllegalStateException("No Javadoc before '%s' in %s".formatted(declaration, type));
        }
        String all = found.group(1).replaceAll("\\s*\\n\\s*\\* ?", " ").strip();
        Map<String, String> parameters = new HashMap<>();
        Matcher tags = TAG.matcher(all);
        while (tags.find()) {
            parameters.put(tags.group(1), tags.group(2).strip());
        }
        return new Javadoc(all.split(" @(?=param|return|throws)", 2)[0].strip(), parameters);
    }

    private static String source(Class<?> type) {
        String outermost = type.getName().split("\\$", -1)[0];
        try {
            return Files.readString(SOURCES.resolve(outermost.replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
