// What a trained hypernetwork makes of its condition: it is moved by sliders, and the network that is generated then is
// seen at once.

import {child, colour, html, nothing, onScheme, render} from "./dom.js";
import {fineness, lastOnly} from "./explore-asking.js";
import {controls} from "./explore-controls.js";
import {drawGrid, drawPicture, drawWeights, outputClass, outputColour, widened} from "./explore-drawing.js";
import {begin, query, read, ways, write} from "./explore-moves.js";
import {fixed, significant} from "./format.js";
import {empty, panelIn} from "./parts.js";
import {axis, plot} from "./plot.js";
import {link} from "./state.js";

export const needs = state => ({trial: `trials/${encodeURIComponent(state.trial)}`, condition: `trials/${encodeURIComponent(state.trial)}/condition`});

const REST = 160; // milliseconds without a move, after which the picture becomes fine and the address says where one is
const ROUGH = "digits=3"; // are enough of what is seen for the blink of an eye

export function explore(place, act) {
    place.className = "explore";
    const head = child(place, "div", "head");
    const parts = child(place, "div", "grid");
    const [moving, seen, tensors] = [
        {name: "move", title: "Move"},
        {name: "network", title: "What the generated network does"},
        {name: "weights", title: "Its weights", wide: true},
    ].map(panel => panelIn(parts, panel).body);
    const sliders = controls(child(moving, "div"), moved);
    const speed = child(moving, "p", "small quiet");
    speed.dataset.latency = "";
    const drawing = behaviour(seen, tensors);
    const fine = fineness();
    let asking = null;
    let before = {};
    let shown = {}; // of which trial, with which condition
    let at = null;
    let base = ""; // the query of what was trained
    let resting = 0;

    function show(model, state) {
        const now = {trial: model.trial, condition: model.condition, fault: model.faults.trial ?? model.faults.condition, z: state.z, of: state.trial};
        if (Object.keys(now).every(name => now[name] === before[name])) {
            return;
        }
        before = now;
        render(headOf(now, state), head);
        parts.hidden = !now.trial || !now.condition;
        if (parts.hidden) {
            return;
        }
        const other = now.condition !== shown.condition || now.trial.id !== shown.id;
        if (other) {
            shown = {condition: now.condition, id: now.trial.id};
            asking?.close();
            asking = lastOnly((asked, signal) => act.ask(`trials/${now.trial.id}/generate?${asked}`, signal), told);
            drawing.forget();
            base = query(now.condition, begin(now.condition, ways(now.condition)[0]?.name ?? ""));
        }
        const stands = read(now.condition, state.z);
        if (other || query(now.condition, stands) !== query(now.condition, at)) {
            at = stands;
            sliders.show(now.condition, at);
            ask(fine.resting());
        }
    }

    function moved(to) {
        at = to;
        ask(fine.moving(), ROUGH);
        clearTimeout(resting);
        resting = setTimeout(() => {
            act.replace({z: write(at)});
            ask(fine.resting());
        }, REST);
    }

    const ask = (side, digits = "") => asking.want([query(before.condition, at), `grid=${side}`, digits].filter(Boolean).join("&"));

    function told(asked, answer, milliseconds, fault) {
        if (fault) {
            render(html`<span class="failed">${fault.message}</span>`, speed);
            return;
        }
        fine.took(milliseconds);
        const points = answer.response ? `, ${answer.response.axes.map(each => each.points).join(" × ")} points` : "";
        render(html`generated and shown in <b>${fixed(milliseconds, 0)} ms</b>${points}`, speed);
        speed.dataset.latency = Math.round(milliseconds);
        drawing.draw(answer, asked.split("&grid=")[0] === base);
    }

    return {
        show,
        close() {
            clearTimeout(resting);
            asking?.close();
            drawing.close();
        },
    };
}

function headOf({trial, condition, fault}, state) {
    return html`<div class="bar"><h1>Explore${trial ? ` trial ${trial.number} of ${trial.experiment}, run ${trial.run}` : ""}</h1>
        ${condition ? html`<span class="quiet">condition: ${condition.condition}</span>` : nothing}
        <span class="links"><a href=${link({experiment: state.experiment, run: state.run, trial: state.trial}, state)}>Back to the trial</a></span></div>
        ${fault ? empty(fault) : trial && condition ? nothing : empty("Loading")}`;
}

// The pictures, which keep their colours' ranges while one moves: else nothing could be compared.
function behaviour(seen, tensors) {
    const canvas = child(seen, "canvas", "response");
    canvas.setAttribute("role", "img");
    const line = child(seen, "div", "line");
    line.setAttribute("role", "img");
    const curve = plot(line, 320);
    const pictures = child(seen, "div", "tensor-pictures");
    const words = child(seen, "div");
    const weights = child(tensors, "div", "tensors");
    let last = null;
    let trained = null;
    let range = null;
    let largest = new Map();

    function draw(answer, isTrained) {
        last = answer;
        const {response} = answer;
        if (isTrained && response) {
            trained = response;
        }
        if (response) {
            range = widened(range, response);
        }
        canvas.hidden = !response || response.form === "curve";
        line.hidden = response?.form !== "curve";
        if (response?.form === "curve") {
            drawCurve(response);
        } else if (response?.form === "picture") {
            drawPicture(canvas, response);
        } else if (response) {
            drawGrid(canvas, response, trained, range);
        }
        const gist = response ? `${response.form} of ${response.outputs.join(", ")} over ${response.axes.map(each => `${each.name} from ${significant(each.from, 3)} to ${significant(each.to, 3)}`).join(" and ")}` : "";
        (line.hidden ? canvas : line).setAttribute("aria-label", gist);
        render(response ? legend(response) : html`<p class="small">Its weights in small: it has more than two inputs, some that are no numbers, or reads sequences. ${answer.scaledAnew ? "A smaller cell scales rows of its cells' tensors anew at each step; here they are as they were trained, before that. " : nothing}<span class="colour-key output-1">negative</span> <span class="colour-key output-0">positive</span></p>`, words);
        drawTensors(answer.tensors);
    }

    function legend({form, axes, outputs, classes}) {
        return html`<p class="small">${axes.map((each, i) => html`${["across", form === "picture" ? "down" : "up"][i]}: ${each.name}, ${significant(each.from, 3)} to ${significant(each.to, 3)}. `)}
            ${trained && (form === "curve" || classes && form === "grid") ? "Dashed: where it began." : nothing}</p>
            ${form === "picture" ? nothing : html`<p class="legend">${classes || form === "curve" ? outputs.map((name, i) => html`<span class="colour-key ${outputClass(i)}">${name}</span> `)
                : html`<span class="colour-key output-1">${significant(range[0], 3)}</span> <span class="colour-key output-0">${significant(range[1], 3)}</span>`}</p>`}`;
    }

    function drawCurve({axes: [across], outputs, values}) {
        const points = Array.from({length: across.points}, (_, i) => across.from + (across.to - across.from) * i / Math.max(1, across.points - 1));
        const old = trained?.form === "curve" && trained.axes[0].points === across.points ? trained.values : [];
        curve.show(() => ({
            scales: {x: {time: false}, y: {range: () => [range[0] - 0.05 * (range[1] - range[0] || 1), range[1] + 0.05 * (range[1] - range[0] || 1)]}},
            axes: [axis(across.name), axis(outputs.length === 1 ? outputs[0] : "", {size: 52})],
            series: [{}, ...outputs.map((name, i) => ({label: name, stroke: outputColour(i), width: 2, points: {show: false}})),
                ...old.map(() => ({label: "as trained", stroke: colour("--quiet"), width: 1, dash: [4, 4], points: {show: false}}))],
        }), [points, ...values, ...old], `${outputs} ${old.length} ${across.points}`);
    }

    function drawTensors(all) {
        render(html`<div class="scroll" tabindex="0" role="region" aria-label="Tensors of the generated network"><table>
            <thead><tr><th scope="col">tensor</th><th scope="col">shape</th><th scope="col" class="number">mean</th><th scope="col" class="number">deviation</th><th scope="col" class="number">least</th><th scope="col" class="number">largest</th></tr></thead>
            <tbody>${all.map(each => html`<tr><td>${each.name}</td><td>${each.shape.join(" × ")}</td>${[each.mean, each.deviation, each.min, each.max].map(value => html`<td class="number">${significant(value, 3)}</td>`)}</tr>`)}</tbody></table></div>`, weights);
        const shown = all.filter(each => each.image);
        render(shown.map(each => html`<figure><canvas class="weights" data-tensor=${each.name} role="img" aria-label="weights of ${each.name} in small"></canvas>
            <figcaption>${each.name}, ${each.shape.join(" × ")}</figcaption></figure>`), pictures);
        shown.forEach(each => {
            largest.set(each.name, Math.max(largest.get(each.name) ?? 1e-12, Math.abs(each.min ?? 0), Math.abs(each.max ?? 0)));
            drawWeights([...pictures.querySelectorAll("canvas")].find(node => node.dataset.tensor === each.name), each.image, largest.get(each.name));
        });
    }

    const again = () => last && draw(last, false);
    const unscheme = onScheme(again);
    const observer = new ResizeObserver(() => !canvas.hidden && again());
    observer.observe(canvas);

    return {
        draw,
        forget() {
            last = trained = range = null;
            largest = new Map();
        },
        close() {
            observer.disconnect();
            unscheme();
            curve.close();
        },
    };
}
