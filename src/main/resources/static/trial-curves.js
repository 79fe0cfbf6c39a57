// What was measured after each epoch of one trial: losses on one side, score or learning rate on the other.

import {child, colour, html, render} from "./dom.js";
import {significant} from "./format.js";
import {axis, plot, roundNumbers} from "./plot.js";

const LINES = [
    {name: "training loss", of: "trainLoss", colour: "--plain", scale: "loss", dash: [5, 4]},
    {name: "validation loss", of: "validationLoss", colour: "--hyper", scale: "loss"},
    {name: "validation score", of: "validationScore", colour: "--front", scale: "score"},
];

/** Draws the curves of whatever trial it is shown. */
export function measuredCurves(place) {
    const canvas = child(place, "div", "chart");
    const words = child(place, "div");
    canvas.setAttribute("role", "img");
    const drawn = plot(canvas, 280);

    function show({id, metrics, bestEpoch}) {
        canvas.hidden = metrics.length === 0;
        const last = metrics.at(-1);
        render(metrics.length === 0 ? html`<p class="quiet">No epoch has ended yet.</p>` : html`<p class="legend">${LINES.map(line =>
            html`<span class="colour-key line-${line.of}">${line.name} ${significant(last[line.of])}</span> `)}<span class="quiet">after epoch ${last.epoch}${bestEpoch ? `; the best was ${bestEpoch}` : ""}</span></p>`, words);
        if (metrics.length === 0) {
            return;
        }
        canvas.setAttribute("aria-label", `Learning curves over ${metrics.length} epochs; at the end ${LINES.map(line => `${line.name} ${significant(last[line.of]) || "not finite"}`).join(", ")}`);
        const log = metrics.every(each => [each.trainLoss, each.validationLoss].every(loss => loss === null || loss > 0));
        drawn.show(() => ({
            scales: {x: {time: false}, loss: {distr: log ? 3 : 1}, score: {}},
            axes: [axis("epoch"), axis(log ? "loss, logarithmic" : "loss", {scale: "loss", size: 52, ...(log ? {splits: (u, i, low, high) => roundNumbers(low, high), values: (u, values) => values.map(value => significant(value, 2))} : {})}),
                axis("score", {scale: "score", side: 1, size: 48, grid: {show: false}})],
            series: [{}, ...LINES.map(line => ({label: line.name, scale: line.scale, stroke: colour(line.colour), width: 1.6, dash: line.dash, points: {show: metrics.length === 1}}))],
        }), [metrics.map(each => each.epoch), ...LINES.map(line => metrics.map(each => each[line.of]))], `${id} ${log} ${metrics.length === 1}`);
    }

    return {show, close: drawn.close};
}
