// Draws many polylines through the same axes, some in each frame, so that a page with thousands of them stays at hand.

const LOT = 64; // lines of one path: software rasterisers get slow with long ones
const A_FRAME = 700; // lines: some 10 ms where there is no graphics card

/**
 * Paints on one canvas. What is painted first lies on top: the rest follows beneath it, in later frames.
 *
 * @param canvas of {xs, ys}: where the axes are, in pixels, and where each line crosses each of them, line by line; NaN
 *     leaves a gap
 */
export function painter(canvas) {
    const context = canvas.getContext("2d");
    let frame = 0;

    /** @param batches [{rows, colour, alpha}], best first; a call ends what an earlier one has not painted yet */
    function paint(batches, {xs, ys}, done = () => {}) {
        cancelAnimationFrame(frame);
        clear(canvas);
        context.globalCompositeOperation = "destination-over";
        context.lineWidth = 1 / devicePixelRatio; // strokes of more than one pixel take thirty times as long
        let batch = 0;
        let at = 0;
        const more = () => {
            for (let left = A_FRAME; left > 0 && batch < batches.length;) {
                const {rows, colour, alpha} = batches[batch];
                context.strokeStyle = colour;
                context.globalAlpha = alpha;
                const end = Math.min(rows.length, at + Math.min(left, LOT));
                trace(context, xs, ys, rows, at, end);
                left -= end - at;
                at = end;
                if (at === rows.length) {
                    batch++;
                    at = 0;
                }
            }
            if (batch < batches.length) {
                frame = requestAnimationFrame(more);
            } else {
                done();
            }
        };
        more();
    }

    return {paint, stop: () => cancelAnimationFrame(frame)};
}

/** Makes a canvas empty, whatever its scale. */
export function clear(canvas) {
    const context = canvas.getContext("2d");
    context.globalCompositeOperation = "source-over";
    context.globalAlpha = 1;
    context.clearRect(0, 0, canvas.width, canvas.height);
}

/** Strokes some of the lines as one path. */
export function trace(context, xs, ys, rows, from, to) {
    const axes = xs.length;
    context.beginPath();
    for (let i = from; i < to; i++) {
        let pen = false;
        for (let axis = 0, at = rows[i] * axes; axis < axes; axis++, at++) {
            if (Number.isNaN(ys[at])) {
                pen = false;
            } else if (pen) {
                context.lineTo(xs[axis], ys[at]);
            } else {
                context.moveTo(xs[axis], ys[at]);
                pen = true;
            }
        }
    }
    context.stroke();
}
