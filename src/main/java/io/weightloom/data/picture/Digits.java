package io.weightloom.data.picture;

import static io.weightloom.data.picture.Stroke.arc;
import static io.weightloom.data.picture.Stroke.line;

import java.util.List;

/**
 * How the digits 0 to 9 are written, as strokes within the unit square, and the ways in which some are also written.
 */
final class Digits {

    /** For each digit the ways of writing it, at least one. */
    static final List<List<List<Stroke>>> WAYS = List.of(
            List.of(List.of(arc(0.50, 0.50, 0.22, 0.36, 0, 360))),
            List.of(
                    List.of(line(0.36, 0.28, 0.54, 0.13, 0.54, 0.87)),
                    List.of(line(0.50, 0.13, 0.50, 0.87)),
                    List.of(line(0.36, 0.28, 0.52, 0.13, 0.52, 0.87), line(0.34, 0.87, 0.70, 0.87))),
            List.of(List.of(arc(0.50, 0.34, 0.22, 0.21, 190, 395), line(0.68, 0.46, 0.27, 0.87, 0.75, 0.87))),
            List.of(
                    List.of(arc(0.47, 0.31, 0.21, 0.18, 205, 450), arc(0.47, 0.68, 0.25, 0.19, 270, 515)),
                    List.of(line(0.28, 0.13, 0.70, 0.13, 0.46, 0.44), arc(0.46, 0.655, 0.24, 0.215, 270, 515))),
            List.of(
                    List.of(line(0.61, 0.87, 0.61, 0.13, 0.25, 0.63, 0.77, 0.63)),
                    List.of(line(0.34, 0.13, 0.28, 0.54, 0.74, 0.54), line(0.66, 0.22, 0.62, 0.87))),
            List.of(List.of(line(0.72, 0.13, 0.35, 0.13, 0.31, 0.46), arc(0.47, 0.64, 0.25, 0.23, 230, 505))),
            List.of(List.of(arc(0.72, 0.62, 0.44, 0.50, 262, 180), arc(0.50, 0.66, 0.22, 0.21, 0, 360))),
            List.of(
                    List.of(line(0.27, 0.13, 0.74, 0.13, 0.42, 0.87)),
                    List.of(line(0.27, 0.13, 0.74, 0.13, 0.42, 0.87), line(0.40, 0.50, 0.72, 0.50))),
            List.of(List.of(arc(0.50, 0.31, 0.18, 0.18, 0, 360), arc(0.50, 0.68, 0.22, 0.19, 0, 360))),
            List.of(
                    List.of(arc(0.50, 0.34, 0.22, 0.21, 0, 360), arc(0.28, 0.38, 0.44, 0.50, 0, 82)),
                    List.of(arc(0.50, 0.34, 0.22, 0.21, 0, 360), line(0.72, 0.34, 0.68, 0.87))));

    private Digits() {}
}
