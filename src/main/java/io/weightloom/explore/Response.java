package io.weightloom.explore;

import io.weightloom.trial.Predictions;
import java.util.List;

/**
 * What a network says where it is asked: at each point of a grid, row by row, or of a line.
 *
 * @param form what the points are
 * @param axes one, or two: the first from left to right, the second from row to row
 * @param predictions for each point
 */
public record Response(Form form, List<Axis> axes, Predictions predictions) {

    /** What the points are. */
    public enum Form {
        /** Values of the only input. */
        CURVE,
        /** Values of both inputs, the second growing from row to row. */
        GRID,
        /** Pixels of a picture that the network holds, from top to bottom. */
        PICTURE
    }

    /** Copies the list. */
    public Response {
        axes = List.copyOf(axes);
    }
}
