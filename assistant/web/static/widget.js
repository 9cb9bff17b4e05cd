// How does a page of another site put questions to the report? With <assistant-rapport>: see docs/widget.md.
//
// Nothing is asked of the service before a question is sent, and nothing is kept in the browser. Every text of the
// service becomes a text node.
// One function: the page around gets no name from here.
(() => {
"use strict";
const NAME = "assistant-rapport";
if (customElements.get(NAME)) return;
// Known only while the script runs for the first time.
const HOME = document.currentScript ? new URL(".", document.currentScript.src).href : "";
// Days for which the service keeps questions that it leaves unanswered, written in by the service; 0: none is kept.
const KEPT_DAYS = 0;
const MOST_EARLIER = 6;
const SILENCE_MS = 60_000;
const HEADLINE_CHARS = 90;
const BULLET = /^\s*[-–•*]\s+/;

const TEXTS = {
  fr: {
    title: "Interroger le rapport",
    close: "Fermer",
    notice: "Un assistant automatique vous répond à partir du rapport. N’écrivez pas de données personnelles.",
    keeps: (n) => `Les questions restées sans réponse sont conservées ${n} jour${n > 1 ? "s" : ""} au plus, sans indiquer qui les a posées.`,
    label: "Votre question",
    help: "500 caractères au plus. La touche Entrée envoie la question.",
    send: "Envoyer",
    log: "Conversation",
    asked: "Votre question :",
    searching: "Recherche dans le rapport…",
    caution: "L’assistant peut se tromper : seul le rapport fait foi.",
    sources: "Sources",
    nearest: "Passage le plus proche",
    colon: " : ",
    pages: (first, last) => (last ? `pages ${first} à ${last}` : `page ${first}`),
    read: "Lire dans le rapport",
    newTab: "nouvel onglet",
    full: "Ouvrir la page complète",
    privacy: "Données personnelles",
    empty: "Le champ est vide. Écrivez votre question, puis choisissez « Envoyer ».",
    unusable: "Cette question ne peut pas être lue. Écrivez une phrase de 500 caractères au plus.",
    kept: "Votre question est restée dans le champ.",
    busy: (s) => `Trop de demandes pour le moment. Réessayez dans ${s} s.`,
    failed: "La réponse n’a pas pu être donnée. Réessayez dans un instant.",
    silent: "Le service ne répond pas. Réessayez plus tard, ou ouvrez la page complète.",
    refused: "Ce site n’est pas autorisé à interroger le service. Utilisez la page complète.",
  },
  en: {
    title: "Ask the report",
    close: "Close",
    notice: "An automatic assistant answers from the report, in French. Do not write personal data.",
    keeps: (n) => `Questions left unanswered are kept for ${n} day${n > 1 ? "s" : ""} at most, without saying who asked them.`,
    label: "Your question",
    help: "500 characters at most. The Enter key sends the question.",
    send: "Send",
    log: "Conversation",
    asked: "Your question:",
    searching: "Searching the report…",
    caution: "The assistant can be wrong: only the report is authoritative.",
    sources: "Sources",
    nearest: "Closest passage",
    colon: ": ",
    pages: (first, last) => (last ? `pages ${first} to ${last}` : `page ${first}`),
    read: "Read in the report",
    newTab: "new tab",
    full: "Open the full page",
    privacy: "Personal data",
    empty: "The field is empty. Write your question, then choose “Send”.",
    unusable: "This question cannot be read. Write one sentence of 500 characters at most.",
    kept: "Your question is still in the field.",
    busy: (s) => `Too many requests right now. Try again in ${s} s.`,
    failed: "No answer could be given. Try again in a moment.",
    silent: "The service does not respond. Try again later, or open the full page.",
    refused: "This site is not allowed to ask the service. Use the full page.",
  },
};

// By name, as in --assistant-accent: in light, in dark.
const COLOURS = {
  accent: ["#0b5d4a", "#84d6b9"],
  "sur-accent": ["#fff", "#05251b"],
  fond: ["#fff", "#18201d"],
  voile: ["#e9f0ec", "#22302b"],
  encre: ["#17211d", "#e9efec"],
  "encre-douce": ["#4b5852", "#b4c0ba"],
  bord: ["#74817a", "#84928b"],
  alerte: ["#9b1c1c", "#ffb4ab"],
  focus: ["#1d4ed8", "#ffd54a"],
};
const palette = (i) =>
  Object.entries(COLOURS).map(([name, pair]) => `--${name}: var(--assistant-${name}, ${pair[i]});`).join(" ");

// Rules of the page weigh less than what is !important in here. Lengths are in em of the visitor's own text size
// (medium), not in rem, which the page sets.
const STYLE = `
:host { all: initial !important; }
:host([hidden]) .frame, [hidden] { display: none !important; }
.frame {
  ${palette(0)}
  --rayon: var(--assistant-rayon, .5em); position: fixed; z-index: var(--assistant-niveau, 1000); right: 0; bottom: 0;
  direction: ltr; text-align: left; overflow-wrap: anywhere; color-scheme: light dark; color: var(--encre);
  font: medium/1.5 var(--assistant-police, system-ui, sans-serif);
}
@media (prefers-color-scheme: dark) { .frame { ${palette(1)} } }
* { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; }
button { min-height: 2.75em; padding: .4em 1.1em; border: 1px solid var(--accent); border-radius: var(--rayon);
  background: var(--accent); color: var(--sur-accent); font-weight: 600; cursor: pointer; }
button[aria-disabled] { opacity: .75; cursor: progress; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.open { margin: 0 1em 1em; box-shadow: 0 .1em .6em rgb(0 0 0 / .35); }
.panel { position: relative; display: flex; flex-direction: column; width: min(26em, 100vw);
  max-height: min(44em, 100dvh); padding: 0 1em; overflow: auto; overscroll-behavior: contain;
  border: 1px solid var(--bord); border-radius: var(--rayon) var(--rayon) 0 0; background: var(--fond);
  box-shadow: 0 .1em 1em rgb(0 0 0 / .35); }
.top { display: flex; align-items: center; justify-content: space-between; gap: 1em; padding: .5em 0;
  background: var(--fond); }
h2 { margin: 0; font-size: 1.15em; line-height: 1.3; }
h3 { margin: .8em 0 .3em; font-size: 1em; }
p { margin: .5em 0; }
ul { margin: .5em 0; padding-left: 1.3em; }
.panel > * { flex: none; }
.log { flex: 1 0 auto; }
article { margin: .75em 0; padding: .1em .8em; border-radius: var(--rayon); background: var(--voile); }
.headline { font-size: 1.1em; font-weight: 650; }
.close { flex: none; }
.close, .marker { background: none; color: var(--accent); }
.marker { min-height: 0; padding: .1em .3em; border-color: transparent; }
.soft { color: var(--encre-douce); font-size: .92em; }
.error { padding-left: .7em; border-left: .25em solid var(--alerte); color: var(--alerte); font-weight: 600; }
a { display: inline-block; padding: .15em 0; color: var(--accent); }
summary { padding: .3em 0; cursor: pointer; }
blockquote { margin: .3em 0; padding-left: .8em; border-left: .2em solid var(--bord); }
form { padding: .25em 0 .75em; background: var(--fond); }
label { font-weight: 600; }
textarea { display: block; width: 100%; padding: .5em .7em; border: 1px solid var(--bord);
  border-radius: var(--rayon); background: var(--fond); margin-bottom: .5em;
  resize: vertical; }
textarea[aria-invalid] { border: 2px solid var(--alerte); }
.links a { margin-right: 1em; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-height: 36em) {
  .panel { scroll-padding: 4em 0 14em; }
  .top { position: sticky; top: 0; z-index: 1; }
  form { position: sticky; bottom: 0; }
}
@media (min-width: 30em) { .panel { margin-right: 1em; } }
@media print { .frame { display: none; } }
`;

// An element; strings among its children become text nodes.
const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// Spaces that French does not break at; no control or direction character, which could feign another text.
const tidy = (text) =>
  String(text ?? "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/(\d) (?=\d{3}(?!\d)|[%€]|[kM]€)/g, "$1\u00a0")
    .replace(/« | (?=[»?!:;])/g, (found) => found.trim() + "\u00a0");

// Constructed style sheets need no 'unsafe-inline' from the page's security policy.
function dress(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, STYLE));
  }
}

// What went wrong, as a key of TEXTS; `said` is a sentence of the service itself.
class Failure extends Error {
  constructor(kind, value, said) {
    super(kind);
    Object.assign(this, { kind, value, said });
  }
}

async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const name = /^event: ?(.*)$/m.exec(block);
      const data = /^data: ?(.*)$/m.exec(block);
      if (name && data) yield { name: name[1], data: JSON.parse(data[1]) };
    }
  }
}

class AssistantRapport extends HTMLElement {
  static observedAttributes = ["ouvert"];
  #earlier = [];
  #running = null;
  #texts; #home; #opener; #panel; #heading; #log; #draft; #box; #error; #sender;

  connectedCallback() {
    if (this.shadowRoot) return;
    const language = this.getAttribute("langue") === "en" ? "en" : "fr";
    this.#texts = TEXTS[language];
    this.#home = this.#address();
    const root = this.attachShadow({ mode: "open" });
    dress(root);
    root.append(this.#build(language));
    this.#show();
  }

  disconnectedCallback() {
    this.#running?.abort();
  }

  attributeChangedCallback() {
    if (this.shadowRoot) this.#show();
  }

  // Ends with a slash; of the script, where the attribute is no address.
  #address() {
    try {
      const url = new URL(`${(this.getAttribute("adresse") || HOME).replace(/\/+$/, "")}/`, location.href);
      if (/^https?:$/.test(url.protocol)) return url.origin + url.pathname;
    } catch {}
    console.warn(`${NAME} : l’attribut « adresse » n’est pas une adresse http(s).`);
    return HOME;
  }

  #build(language) {
    const t = this.#texts;
    const title = this.getAttribute("titre")?.trim() || t.title;
    this.#opener = make("button", { type: "button", class: "open", "aria-haspopup": "dialog" }, title);
    const closer = make("button", { type: "button", class: "close" }, t.close);
    this.#heading = make("div", { class: "top" }, make("h2", { id: "title" }, title), closer);
    this.#log = make("div", { class: "log", role: "log", "aria-label": t.log });
    this.#draft = make("div", { class: "draft" });
    this.#box = make("textarea", { id: "box", rows: 2, autocomplete: "off", "aria-required": "true", "aria-describedby": "help error" });
    this.#error = make("p", { id: "error", class: "error", role: "alert", hidden: "" });
    this.#sender = make("button", {}, t.send);
    const form = make(
      "form", {},
      make("label", { for: "box" }, t.label), make("p", { id: "help", class: "soft" }, t.help), this.#box, this.#error, this.#sender,
    );
    const notice = make("p", {}, KEPT_DAYS ? `${t.notice} ${t.keeps(KEPT_DAYS)}` : t.notice);
    const links = make("p", { class: "links" }, this.#link("", t.full), this.#link("donnees-personnelles", t.privacy));
    this.#panel = make(
      "section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: "" },
      this.#heading, notice, links, this.#log, this.#draft, form,
    );
    const frame = make("div", { class: "frame", lang: language }, this.#opener, this.#panel);
    this.#opener.addEventListener("click", () => this.#toggle(true));
    closer.addEventListener("click", () => this.#toggle(false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    frame.addEventListener("keydown", (event) => {
      // The page would take a key pressed in here for one of its shortcuts.
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Escape" && !this.#panel.hidden) this.#toggle(false);
      if (event.key !== "Enter" || event.shiftKey || event.target !== this.#box) return;
      event.preventDefault();
      this.#ask();
    });
    for (const kind of ["keyup", "keypress"]) frame.addEventListener(kind, (event) => event.stopPropagation());
    return frame;
  }

  #link(path, text, more = "") {
    const hint = make("span", { class: "hidden" }, ` (${more}${this.#texts.newTab})`);
    return make("a", { href: this.#home + path, target: "_blank", rel: "noopener noreferrer" }, text, hint);
  }

  // The focus goes along with a visitor, not with the attribute `ouvert`.
  #toggle(open) {
    this.toggleAttribute("ouvert", open);
    (open ? this.#box : this.#opener).focus();
  }

  #show() {
    const open = this.hasAttribute("ouvert");
    this.#panel.hidden = !open;
    this.#opener.hidden = open;
    if (!open) this.#running?.abort();
  }

  async #ask() {
    if (this.#running) return;
    const question = this.#box.value.trim();
    this.#complain(null);
    if (!question) return this.#complain(new Failure("empty"));
    const running = (this.#running = new AbortController());
    this.#sender.setAttribute("aria-disabled", "true");
    const growing = make("article", { lang: "fr" });
    const waiting = make("p", { class: "soft" }, this.#texts.searching);
    this.#draft.append(this.#asked(question), waiting);
    this.#bringUp(this.#draft);
    try {
      const answer = await this.#receive(question, running, (sentence) => {
        growing.append(make("p", {}, tidy(sentence)));
        waiting.replaceWith(growing);
      });
      // The log is a live region: an answer is added to it whole, and once.
      const turn = make("div", {}, this.#asked(question), this.#answer(answer));
      this.#draft.replaceChildren();
      this.#log.append(turn);
      this.#bringUp(turn);
      this.#earlier = [...this.#earlier, question].slice(-MOST_EARLIER);
      if (this.#box.value.trim() === question) this.#box.value = "";
    } catch (error) {
      if (!running.left) this.#complain(error instanceof Failure ? error : new Failure("failed"));
    } finally {
      this.#draft.replaceChildren();
      this.#sender.removeAttribute("aria-disabled");
      this.#running = null;
    }
  }

  // The last event counts: its answer replaces the sentences before it.
  async #receive(question, running, onSentence) {
    let late = false;
    let clock;
    const wait = () => {
      clearTimeout(clock);
      clock = setTimeout(() => running.abort((late = true)), SILENCE_MS);
    };
    wait();
    try {
      const response = await this.#send(question, running.signal);
      if (!response.ok) throw await this.#refusal(response);
      for await (const { name, data } of events(response.body)) {
        wait();
        if (name === "sentence") onSentence(data.text);
        if (name === "answer") return data;
        if (name === "error") break;
      }
      throw new Failure("failed");
    } catch (error) {
      running.left = running.signal.aborted && !late;
      throw late ? new Failure("silent") : error;
    } finally {
      clearTimeout(clock);
    }
  }

  async #send(question, signal) {
    try {
      return await fetch(`${this.#home}api/ask`, {
        method: "POST",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        body: JSON.stringify({ question, history: this.#earlier }),
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw error;
    }
    // A browser does not tell a refusal from silence; but every site may have the script.
    try {
      await fetch(`${this.#home}widget.js`, { method: "HEAD", mode: "no-cors", credentials: "omit", cache: "no-store", signal });
    } catch {
      throw new Failure("silent");
    }
    console.warn(`${NAME} : ${location.origin} n’est pas dans le réglage ASSISTANT_ALLOWED_ORIGINS du service.`);
    throw new Failure("refused");
  }

  async #refusal(response) {
    const problem = await response.json().catch(() => ({}));
    const { status } = response;
    if (status === 429 || status === 503) return new Failure("busy", Number(response.headers.get("Retry-After")) || 5);
    return [400, 413, 422].includes(status) ? new Failure("unusable", 0, problem.detail) : new Failure("failed");
  }

  #complain(failure) {
    const atBox = failure && ["empty", "unusable"].includes(failure.kind);
    this.#error.replaceChildren();
    this.#error.hidden = !failure;
    this.#box.removeAttribute("aria-invalid");
    if (!failure) return;
    const text = this.#texts[failure.kind];
    const ours = typeof text === "function" ? text(failure.value) : text;
    this.#error.append(tidy((this.#texts === TEXTS.fr && failure.said) || ours));
    if (!atBox) this.#error.append(` ${this.#texts.kept}`);
    if (["silent", "refused"].includes(failure.kind)) this.#error.append(" ", this.#link("", this.#texts.full));
    if (atBox) {
      this.#box.setAttribute("aria-invalid", "true");
      this.#box.focus();
    }
  }

  #bringUp(node) {
    this.#panel.scrollTop = node.offsetTop - this.#heading.offsetHeight;
  }

  #asked(question) {
    return make("p", {}, make("strong", {}, tidy(this.#texts.asked)), " ", tidy(question));
  }

  #answer({ answer, abstained, citations = [], mode, notice, generated_by_ai: byAi }) {
    const t = this.#texts;
    const sources = new Map(citations.map((citation) => [Number(citation.marker), this.#source(citation)]));
    const article = make("article", { "data-ai-generated": String(Boolean(byAi)) });
    const said = make("div", { lang: "fr" }, ...this.#blocks(String(answer), sources));
    if (notice) said.append(make("p", { class: "soft" }, tidy(notice)));
    article.append(said, make("p", { class: "soft" }, make("span", { lang: "fr" }, `${tidy(mode)}.`), " ", tidy(t.caution)));
    if (sources.size) article.append(make("h3", {}, abstained ? t.nearest : t.sources), ...sources.values());
    return article;
  }

  // As on the pages of the service: a short first line is the thing asked for, lines with a dash are a list.
  #blocks(text, sources) {
    const lines = text.trim().split("\n").filter((line) => line.trim());
    const blocks = [];
    lines.forEach((line, i) => {
      const parts = this.#marked(line.replace(BULLET, "").trim(), sources);
      if (!BULLET.test(line)) {
        const headline = i === 0 && lines.length > 1 && line.length <= HEADLINE_CHARS;
        blocks.push(make("p", headline ? { class: "headline" } : {}, ...parts));
      } else {
        if (blocks.at(-1)?.tagName !== "UL") blocks.push(make("ul", {}));
        blocks.at(-1).append(make("li", {}, ...parts));
      }
    });
    return blocks;
  }

  // A marker « [1] » opens its source; one without source stays text.
  #marked(text, sources) {
    return text.split(/(\[\d{1,3}\])/).map((part, i) => {
      const source = i % 2 && sources.get(Number(part.slice(1, -1)));
      if (!source) return tidy(part);
      const marker = make("button", { type: "button", class: "marker" }, make("span", { class: "hidden" }, "Source "), part);
      marker.addEventListener("click", () => {
        source.open = true;
        source.firstChild.focus();
        this.#bringUp(source);
      });
      return marker;
    });
  }

  #source({ marker, document: report, section = [], pages, passage_id: passage, source, quote }) {
    const t = this.#texts;
    const where = pages ? `, ${t.pages(...String(pages).split("-"))}` : "";
    const place = make("span", { lang: "fr" }, tidy(section.join(" › ") || report));
    const path = `rapport?source=${encodeURIComponent(source ?? "")}#${encodeURIComponent(passage)}`;
    return make(
      "details", {},
      make("summary", {}, tidy(`Source ${marker}${t.colon}`), place, tidy(where)),
      make("blockquote", { lang: "fr" }, tidy(quote)),
      make("p", { class: "soft" }, make("span", { lang: "fr" }, `${tidy(report)}.`), " ",
        this.#link(path, t.read, `source ${marker}${where}, `)),
    );
  }
}

customElements.define(NAME, AssistantRapport);
})();
