// What a generated network does, as pictures: a decision boundary, curves, the picture that it holds, its weights in small.

import {colour} from "./dom.js";

const CLASSES = ["--hyper", "--front", "--matched", "--pruned", "--low-rank", "--frozen", "--shuffled", "--plain"];

/** The colour of a class or output by its place. */
export const outputColour = i => colour(CLASSES[i % CLASSES.length]);

export const outputClass = i => `output-${i % CLASSES.length}`;

const parts = text => (text.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
const mixed = (from, to, share) => from.map((value, i) => value + (to[i] - value) * share);

// An image of numbers, one pixel each.
function image(width, height, pixel) {
    const small = document.createElement("canvas");
    small.width = width;
    small.height = height;
    const context = small.getContext("2d");
    const made = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
        const [red, green, blue] = pixel(i);
        made.data.set([red, green, blue, 255], 4 * i);
    }
    context.putImageData(made, 0, 0);
    return small;
}

function fitted(canvas, aspect) {
    const width = Math.max(200, Math.round(canvas.clientWidth * devicePixelRatio));
    const height = Math.round(width * aspect);
    if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
    }
    return canvas.getContext("2d");
}

const finite = values => values.filter(Number.isFinite);

/** A grid of two inputs: which class is the most probable, and how sure; or a number in shades. */
export function drawGrid(canvas, response, before, range) {
    const [across, down] = response.axes;
    const context = fitted(canvas, 0.8);
    const ground = parts(colour("--raised"));
    const {width, height} = canvas;
    const shades = response.classes ? byClass(response, ground) : byNumber(response, ground, range);
    context.save();
    context.setTransform(1, 0, 0, -1, 0, height); // the second input grows upwards
    context.imageSmoothingEnabled = true;
    context.drawImage(image(across.points, down.points, shades), 0, 0, width, height);
    context.restore();
    if (response.classes) {
        boundary(context, before, width, height, colour("--line-strong"), [4 * devicePixelRatio, 4 * devicePixelRatio]);
        boundary(context, response, width, height, colour("--text"), []);
    }
}

function byClass({outputs, classes, values}, ground) {
    const colours = outputs.map((_, i) => parts(outputColour(i)));
    const chance = 1 / outputs.length;
    return i => mixed(ground, colours[classes[i]], 0.15 + 0.6 * Math.max(0, (values[classes[i]][i] ?? chance) - chance) / (1 - chance));
}

function byNumber({values: [numbers]}, ground, [low, high]) {
    const [less, more] = [parts(colour("--front")), parts(colour("--hyper"))];
    const middle = (low + high) / 2;
    const half = Math.max(1e-12, (high - low) / 2);
    return i => Number.isFinite(numbers[i]) ? mixed(ground, numbers[i] < middle ? less : more, Math.min(1, Math.abs(numbers[i] - middle) / half)) : ground;
}

// Where the most probable class changes from one point to the next.
function boundary(context, response, width, height, stroke, dash) {
    if (!response?.classes) {
        return;
    }
    const [{points: columns}, {points: rows}] = response.axes;
    const at = (x, y) => response.classes[y * columns + x];
    const [w, h] = [width / columns, height / rows];
    context.beginPath();
    for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
            if (x + 1 < columns && at(x, y) !== at(x + 1, y)) {
                context.moveTo((x + 1) * w, height - y * h);
                context.lineTo((x + 1) * w, height - (y + 1) * h);
            }
            if (y + 1 < rows && at(x, y) !== at(x, y + 1)) {
                context.moveTo(x * w, height - (y + 1) * h);
                context.lineTo((x + 1) * w, height - (y + 1) * h);
            }
        }
    }
    context.setLineDash(dash);
    context.strokeStyle = stroke;
    context.lineWidth = 1.5 * devicePixelRatio;
    context.stroke();
    context.setLineDash([]);
}

/** The picture that a network holds; three outputs are red, green and blue. */
export function drawPicture(canvas, response) {
    const [across, down] = response.axes;
    const context = fitted(canvas, down.points / across.points);
    const of = i => {
        const value = i => Math.round(255 * Math.min(1, Math.max(0, i ?? 0)));
        return response.values.length >= 3 ? [0, 1, 2].map(output => value(response.values[output][i])) : Array(3).fill(value(response.values[0][i]));
    };
    context.imageSmoothingEnabled = false;
    context.drawImage(image(across.points, down.points, of), 0, 0, canvas.width, canvas.height);
}

/** Weights in small: nothing is the ground, negative and positive weights have a colour each. */
export function drawWeights(canvas, {height, width, pixels}, largest) {
    const ground = parts(colour("--raised"));
    const [less, more] = [parts(colour("--front")), parts(colour("--hyper"))];
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").drawImage(image(width, height, i =>
        Number.isFinite(pixels[i]) ? mixed(ground, pixels[i] < 0 ? less : more, Math.min(1, Math.abs(pixels[i]) / largest)) : ground), 0, 0);
}

/** The least range that holds the numbers of an answer and what was known before. */
export function widened(range, response) {
    const all = finite(response.values.flat());
    return all.length === 0 ? range ?? [0, 1] : [Math.min(...range ?? [all[0]], ...extremes(all)), Math.max(...range ?? [all[0]], ...extremes(all))];
}

// Without spreading a long array over arguments.
const extremes = all => [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
