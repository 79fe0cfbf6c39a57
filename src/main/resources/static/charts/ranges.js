// The brushes of parallel coordinates as fields, for who types or has no pointer: from and to of each axis, or which of its
// words, and whether it is logarithmic.

import {html, live, nothing, render} from "../dom.js";

const WORDS = 50; // with more of them, a filter is the better tool

/** @return {{show: (axes: object[], state: object) => void}} */
export function ranges(place, act) {
    function show(axes, state) {
        render(html`<details class="brushes"><summary>Ranges as numbers</summary><div class="fields">${axes.map(each => fieldsOf(each, state))}</div></details>`, place);
    }

    function fieldsOf(each, state) {
        const kept = state.brush[each.name] ?? null;
        return html`<fieldset data-axis=${each.name}><legend>${each.head}</legend>${each.axis.words ? wordsOf(each, kept, state) : html`
            ${numberOf(each, kept, state, "low", "from")} ${numberOf(each, kept, state, "high", "to")}
            <label><input type="checkbox" .checked=${live(each.axis.kind === "log")} ?disabled=${each.axis.kind !== "log" && !(each.axis.low > 0)}
                @change=${() => act.replace({log: state.log.includes(each.name) ? state.log.filter(name => name !== each.name) : [...state.log, each.name]})}> logarithmic</label>`}
        </fieldset>`;
    }

    function numberOf({name, axis}, kept, state, end, text) {
        const value = Number.isFinite(kept?.[end]) ? String(kept[end]) : "";
        return html`<label>${text} <input type="number" step="any" size="9" .value=${live(value)} placeholder=${axis[end]} @change=${event => {
            const open = {low: -Infinity, high: Infinity, ...(kept?.values ? {} : kept)};
            const typed = event.target.value === "" ? (end === "low" ? -Infinity : Infinity) : Number(event.target.value);
            keep(name, {...open, [end]: typed}, state);
        }}></label>`;
    }

    function wordsOf({name, axis}, kept, state) {
        if (axis.words.length > WORDS) {
            return html`<span class="quiet">${axis.words.length} words: filter the table.</span>`;
        }
        const chosen = kept?.values ?? axis.words;
        return axis.words.map(word => html`<label><input type="checkbox" .checked=${live(chosen.includes(word))} @change=${event =>
            keep(name, {values: axis.words.filter(each => each === word ? event.target.checked : chosen.includes(each))}, state, axis.words.length)}> ${word}</label> `);
    }

    /** A brush that keeps everything is none. */
    function keep(name, kept, state, all) {
        const {[name]: _, ...others} = state.brush;
        const whole = kept.values ? kept.values.length === all : kept.low === -Infinity && kept.high === Infinity;
        act.go({brush: whole ? others : {...others, [name]: kept}});
    }

    return {show, close: () => render(nothing, place)};
}
