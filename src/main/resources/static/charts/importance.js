// How much each swept parameter decides whether a point is among the best, as the server says by PED-ANOVA.

import {html, nothing, render, svg} from "../dom.js";
import {count, percent} from "../format.js";
import {empty} from "../parts.js";

const SHARES = ["0.05", "0.1", "0.2", "0.5"];
const USUAL = "0.1";

export const needs = (state, model) => model.sheet
    ? {importance: `runs/${model.sheet.run.id}/importance?measure=validation-score&share=${SHARES.includes(state.share) ? state.share : USUAL}`} : {};

export function importance(place, act) {
    let before = [];

    function show(model, state) {
        const now = [model.importance, state.share, state.parameter, model.faults?.importance];
        if (now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        const share = SHARES.includes(state.share) ? state.share : USUAL;
        render(html`
            <div class="controls"><label>for being among the best <select aria-label="How many count among the best" @change=${event =>
                act.replace({share: event.target.value === USUAL ? "" : event.target.value})}>
                ${SHARES.map(each => html`<option value=${each} .selected=${each === share}>${percent(Number(each))}</option>`)}</select></label></div>
            ${bodyOf(model.importance, model.faults?.importance, state)}`, place);
    }

    function bodyOf(answer, fault, state) {
        if (!answer) {
            return empty(fault ?? "Loading");
        }
        if (answer.missing !== null || answer.importances.length === 0) {
            return empty(answer.missing ?? "Nothing is swept.");
        }
        const rows = [...answer.importances].sort((a, b) => b.importance - a.importance || (a.parameter < b.parameter ? -1 : 1));
        const most = Math.max(...rows.map(row => row.importance), 1e-9);
        return html`
            <div class="scroll" tabindex="0" role="region" aria-label="Importance of parameters"><table class="bars">
                <thead class="unseen"><tr><th scope="col">parameter</th><th scope="col">importance</th><th scope="col">share</th></tr></thead>
                <tbody>${rows.map(row => html`<tr>
                    <th scope="row"><button type="button" class="plain" aria-pressed=${row.parameter === state.parameter}
                        title="show it against the score" @click=${() => act.replace({parameter: row.parameter})}>${row.parameter}</button>${
                        row.tied?.length > 0 ? html`<span class="note">with ${row.tied.join(", ")}</span>` : nothing}</th>
                    <td class="drawing"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${
                        svg`<rect x="0" y="0" height="10" width=${100 * row.importance / most}></rect>`}</svg></td>
                    <td class="number">${percent(row.importance)}</td></tr>`)}</tbody>
            </table></div>
            <p class="hint">PED-ANOVA: how far the best ${percent(answer.share)} by validation score (${count(answer.best)} of ${count(answer.points)} points)
                lie otherwise along a parameter than all points do. It tells nothing of how parameters work together.</p>`;
    }

    return {show, close: () => render(nothing, place)};
}
