// What compression costs: points over numbers trained, ratio or bytes, with the front as steps through means over seeds.

import {child, colour, html, nothing, render, ROLES, roleOf} from "./dom.js";
import {bytes, count, interval, mean, significant} from "./format.js";
import {empty} from "./parts.js";
import {axis, level, mark, markPicture, onPress, plot, roundNumbers, walk} from "./plot.js";
import {givenOf, sound} from "./sheet.js";
import {AXES, contest, eligible, heights, steps} from "./steps.js";
import {toggled} from "./state.js";

const NEAR = 18; // pixels within which a point is meant
const CROWD = 150; // points beyond which those off the front stand back, without their intervals

const TICKS = {trainable: count, ratio: value => significant(value, 3), bytes};

export function front(place, act) {
    const controls = child(place, "div", "controls");
    const canvas = child(place, "div", "chart");
    const legend = child(place, "p", "legend");
    const hint = child(place, "p", "hint");
    const none = child(place, "div");
    hint.setAttribute("aria-live", "polite");
    canvas.setAttribute("role", "application");
    const drawing = plot(canvas);
    let before = [];
    let seen = null; // {model, state, points, lines}

    walk(canvas, act, () => ({
        numbers: seen.points.map(point => point.number),
        hovered: seen.model.hovered,
        chosen: seen.state.chosen,
    }));

    function show(model, state) {
        const now = [model.sheet, model.shown.kept, state.axis, state.chosen.join(), model.hovered];
        const [sheet, points, axisSame, chosen] = now.map((value, i) => value === before[i]);
        const first = before.length === 0;
        before = now;
        if (sheet && points && axisSame) {
            seen = {...seen, model, state};
            if (!chosen) {
                drawing.current()?.redraw(false);
            }
            if (!chosen || seen.hovered !== model.hovered) {
                tell();
            }
            return;
        }
        if (first || !axisSame) {
            render(axes(state, act), controls);
        }
        seen = {model, state, ...drawn(model, state)};
        canvas.hidden = legend.hidden = hint.hidden = seen.points.length === 0;
        render(seen.points.length > 0 ? nothing : empty(why(model)), none);
        if (seen.points.length > 0) {
            canvas.setAttribute("aria-label", gist(seen, state.axis));
            const xs = seen.points.map(AXES[state.axis].x);
            const scores = seen.points.map(point => point.validationScore);
            drawing.show(() => options(state.axis), [xs, scores], `${model.sheet.run.id} ${state.axis}`);
            roles();
            tell();
        }
    }

    function options(name) {
        return {
            scales: {
                x: {time: false, distr: 3, range: (u, low, high) => [low / 1.2, high * 1.2]},
                y: {range: () => seen.heights.edges},
            },
            axes: [
                axis(AXES[name].label, {
                    splits: (u, side, low, high) => roundNumbers(low, high),
                    filter: (u, splits) => splits,
                    values: (u, splits) => splits.map(value => TICKS[name](value)),
                }),
                axis("validation score, mean over seeds", {size: 56}),
            ],
            series: [{}, {paths: () => null, points: {show: false}}],
            hooks: {draw: [paint], setCursor: [point], ready: [u => onPress(u.over, choose)]},
        };
    }

    function paint(u) {
        const {state, points} = seen;
        const context = u.ctx;
        const at = ([x, y]) => [u.valToPos(x, "x", true), u.valToPos(y, "y", true)];
        const {x} = AXES[state.axis];
        context.save();
        context.beginPath();
        context.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        context.clip();
        const chosen = new Set(state.chosen);
        const lit = each => chosen.has(each.number);
        const onFront = each => ["on", "tied"].includes(each[AXES[state.axis].front]);
        const dot = each => {
            const [left, middle] = at([x(each), each.validationScore]);
            const crowd = points.length > CROWD && !onFront(each) && !lit(each);
            context.globalAlpha = lit(each) ? 1 : chosen.size > 0 ? 0.3 : crowd ? 0.5 : 1;
            if (!crowd) {
                whisker(context, u, each, left);
            }
            mark(context, each.role, left, middle, (lit(each) ? 6 : crowd ? 2.5 : 4) * devicePixelRatio);
            if (lit(each)) {
                ring(context, left, middle, 10, colour("--text"));
            } else if (each[AXES[state.axis].front] === "tied") {
                ring(context, left, middle, 7, colour("--front"));
            }
        };
        givenOf(points).forEach(each => level(u, each.validationScore, each.role, colour(roleOf(each.role).colour)));
        points.filter(each => !onFront(each) && !lit(each)).forEach(dot);
        context.globalAlpha = 1;
        context.lineWidth = 2 * devicePixelRatio;
        context.strokeStyle = colour("--front");
        // Of the whole run, whatever of it is shown: a filter makes no point better than it was.
        for (const line of steps(seen.model.sheet.points, state.axis, [u.scales.x.min, u.scales.x.max])) {
            context.beginPath();
            line.corners
                .map(at)
                .forEach(([left, top], i) => (i === 0 ? context.moveTo(left, top) : context.lineTo(left, top)));
            context.stroke();
        }
        points.filter(each => onFront(each) && !lit(each)).forEach(dot);
        points.filter(lit).forEach(dot);
        context.restore();
    }

    function nearest(u) {
        const {left, top} = u.cursor;
        if (left === undefined || left < 0) {
            return null;
        }
        const {x} = AXES[seen.state.axis];
        const distance = each =>
            Math.hypot(u.valToPos(x(each), "x") - left, u.valToPos(each.validationScore, "y") - top);
        const best = seen.points.reduce((a, b) => (distance(a) <= distance(b) ? a : b));
        return distance(best) <= NEAR ? best.number : null;
    }

    function point(u) {
        if (u.cursor.event || u.cursor.left >= 0) {
            act.hover(nearest(u));
        }
    }

    function choose() {
        const number = nearest(drawing.current());
        if (number !== null) {
            act.go({chosen: toggled(seen.state.chosen, number)});
        }
    }

    function roles() {
        const present = new Set(seen.points.map(each => each.role));
        const names = [...ROLES.map(({role}) => role).filter(role => present.delete(role)), ...present];
        const tied = seen.points.some(each => each[AXES[seen.state.axis].front] === "tied");
        if (legend.dataset.entries !== `${names} ${tied}`) {
            legend.dataset.entries = `${names} ${tied}`;
            legend.replaceChildren();
            names.map(roleOf).forEach(({role}) => {
                const entry = child(legend, "span", "entry");
                markPicture(entry, role);
                entry.append(role);
            });
            const entry = child(legend, "span", "entry");
            child(entry, "span", "steps");
            entry.append("front");
            if (tied) {
                const ringed = child(legend, "span", "entry");
                child(ringed, "span", "ringed");
                ringed.append("tied with it");
            }
        }
    }

    function tell() {
        seen.hovered = seen.model.hovered;
        const hovered = seen.model.sheet.pointOf.get(seen.model.hovered);
        drawing.spot(
            hovered && seen.points.includes(hovered)
                ? [AXES[seen.state.axis].x(hovered), hovered.validationScore]
                : null,
        );
        hint.textContent = hovered ? told(hovered, seen.state.axis) : `${note(seen)}`;
    }

    return {
        show,
        close: () => drawing.close(),
    };
}

const axes = (state, act) => html`<label>over <select @change=${event => act.replace({axis: event.target.value})}>
    ${Object.entries(AXES).map(([name, {label}]) => html`<option value=${name} .selected=${name === state.axis}>${label}</option>`)}</select></label>`;

function whisker(context, u, point, left) {
    if (point.validationLow === null || point.validationHigh === null) {
        return;
    }
    const [low, high] = [point.validationLow, point.validationHigh].map(value => u.valToPos(value, "y", true));
    const half = 3 * devicePixelRatio;
    context.strokeStyle = colour(roleOf(point.role).colour);
    context.lineWidth = devicePixelRatio;
    context.beginPath();
    context.moveTo(left, low);
    context.lineTo(left, high);
    context.moveTo(left - half, low);
    context.lineTo(left + half, low);
    context.moveTo(left - half, high);
    context.lineTo(left + half, high);
    context.stroke();
}

function ring(context, x, y, radius, stroke) {
    context.strokeStyle = stroke;
    context.lineWidth = 1.5 * devicePixelRatio;
    context.beginPath();
    context.arc(x, y, radius * devicePixelRatio, 0, 2 * Math.PI);
    context.stroke();
}

// Points that are shown, by rising x: those of which every seed has completed.
function drawn(model, state) {
    const {x} = AXES[state.axis];
    const points = eligible(model.shown.points, state.axis).sort((a, b) => x(a) - x(b) || a.number - b.number);
    return {points, heights: heights(points)};
}

const why = model =>
    model.sheet.points.every(point => !point.whole)
        ? "No point is whole yet: seeds are still to come."
        : model.shown.points.length === 0
          ? "Nothing passes the filter and the brushes."
          : model.shown.points.every(point => !point.whole)
            ? "Seeds of all points that are shown are still to come."
            : "Of no point that is shown every seed completed with a score.";

function note({model, points, state, heights: {cut}}) {
    const waiting = model.shown.points.filter(point => !point.whole).length;
    const broken = model.shown.points.filter(point => point.whole && !sound(point)).length;
    const tied = points.filter(point => point[AXES[state.axis].front] === "tied").length;
    return [
        `${points.length} points`,
        waiting > 0 && `${waiting} with seeds still to come are left out`,
        broken > 0 && `${broken} of which a seed did not complete are left out`,
        tied > 0 && `${tied} tied with the front`,
        cut > 0 && `${cut} ${cut === 1 ? "interval goes" : "intervals go"} on beyond the edge`,
    ]
        .filter(Boolean)
        .join("; ");
}

function gist({points}, name) {
    const on = points.filter(point => point[AXES[name].front] === "on");
    const best = on.reduce((a, b) => (!a || b.validationScore > a.validationScore ? b : a), null);
    return (
        `Validation score over ${AXES[name].label}: ${points.length} points, ${on.length} on the front` +
        (best
            ? `, the best ${mean(best.validationScore, best.validationDeviation, best.completed)} at ${TICKS[name](AXES[name].x(best))}`
            : "") +
        ". Arrow keys move over points, Enter chooses."
    );
}

function told(point, name) {
    const parameters = Object.entries(point.parameters)
        .filter(([parameter, value]) => value !== null && parameter !== "seed")
        .map(([parameter, value]) => `${parameter} ${value}`)
        .join(", ");
    const place = {on: "on the front", tied: "tied with the front"}[point[AXES[name].front]];
    const data = contest(point, name);
    const over = [point.completed, point.intervalMissing];
    return [
        `Point ${point.number}, ${point.role}${parameters ? `: ${parameters}` : ""}`,
        `${AXES[name].label} ${TICKS[name](AXES[name].x(point))}`,
        `validation ${interval(point.validationScore, point.validationLow, point.validationHigh, ...over)}`,
        `test ${interval(point.testScore, point.testLow, point.testHigh, ...over)}`,
        place && data ? `${place} of ${data}` : place,
    ]
        .filter(Boolean)
        .join("; ");
}
