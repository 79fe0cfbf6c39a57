package io.weightloom.network.target;

import io.weightloom.layout.Layout;
import io.weightloom.spec.RecurrentSpec;
import io.weightloom.spec.TargetSpec;

/** Target networks by their spec. */
public final class Targets {

    private Targets() {}

    /** Where the target's weights lie in the flat vector. */
    public static Layout layout(TargetSpec spec) {
        return of(spec).layout();
    }

    /** How many layers with weights lie between its input and its output. */
    public static int depth(TargetSpec spec) {
        return of(spec).layers().size();
    }

    public static TargetNetwork of(TargetSpec spec) {
        if (spec instanceof TargetSpec.Mlp mlp) {
            return new MlpTarget(mlp);
        } else if (spec instanceof TargetSpec.Conv conv) {
            return new ConvTarget(conv);
        } else if (spec instanceof TargetSpec.Residual residual) {
            return new ResidualTarget(residual);
        } else if (spec instanceof TargetSpec.Siren siren) {
            return new SirenTarget(siren);
        }
        if (spec instanceof RecurrentSpec recurrent) {
            return new RecurrentTarget(recurrent);
        }
        throw new IllegalStateException("No target network for " + spec);
    }
}
