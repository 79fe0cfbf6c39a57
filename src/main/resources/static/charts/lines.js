// Draws many polylines through the same axes, some in each frame, so that a page with thousands of them stays at hand.

const LOT = 64; // lines of one path: software rasterisers get slow with long ones

/** Lines that are drawn at once, before somebody notices: some 10 ms where there is no graphics card. */
export const AT_ONCE = 700;

/**
 * Paints on the first of two canvases while the other one is seen, and has them change places once it is whole.
 *
 * @param canvases two that lie on each other
 */
export function painter(canvases) {
    let [back, seen] = canvases;
    let frame = 0;

    /**
     * @param batches [{rows, colour, alpha}], the uppermost last; a call ends what an earlier one has not painted yet
     * @param places {xs, ys}: where the axes are, in pixels, and where each line crosses each of them, line by line; NaN
     *     leaves a gap
     */
    function paint(batches, {xs, ys}) {
        cancelAnimationFrame(frame);
        clear(back);
        const context = back.getContext("2d");
        context.lineWidth = 1 / devicePixelRatio; // strokes of more than one pixel take thirty times as long
        let batch = 0;
        let at = 0;
        const more = () => {
            for (let left = AT_ONCE; left > 0 && batch < batches.length;) {
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
                [back, seen] = [seen, back];
                back.hidden = true;
                seen.hidden = false;
            }
        };
        more();
    }

    return {paint, stop: () => cancelAnimationFrame(frame)};
}

/** Makes a canvas empty. */
export function clear(canvas) {
    const context = canvas.getContext("2d");
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

/**
 * So many of these lines that they are drawn at once. Of two sets, the same lines are taken where they are in both, so
 * that a picture does not flicker while a set grows.
 *
 * @param numbers by line, what it is known by
 */
export function some(rows, numbers) {
    const share = AT_ONCE / rows.length;
    return share >= 1 ? rows : rows.filter(row => numbers[row] * 0.618034 % 1 < share);
}

/** How opaque each of n lines is, of which this one weighs so much, that neither few vanish nor many drown each other. */
export const opacity = (weight, n) => weight ** Math.min(1, n / 60) * Math.min(1, (200 / Math.max(1, n)) ** 0.7);
