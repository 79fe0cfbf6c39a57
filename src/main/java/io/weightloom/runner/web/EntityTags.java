package io.weightloom.runner.web;

import io.weightloom.text.Sha256;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.stereotype.Component;

/**
 * What stands in {@code ETag} headers: it changes with what is shown, and with the runner that shows it. Weak, because
 * an answer may come compressed.
 */
@Component
class EntityTags {

    private static final int LENGTH = 24;

    private final String runner;

    EntityTags(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git) {
        this.runner = build.stream().map(BuildProperties::getVersion).collect(Collectors.joining())
                + git.stream().map(GitProperties::getCommitId).collect(Collectors.joining());
    }

    /** The tag of what is shown as of this version. */
    String weak(String version) {
        return "W/\"" + Sha256.of(runner + " " + version).substring(0, LENGTH) + "\"";
    }
}
