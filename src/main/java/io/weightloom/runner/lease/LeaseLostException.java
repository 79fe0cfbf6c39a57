package io.weightloom.runner.lease;

/** Somebody else holds what this process believed to hold: it must stop writing. */
public class LeaseLostException extends RuntimeException {

    LeaseLostException(Lease lease) {
        super("%s (token %s) no longer holds the lease '%s': it expired and another runner may have taken it over"
                .formatted(lease.owner(), lease.token(), lease.name()));
    }
}
