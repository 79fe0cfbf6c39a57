package io.weightloom.runner.lease;

import io.weightloom.runner.store.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Takes the right to work on a run: at once if nobody has it or if its holder is known to be dead; otherwise it waits
 * to see whether the holder still lives. A living one shows a heartbeat well before its lease expires, a dead one does
 * not.
 */
public final class RunLeases {

    private static final Logger log = LoggerFactory.getLogger(RunLeases.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Leases leases;
    private final RunnerId self;
    private final Exclusivity exclusivity;
    private final Duration lease;
    private final Clock clock;
    private final Pause pause;
    private final StopSignal stop;

    RunLeases(
            Leases leases,
            RunnerId self,
            Exclusivity exclusivity,
            Duration lease,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        this.leases = leases;
        this.self = self;
        this.exclusivity = exclusivity;
        this.lease = lease;
        this.clock = clock;
        this.pause = pause;
        this.stop = stop;
    }

    /** Whether no other process can have the database open. */
    @FunctionalInterface
    interface Exclusivity {

        /** True if every other holder of a lease must be dead. */
        boolean isExclusive();
    }

    /** The right to work on a run; empty if another runner has it and lives, or if the process is to stop. */
    public Optional<Lease> take(Run run) {
        String name = name(run);
        Optional<Lease> taken = leases.acquire(name, self.text(), lease);
        if (taken.isPresent()) {
            return taken;
        }
        Optional<Leases.Holder> holder = leases.holder(name);
        if (holder.isEmpty()) { // between the two questions its first holder appeared
            return leases.acquire(name, self.text(), lease);
        }
        return isDead(holder.get()) ? leases.inherit(name, holder.get(), self.text(), lease) : watch(run, holder.get());
    }

    /**
     * Whether a right is still this process's; it is renewed, even if it has expired.
     *
     * @return false if another runner has taken it over
     */
    public boolean keep(Lease held) {
        try {
            leases.renew(held, lease);
            return true;
        } catch (LeaseLostException e) {
            return false;
        }
    }

    /** Whether a right is one to this run. */
    public boolean isOf(Lease held, Run run) {
        return held.name().equals(name(run));
    }

    /** Gives the right back, if the database answers. */
    public void release(Lease held) {
        try {
            leases.release(held);
        } catch (DataAccessException | TransactionException e) {
            // Nobody needs to know: it expires by itself.
        }
    }

    /**
     * The right by which somebody coordinates a run, for those that work for it: what they write is refused once
     * another one coordinates it. Empty if nobody has it.
     *
     * @param run its id
     */
    public Optional<Lease> current(long run) {
        return leases.holder(name(run))
                .filter(holder -> !holder.owner().isEmpty())
                .map(holder -> new Lease(name(run), holder.owner(), holder.token()));
    }

    /** Who works on a run, for people. */
    public String holder(Run run) {
        return leases.holder(name(run))
                .flatMap(holder -> RunnerId.of(holder.owner()))
                .map(other -> "%s, started at %s".formatted(other, other.started()))
                .orElse("another runner");
    }

    /**
     * Until when a run was at work, as far as its holder has shown: the end of time as long as one lives that has the
     * right to it; empty if nobody ever had.
     */
    public Optional<Instant> atWorkUntil(Run run) {
        return leases.holder(name(run)).map(holder -> lives(holder) ? Instant.MAX : holder.heartbeatAt());
    }

    /**
     * Whether a runner has the right to a run that is not known to be dead, this one included.
     *
     * @param run its id
     */
    public boolean isHeld(long run) {
        return leases.holder(name(run)).filter(this::lives).isPresent();
    }

    private boolean lives(Leases.Holder holder) {
        return !holder.owner().isEmpty() && holder.expiresAt().isAfter(clock.instant()) && !isDead(holder);
    }

    /** Who works on a run, for people; empty if nobody does that is known to live, or if this process does. */
    public Optional<String> heldElsewhere(Run run) {
        return leases.holder(name(run))
                .filter(holder -> !holder.owner().equals(self.text()) && lives(holder))
                .map(holder -> holder(run));
    }

    private Optional<Lease> watch(Run run, Leases.Holder first) {
        String name = name(run);
        log.info(
                "{} was being run by {}. Its last heartbeat was at {}; waiting until {} at most to see whether it still"
                        + " lives.",
                run.key().experiment(),
                holder(run),
                first.heartbeatAt(),
                first.expiresAt());
        while (!stop.given()) {
            pause.of(LOOK);
            Optional<Lease> taken = leases.acquire(name, self.text(), lease);
            if (taken.isPresent()) {
                return taken;
            }
            boolean lives = leases.holder(name)
                    .filter(now -> now.heartbeatAt().equals(first.heartbeatAt()) && now.token() == first.token())
                    .isEmpty();
            if (lives || clock.instant().isAfter(first.expiresAt().plus(lease))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean isDead(Leases.Holder holder) {
        Optional<RunnerId> other = RunnerId.of(holder.owner());
        boolean ofThisProcess = other.filter(RunnerId::isOfThisProcess).isPresent();
        return (exclusivity.isExclusive() && !ofThisProcess)
                || other.filter(self::knowsDead).isPresent();
    }

    private static String name(Run run) {
        return name(run.id());
    }

    private static String name(long run) {
        return "run/" + run;
    }
}
