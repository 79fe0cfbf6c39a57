// What browsers have and the engine of the tests has not: as much of URLSearchParams as the page's modules use.

const plus = text => decodeURIComponent(text.replaceAll("+", " ").replace(/%(?![0-9a-f]{2})/gi, "%25"));
const form = text => encodeURIComponent(text).replace(/[!'()~]/g, sign => "%" + sign.charCodeAt(0).toString(16).toUpperCase()).replaceAll("%20", "+");

globalThis.URLSearchParams ??= class {
    #pairs;

    constructor(from = "") {
        this.#pairs = typeof from !== "string"
            ? (Array.isArray(from) ? from : Object.entries(from)).map(([name, value]) => [String(name), String(value)])
            : from.split("&").filter(part => part !== "").map(part => {
                const at = part.indexOf("=");
                return at < 0 ? [plus(part), ""] : [plus(part.slice(0, at)), plus(part.slice(at + 1))];
            });
    }

    has(name) {
        return this.#pairs.some(pair => pair[0] === name);
    }

    get(name) {
        return this.#pairs.find(pair => pair[0] === name)?.[1] ?? null;
    }

    toString() {
        return this.#pairs.map(pair => pair.map(form).join("=")).join("&");
    }
};
