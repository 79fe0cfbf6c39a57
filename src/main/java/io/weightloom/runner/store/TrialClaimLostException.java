package io.weightloom.runner.store;

/** Another worker has claimed a trial that this worker believed to be its own: it must stop writing. */
public final class TrialClaimLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TrialClaimLostException(TrialClaim claim) {
        super("Claim %s on trial %s of run %s no longer holds: another worker has claimed the trial since"
                .formatted(claim.number(), claim.trial(), claim.run()));
    }
}
