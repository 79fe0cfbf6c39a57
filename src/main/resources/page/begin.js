// Begins the page that one file is: its modules, which came in the order in which they need each other, become addresses
// of their own, by which they find each other.
const part = id => JSON.parse(document.getElementById(id).textContent);
const addresses = new Map();
const addressOf = text => URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
for (const [path, text] of part("modules")) {
    addresses.set(path, addressOf(text.replace(/(\bfrom\s*|\bimport\s*)"(\.{1,2}\/[^"]+)"/g, (_, word, to) =>
        `${word}"${addresses.get(new URL(to, `file:///${path}`).pathname.slice(1))}"`)));
}
document.documentElement.dataset.stored = ""; // the style sheet hides what needs a server
const plots = document.createElement("script");
plots.src = addressOf(part("plots"));
plots.onload = () => import(addresses.get("app.js"));
document.head.append(plots);
