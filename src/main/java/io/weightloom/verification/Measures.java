package io.weightloom.verification;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the numbers behind a finding. What is not finite is left out: neither JSON nor a mean has a place for it.
 */
final class Measures {

    private final Map<String, Double> values = new LinkedHashMap<>();

    Measures with(String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
        return this;
    }

    Map<String, Double> all() {
        return values;
    }
}
