package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenanceTests {

    /** A program that uses the core as a library may have been built by the same plug-ins. */
    @Test
    void whatTheBuildWroteDownIsReadBesideTheClassAndNotFromTheProgramAroundIt() throws MalformedURLException {
        URL own = new URL("jar:file:/home/repository/runner-0.1.0.jar!/git.properties");
        URL others = new URL("file:/home/program/classes/git.properties");
        URL neighbours = new URL("jar:file:/home/repository/robot-0.1.0.jar!/git.properties");
        String here = "jar:file:/home/repository/runner-0.1.0.jar!/io/weightloom/trial/Provenance.class";

        assertThat(Provenance.nearest(here, List.of(others, own, neighbours))).contains(own);
        assertThat(Provenance.nearest(here, List.of())).isEmpty();
    }
}
