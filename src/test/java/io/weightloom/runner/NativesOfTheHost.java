package io.weightloom.runner;

import io.weightloom.program.natives.Natives;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Lets tests run on the natives that the runner would choose on this host, before any of them loads ND4J. */
public class NativesOfTheHost implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Natives.choose();
    }
}
