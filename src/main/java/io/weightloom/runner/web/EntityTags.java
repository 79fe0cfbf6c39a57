package io.weightloom.runner.web;

import io.weightloom.text.Sha256;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.WebRequest;

/**
 * What stands in {@code ETag} headers: it changes with what is shown, and with the runner that shows it. Weak where an
 * answer may come compressed.
 */
@Component
class EntityTags {

    private static final int LENGTH = 24;

    private final String runner;

    EntityTags(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
        this.runner = build.stream().map(BuildProperties::getVersion).collect(Collectors.joining())
                + git.stream().map(GitProperties::getCommitId).collect(Collectors.joining());
    }

    /** The tag of bytes that go out as they are, as of this version. */
    String strong(String version) {
        return '"' + Sha256.of(runner + " " + version).substring(0, LENGTH) + '"';
    }

    /**
     * An answer as of a version of what is shown, which need not be made if the client has it.
     *
     * @return null if it has; the response says so then
     */
    <T> @Nullable ResponseEntity<T> unlessKnown(WebRequest request, String version, Supplier<T> answer) {
        String tag = "W/" + strong(version);
        return request.checkNotModified(tag)
                ? null
                : ResponseEntity.ok()
                        .cacheControl(CacheControl.noCache())
                        .eTag(tag)
                        .body(answer.get());
    }
}
