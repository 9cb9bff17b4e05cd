// The programme of a session as slides: the same page, one step at a time, with a clock and keys. The other scripts of
// the page (quiz, questions of the room, sheet) share what `Seance` gives.
const Seance = (() => {
  "use strict";
  const find = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const text = (node) => node?.textContent.replace(/[^\S\u00a0\u202f]+/g, " ").trim() ?? "";
  // An element; strings among its children become text nodes.
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const button = (label, act, attributes = {}) => {
    const node = make("button", { type: "button", ...attributes }, label);
    node.addEventListener("click", act);
    return node;
  };
  // One polite announcement; an empty one first, so that the same words are said twice.
  const say = (message) => {
    find("#etat").textContent = "";
    setTimeout(() => { find("#etat").textContent = message; }, 50);
  };

  const root = document.documentElement;
  const slides = all(".diapo");
  const stepOf = (slide) => slide.closest(".etape");
  const keys = [];
  let place = 0;
  let on = false;

  // --- Slides

  function show(n) {
    place = Math.min(Math.max(n, 0), slides.length - 1);
    const slide = slides[place];
    for (const node of all(".ici")) node.classList.remove("ici");
    slide.classList.add("ici");
    stepOf(slide).classList.add("ici");
    if (stepOf(slide).id !== "salle") origin = -1;
    returning.hidden = origin < 0;
    position.textContent = `${place + 1} sur ${slides.length}`;
    before.toggleAttribute("disabled", place === 0);
    after.toggleAttribute("disabled", place === slides.length - 1);
    // What had the focus may be gone with the last slide.
    if (!document.activeElement?.getClientRects().length || document.activeElement === document.body) rest();
    scrollTo(0, 0);
    const within = all(".diapo", stepOf(slide));
    const rank = within.length > 1 ? `, ${within.indexOf(slide) + 1} sur ${within.length}` : "";
    say(stepOf(slide).dataset.nom + rank);
    tick();
  }

  function rest() {
    slides[place].tabIndex = -1;
    slides[place].focus({ preventScroll: true });
  }

  function present() {
    on = true;
    root.classList.add("presente");
    find("#regie").hidden = false;
    if (!clock.started) clock.started = clock.running = true;
    clock.last = performance.now();
    show(place);
    rest();
  }

  function leave() {
    on = false;
    origin = -1;
    returning.hidden = true;
    root.classList.remove("presente");
    find("#regie").hidden = true;
    if (document.fullscreenElement) document.exitFullscreen();
    find("#presenter").focus();
  }

  function fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => say("Votre navigateur ne permet pas le plein écran."));
  }

  // A question of the room comes at any step: there and back again.
  let origin = -1;
  const returning = make("p", { class: "aide retour", hidden: "" }, "Échap\u00a0: quitter le champ, puis revenir là où vous en étiez.");
  find("#salle .diapo h2").after(returning);
  function question() {
    const room = slides.findIndex((slide) => slide.closest("#salle"));
    if (place !== room) origin = place;
    show(room);
    find("#question").focus();
  }

  function back() {
    if (origin < 0 || stepOf(slides[place]).id !== "salle") return false;
    show(origin);
    rest();
    return true;
  }

  // --- Clock: of the session, and of each step while it is shown

  const clock = { started: false, running: false, last: 0, spent: 0, steps: new Map() };
  const whole = Number(find("#programme").dataset.total);
  const digits = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  const left = (spent, minutes) =>
    spent <= minutes * 60 ? `reste ${digits(Math.ceil(minutes * 60 - spent))}` : `dépassé de ${digits(spent - minutes * 60)}`;

  function tick() {
    const now = performance.now();
    const step = stepOf(slides[place]);
    if (clock.running) {
      const passed = (now - clock.last) / 1000;
      clock.spent += passed;
      if (on) clock.steps.set(step, (clock.steps.get(step) ?? 0) + passed);
    }
    clock.last = now;
    const minutes = Number(step.dataset.minutes || 0);
    const inStep = clock.steps.get(step) ?? 0;
    session.textContent = `Séance ${digits(clock.spent)}, ${left(clock.spent, whole)}`;
    part.textContent = minutes ? `Étape ${digits(inStep)}, ${left(inStep, minutes)}` : "";
    session.classList.toggle("depasse", clock.spent > whole * 60);
    part.classList.toggle("depasse", minutes > 0 && inStep > minutes * 60);
  }

  function pause() {
    tick();
    clock.running = !clock.running;
    pauser.textContent = clock.running ? "Pause" : "Reprendre";
    say(clock.running ? "L’horloge tourne." : "L’horloge est arrêtée.");
  }

  function restart() {
    Object.assign(clock, { spent: 0, last: performance.now() });
    clock.steps.clear();
    tick();
    say("L’horloge repart de zéro.");
  }

  // --- The bar and the keys

  const HELP = [
    ["→, Espace, Page suivante", "étape suivante"],
    ["←, Page précédente", "étape précédente"],
    ["Début, Fin", "première, dernière étape"],
    ["1 à 4, A à D", "choisir une réponse du quiz"],
    ["R", "montrer ou cacher la réponse"],
    ["1 à 9, après la réponse", "donner un point à une table"],
    ["Q", "poser une question de la salle, de toute étape"],
    ["Retour arrière", "reprendre un point, ou revenir après une question"],
    ["P", "arrêter ou reprendre l’horloge"],
    ["F", "plein écran"],
    ["?", "ces touches"],
    ["Échap", "quitter le champ, revenir après une question, puis quitter la présentation"],
  ];
  const letters = make("input", { type: "checkbox", id: "lettres", checked: "" });
  const help = make("dialog", { id: "touches", "aria-labelledby": "touches-titre" },
    make("h2", { id: "touches-titre" }, "Les touches"),
    make("dl", {}, ...HELP.flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)])),
    make("p", {}, make("label", { for: "lettres" }, letters, " Se servir aussi des lettres, des chiffres et de « ? »")),
    make("p", { class: "rangee" }, button("Fermer", () => help.close()), button("Remettre l’horloge à zéro", restart)));
  document.body.append(help);

  const position = make("span", { class: "position" });
  const before = button("←", () => show(place - 1), { "aria-label": "Précédent", title: "Précédent" });
  const after = button("→", () => show(place + 1), { "aria-label": "Suivant", title: "Suivant" });
  const session = make("span", { class: "heure" });
  const part = make("span", { class: "heure" });
  const pauser = button("Pause", pause);
  const regie = find("#regie");
  regie.append(
    make("p", { id: "horloge", role: "timer", "aria-label": "Horloge" }, session, part),
    make("p", { class: "rangee" }, before, position, after, button("Question", question), pauser, button("Plein écran", fill),
      button("?", () => help.showModal(), { "aria-label": "Touches", title: "Touches" }), button("Quitter", leave)));

  function act(event) {
    const { key, code } = event;
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (key === "Escape") return typing ? rest() : back() || leave(), true;
    if (typing) return false;
    // A button that has the focus is pressed with the space bar, as everywhere.
    if (key === " ") return event.target.closest?.("button, summary, a, input") ? false : (show(place + (event.shiftKey ? -1 : 1)), true);
    const moves = { ArrowRight: place + 1, PageDown: place + 1, ArrowLeft: place - 1, PageUp: place - 1, Home: 0, End: slides.length };
    if (key in moves) return show(moves[key]), true;
    if (key.length === 1 ? !letters.checked : key !== "Backspace") return false;
    // On a French keyboard the digits of the upper row want the shift key: the place of the key counts.
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
    for (const known of keys) if (known(key.toLowerCase(), digit ? Number(digit[1]) : 0, slides[place])) return true;
    if (key === "Backspace") return back();
    const does = { q: question, f: fill, p: pause, "?": () => help.showModal() }[key.toLowerCase()];
    does?.();
    return Boolean(does);
  }

  document.addEventListener("keydown", (event) => {
    if (!on || help.open || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event)) event.preventDefault();
  });
  find("#presenter").addEventListener("click", present);
  find("#commandes").hidden = false;
  setInterval(tick, 500);

  // What is on the page only is lost with it: the browser asks before.
  let dirty = false;
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  return { find, all, text, make, button, say, keys, soil: () => { dirty = true; }, presented: () => (on ? slides[place] : null) };
})();
