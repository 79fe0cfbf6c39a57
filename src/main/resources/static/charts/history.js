// The best point of each run of an experiment, over its runs: score and ratio, and which runs are worse than the last by
// more than seeds scatter.

import {colour, html, nothing, render} from "../dom.js";
import {count, fixed, mean, signed, time} from "../format.js";
import {empty} from "../parts.js";
import {axis, plot} from "../plot.js";
import {link} from "../state.js";

const ROWS = 30; // of the table, the latest; the chart has all

export const needs = (state, model) => model.sheet ? {history: `experiments/${encodeURIComponent(model.sheet.experiment)}/history`} : {};

export function history(place, act) {
    render(html`<div class="chart low" role="img" data-chart="history"></div><div class="table"></div>`, place);
    const [canvas, table] = place.children;
    const drawing = plot(canvas, 200);
    let before = [];

    function show(model, state) {
        const now = [model.history, model.sheet?.run.id, model.faults?.history];
        if (now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        const runs = model.history?.runs ?? null;
        const told = runs?.filter(({best}) => best !== null) ?? [];
        canvas.hidden = told.length < 2;
        render(runs === null ? empty(model.faults?.history ?? "Loading") : html`
            ${told.length < 2 ? html`<p class="quiet">Over two runs and more, their best points are drawn here.</p>` : nothing}
            ${tableOf(runs, model.sheet, state)}`, table);
        if (told.length >= 2) {
            const oldestFirst = [...told].reverse();
            const current = oldestFirst.findIndex(({run}) => run.id === model.sheet.run.id);
            const warned = told.filter(each => each.warning !== null).length;
            const picture = pictureOf(oldestFirst, current, run => act.go({run: String(run), trial: "", chosen: [], open: []}));
            drawing.show(picture.options, picture.data, model.sheet.experiment, JSON.stringify([current, oldestFirst]));
            canvas.setAttribute("aria-label", `Best validation score and compression ratio of ${told.length} runs; ${
                warned === 0 ? "none" : warned} worse than the run before by more than seeds scatter. The table has the numbers.`);
        }
    }

    function close() {
        drawing.close();
        render(nothing, place);
    }

    return {show, close};
}

function tableOf(runs, sheet, state) {
    return html`<div class="scroll history-runs" tabindex="0" role="region" aria-label="Runs of this experiment"><table>
        <thead><tr><th scope="col">run</th><th scope="col">started</th><th scope="col" class="number">best validation score</th>
            <th scope="col" class="number">seeds</th><th scope="col" class="number">ratio</th><th scope="col" class="number">to the run before</th><th scope="col">how it ended</th></tr></thead>
        <tbody>${runs.slice(0, ROWS).map(({run, best, change, warning}) => html`<tr class=${run.id === sheet.run.id ? "chosen" : ""}>
            <td><a href=${link({experiment: sheet.experiment, run: run.id}, state)} aria-current=${run.id === sheet.run.id ? "true" : nothing}>${run.id}</a></td>
            <td>${time(run.createdAt)}</td>
            <td class="number">${best ? mean(best.score, best.deviation, best.seeds) : ""}</td>
            <td class="number">${best ? count(best.seeds) : ""}</td>
            <td class="number">${best ? fixed(best.ratio, 2) : ""}</td>
            <td class="number">${change ? signed(change.difference) : ""}</td>
            <td class="wide">${warning ? html`<span class="failed">▼ ${warning}</span>` : run.state === "completed" ? "" : run.state}</td></tr>`)}</tbody>
    </table></div>${runs.length > ROWS ? html`<p class="quiet">The latest ${ROWS} of ${count(runs.length)} runs.</p>` : nothing}`;
}

function pictureOf(runs, current, open) {
    const scores = runs.map(({best}) => best.score);
    const low = runs.map(({best}) => best.deviation === null ? best.score : best.score - best.deviation);
    const high = runs.map(({best}) => best.deviation === null ? best.score : best.score + best.deviation);
    const room = (Math.max(...high) - Math.min(...low)) * 0.12 || 0.01;
    const ratios = runs.map(({best}) => best.ratio);
    const most = Math.max(0.1, ...ratios);
    return {
        data: [runs.map((_, i) => i), scores, ratios],
        options: () => ({
            cursor: {y: false},
            scales: {
                x: {time: false, range: [-0.4, runs.length - 0.6]},
                y: {range: [Math.min(...low) - room, Math.max(...high) + room]},
                ratio: {range: [0, most * 1.15]},
            },
            axes: [
                axis("run", {splits: () => runs.map((_, i) => i).filter(i => i % Math.ceil(runs.length / 12) === 0), values: (_, at) => at.map(i => runs[i]?.run.id ?? "")}),
                axis("validation score", {size: 60, stroke: colour("--hyper")}),
                axis("compression ratio", {scale: "ratio", side: 1, size: 50, stroke: colour("--low-rank"), grid: {show: false}}),
            ],
            series: [
                {},
                {stroke: colour("--hyper"), width: 1, points: {show: false}},
                {scale: "ratio", stroke: colour("--low-rank"), width: 1, dash: [4, 4], points: {show: false}},
            ],
            hooks: {
                draw: [u => marksOf(u, runs, current, low, high)],
                ready: [u => u.over.addEventListener("click", () => {
                    if (u.cursor.idx !== null && u.cursor.idx !== undefined) {
                        open(runs[u.cursor.idx].run.id);
                    }
                })],
            },
        }),
    };
}

// A bar of one standard deviation through each score; a triangle, in the colour of what is bad, where a run fell behind.
function marksOf(u, runs, current, low, high) {
    const {ctx} = u;
    ctx.save();
    ctx.setLineDash([]); // the ratio's stay behind
    runs.forEach(({best, warning}, i) => {
        const x = u.valToPos(i, "x", true);
        const y = u.valToPos(best.score, "y", true);
        const radius = (i === current ? 6 : 4) * devicePixelRatio;
        ctx.strokeStyle = ctx.fillStyle = colour(warning ? "--bad" : "--hyper");
        ctx.lineWidth = devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x, u.valToPos(low[i], "y", true));
        ctx.lineTo(x, u.valToPos(high[i], "y", true));
        ctx.stroke();
        ctx.beginPath();
        if (warning) {
            ctx.moveTo(x - 1.3 * radius, y - radius);
            ctx.lineTo(x + 1.3 * radius, y - radius);
            ctx.lineTo(x, y + 1.3 * radius);
        } else {
            ctx.arc(x, y, radius, 0, 2 * Math.PI);
        }
        ctx.fill();
        if (best.ratio !== null) {
            const side = 6 * devicePixelRatio;
            ctx.fillStyle = colour("--low-rank");
            ctx.fillRect(x - side / 2, u.valToPos(best.ratio, "ratio", true) - side / 2, side, side);
        }
    });
    ctx.restore();
}
