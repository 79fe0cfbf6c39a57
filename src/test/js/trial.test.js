import {is, same, holds} from "./facts.js";
import {commandOf, errorMarks, flowCells, forgettingCells, gradientPoints, ledgerBars, logAxis, serverOf, settings, slotStrip, startScales} from "../../main/resources/static/trial-layout.js";

const LEDGER = {z: 10, generator: 30, shared: 10, generated: 40, tasks: 2, trainable: 50, theta: 50, bytes: 200};

const finding = (check, subject, measures, more = {}) => ({check, subject, verdict: "ok", message: "", measures, ...more});

export const whatIsTrainedAndWhatIsMadeStandOnOneScale = () => {
    const {whole, bars: [trained, made]} = ledgerBars(LEDGER);

    is(whole, 90);
    same(trained.parts.map(part => [part.name, part.count]), [["z", 10], ["generator", 30], ["shared", 10]]);
    same(made.parts.map(part => [part.name, part.count]), [["generated", 80], ["shared", 10]]);
    is(trained.parts.at(-1).to, 50 / 90);
    is(made.parts.at(-1).to, 1);
    is(made.bytes, 360);
};

export const aPlainNetworkHasOnePart = () =>
    same(ledgerBars({...LEDGER, z: 0, generator: 0, generated: 0, shared: 50, tasks: 1}).bars.map(bar => bar.parts.map(part => part.name)), [["shared"], ["shared"]]);

export const ledgersThatAreComparedShareAScale = () => is(ledgerBars(LEDGER, 900).bars[1].parts.at(-1).to, 0.1);

export const slotsFillTheirStripAndNoneIsTooNarrowToBeSeen = () => {
    const placed = slotStrip([{name: "w1", length: 9990}, {name: "b1", length: 5}, {name: "b2", length: 5}], 1000);

    same(placed.map(slot => slot.width), [994, 3, 3]);
    same(placed.map(slot => slot.x), [0, 994, 997]);
    same(placed.map(slot => slot.wide), [true, false, false]);
};

export const gradientFlowIsShadedByPowersOfTen = () => {
    const {rows, low, high} = flowCells([
        finding("gradient-flow", "z", {"norm-0": 0.001, "norm-1": 1, "norm-2": 1000}),
        finding("gradient-flow", "w", {"norm-0": 0, "norm-1": null}),
        finding("scale", "other", {}),
    ]);

    same(rows.map(row => row.cells.map(cell => cell.shade)), [[0, 3, 5], [0, null, null]]);
    same([low, high], [0.001, 1000]);
};

export const sharesOfZerosAreShadedFromNoneToAll = () =>
    same(flowCells([finding("gradient-flow", "z", {"zeros-0": 0, "zeros-1": 0.5, "zeros-2": 1})], "zeros").rows[0].cells.map(cell => cell.shade), [0, 3, 5]);

export const whatAgreesLiesOnTheDiagonal = () => {
    const {points} = gradientPoints([finding("finite-differences", "z", {}, {samples: [[1, 1], [-1e-3, -1e-3], [0, 0], [2, 1]]})]);

    holds(points.slice(0, 3).every(point => point.x === point.y), "equal gradients have equal places");
    holds(points[3].x === 1 && points[3].y < 1, "others have not");
    is(points[2].x, 0);
};

export const withoutSamplesThereIsNoScatter = () => same(gradientPoints([finding("finite-differences", "z", {"relative-error": 1e-8})]).points, []);

export const aLogarithmicAxisReachesFromPowerToPower = () => {
    const axis = logAxis([2e-9, 3e-7]);

    same([axis.low, axis.high], [-9, -6]);
    is(axis.at(1e-6), 1);
    is(axis.at(0), 0);
    is(errorMarks([finding("finite-differences", "z", {"relative-error": 1e-8})]).rows[0].value, 1e-8);
};

export const whatIsAllowedHoldsWhatIsIntended = () => {
    const [row, free] = startScales([
        finding("scale", "w1", {"second-moment": 0.004, intended: 0.0039, low: 0.0017, high: 0.0073}),
        finding("scale", "pre/2", {"second-moment": 0.24, low: 0.01, high: 10}),
    ]).rows;

    holds(row.from < row.intendedX && row.intendedX < row.x && row.x < row.to, "they are in order");
    is(free.intendedX, null);
};

export const whatIsLostIsCountedFromTheBestSinceItWasLearned = () => {
    const row = (learned, ...scores) => ({learned, tasks: scores.map((score, task) => ({task, score, meanSquaredError: 1 - score}))});
    const forgetting = [row(0, 0.9, 0.99), row(1, 0.8, 0.7), row(2, 0.6, 0.75)];

    same(forgettingCells(forgetting, "score").lost.map(value => value.toFixed(2)), ["0.30", "-0.00"].map((text, i) => i === 1 ? "0.00" : text));
    same(forgettingCells(forgetting, "meanSquaredError").lost.map(value => value.toFixed(2)), ["0.30", "0.00"]);
};

export const settingsHaveTheirPaths = () => same(settings({seed: 1, target: {layers: [2, 3], kind: "mlp"}}), [["seed", "1"], ["target.layers", "[2,3]"], ["target.kind", "mlp"]]);

export const aTrialIsTrainedAgainByOneCommand = () => {
    const trial = {id: 7, role: "hypernetwork"};
    const command = user => commandOf(trial, serverOf({protocol: "https:", origin: "https://lab.example.org", pathname: "/page/index.html"}), user);

    is(command(null).startsWith("curl -fo trial-7.yml https://lab.example.org/page/api/v1/trials/7/spec.yml && java -jar runner.jar trial-7.yml "), true);
    is(command("anna").startsWith("curl -u anna -fo trial-7.yml https:"), true);
    is(command("anna o'neil").startsWith("curl -u 'anna o'\\''neil' -fo"), true);
    is(commandOf({id: 7, role: "plain"}, "", null), null);
    is(serverOf({protocol: "file:"}), "http://127.0.0.1:8080");
};
