package io.weightloom.runner.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server's page is made of: its frame, style sheets, modules and pictures, as they lie in the runner's jar.
 */
final class PageParts {

    /** The module that begins the page. */
    private static final String FIRST = "app.js";

    private static final String FOLDER = "static/";

    private static final Pattern IMPORT = Pattern.compile("(?:\\bfrom|\\bimport)\\s*\"(\\.{1,2}/[^\"]+)\"");

    private static final Pattern STYLE = Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">");

    private static final Pattern SCRIPT = Pattern.compile("\\s*<script src=\"([^\"]+)\"[^>]*></script>");

    private static final Pattern PICTURE = Pattern.compile("(href|src)=\"([^\"]+\\.svg)\"");

    private PageParts() {}

    /**
     * The frame with style sheets and pictures in it, and without scripts.
     *
     * @throws IllegalStateException if a style sheet would end its own element
     */
    static String frame() {
        String frame = SCRIPT.matcher(text("index.html")).replaceAll("");
        String styled = replaced(STYLE, frame, found -> "<style>\n" + style(found.group(1)) + "</style>");
        return replaced(
                PICTURE,
                styled,
                found -> "%s=\"data:image/svg+xml;base64,%s\""
                        .formatted(
                                found.group(1),
                                Base64.getEncoder()
                                        .encodeToString(text(found.group(2)).getBytes(StandardCharsets.UTF_8))));
    }

    private static String style(String path) {
        String style = text(path);
        if (style.contains("</") || style.contains("url(")) {
            throw new IllegalStateException(path + " cannot stand in a page: it holds '</' or 'url('");
        }
        return style;
    }

    /** The script of the frame that is no module: what draws plots. */
    static String plots() {
        Matcher scripts = SCRIPT.matcher(text("index.html"));
        while (scripts.find()) {
            if (!scripts.group(1).equals(FIRST)) {
                return text(scripts.group(1));
            }
        }
        throw new IllegalStateException("index.html has no script but " + FIRST);
    }

    /**
     * The page's modules by their paths, each after those that it imports.
     *
     * @throws IllegalStateException if two need each other
     */
    static Map<String, String> modules() {
        Map<String, String> modules = new LinkedHashMap<>();
        add(FIRST, modules, new LinkedHashSet<>());
        return modules;
    }

    private static void add(String path, Map<String, String> modules, Set<String> above) {
        if (modules.containsKey(path)) {
            return;
        }
        if (!above.add(path)) {
            throw new IllegalStateException("Modules of the page need each other: " + above);
        }
        String module = text(path);
        Matcher imports = IMPORT.matcher(module);
        while (imports.find()) {
            add(URI.create(path).resolve(imports.group(1)).getPath(), modules, above);
        }
        above.remove(path);
        modules.put(path, module);
    }

    /** What begins the page in place of a server. */
    static String begin() {
        return read("page/begin.js");
    }

    private static String text(String path) {
        return read(FOLDER + path);
    }

    private static String read(String resource) {
        try (InputStream in = PageParts.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The runner has no " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String replaced(Pattern pattern, String text, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(by.apply(found)));
    }
}
