// The quiz of a session: a choice of the room, estimates and points of the tables. All of it is on the page only.
(() => {
  "use strict";
  const { find, all, make, button, say, keys, soil, presented } = Seance;
  const quiz = find("#quiz");
  if (!quiz) return;
  const number = (value) => {
    const plain = value.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  };
  const questions = all(".question").map((slide) => ({
    slide, details: find(".reponse", slide), estimates: slide.dataset.forme === "estimate", chosen: -1, paid: false, shown: false, choices: [],
  }));
  const tables = [];
  let n = 0;

  // --- Choices

  for (const question of questions.filter((q) => !q.estimates)) {
    question.choices = all(".choix li", question.slide).map((item, i) => {
      const choice = button("", () => choose(question, i), { "aria-pressed": "false" });
      choice.append(...item.childNodes, make("span", { class: "verdict" }));
      item.append(choice);
      return choice;
    });
  }

  function choose(question, i) {
    if (question.details.open) return;
    question.chosen = question.chosen === i ? -1 : i;
    question.choices.forEach((choice, j) => choice.setAttribute("aria-pressed", String(j === question.chosen)));
  }

  function verdict(question) {
    const right = Number(question.details.dataset.juste);
    question.choices.forEach((choice, i) => {
      const good = question.details.open && i === right;
      const wrong = question.details.open && i === question.chosen && i !== right;
      choice.classList.toggle("bonne", good);
      choice.classList.toggle("fausse", wrong);
      find(".verdict", choice).textContent = good ? "✓ Bonne réponse" : wrong ? "✗ Choix de la salle" : "";
    });
  }

  // --- Estimates: the nearest table wins, several if they are as near

  // What is wrong with an estimate; "" for none.
  function refused(question, written) {
    const { bas, haut, echelle } = find(".estimations", question.slide).dataset;
    if (!written.trim()) return "";
    if (Number.isNaN(number(written))) return "Écrivez un nombre.";
    return number(written) < Number(bas) || number(written) > Number(haut) ? `Écrivez un nombre ${echelle}.` : "";
  }

  function nearest(question) {
    const value = Number(question.details.dataset.valeur);
    const told = tables.map((table) => [table, Math.abs(number(table.guesses.get(question) ?? "") - value)])
      .filter(([table, gap]) => gap >= 0 && !refused(question, table.guesses.get(question)));
    const least = Math.min(...told.map(([, gap]) => gap));
    return told.filter(([, gap]) => gap === least).map(([table]) => table);
  }

  function judge(question) {
    const outcome = find(".gagnants", question.slide);
    const winners = question.details.open ? nearest(question) : [];
    outcome.textContent = winners.length ? `Au plus près : ${winners.map((table) => table.name).join(" et ")}` : "";
    if (!winners.length || question.paid) return;
    question.paid = true;
    for (const table of winners) give(table, 1);
    outcome.textContent += " (+\u00a01 point)";
  }

  function reveal(question) {
    (question.estimates ? judge : verdict)(question);
    if (question.details.open) question.shown = true;
    // An estimate is made before the answer.
    if (question.shown) for (const field of all(".estimations input", question.slide)) field.readOnly = true;
    // The answer and the points are at the end of the slide.
    if (question.details.open && presented()) scrollTo(0, document.documentElement.scrollHeight);
  }

  // From a field: what is pressed next is no text.
  function answer(question) {
    question.details.open = true;
    find("summary", question.details).focus({ preventScroll: true });
  }

  for (const question of questions) {
    if (question.estimates) find(".estimations", question.slide).after(make("p", { class: "gagnants" }));
    question.details.addEventListener("toggle", () => reveal(question));
  }

  // --- Tables

  function add() {
    n += 1;
    tables.push({ name: `Table ${n}`, points: 0, guesses: new Map() });
    draw();
  }

  function give(table, points) {
    table.points = Math.max(0, table.points + points);
    table.shown.textContent = counted(table.points);
    say(`${table.name} : ${counted(table.points)}`);
    soil();
    rank();
  }

  const counted = (points) => `${points}\u00a0point${points > 1 ? "s" : ""}`;

  function draw() {
    find("#tables").replaceChildren(
      make("h3", {}, "Tables"),
      make("ul", {}, ...tables.map(row)),
      button("Ajouter une table", () => { add(); find("#tables li:last-child input").select(); }, { class: "reglage" }));
    for (const question of questions.filter((q) => q.estimates)) drawGuesses(question);
    rank();
  }

  function row(table, i) {
    const name = make("input", { type: "text", value: table.name, maxlength: 30, "aria-label": `Nom de la table ${i + 1}`, autocomplete: "off" });
    name.addEventListener("change", () => {
      table.name = name.value.trim() || `Table ${i + 1}`;
      draw();
    });
    table.shown = make("span", { class: "points" }, counted(table.points));
    return make("li", {}, name, table.shown,
      button("+\u00a01", () => give(table, 1), { "aria-label": `+\u00a01 point pour ${table.name}` }),
      button("−\u00a01", () => give(table, -1), { "aria-label": `−\u00a01 point pour ${table.name}` }),
      button("Retirer", () => {
        tables.splice(tables.indexOf(table), 1);
        draw();
        find("#tables .reglage:last-child").focus();
      }, { class: "reglage", "aria-label": `Retirer ${table.name}` }));
  }

  function drawGuesses(question) {
    const place = find(".estimations", question.slide);
    const unit = place.dataset.unite;
    place.replaceChildren(...tables.map((table) => {
      const field = make("input", { type: "text", inputmode: "decimal", size: 9, value: table.guesses.get(question) ?? "", autocomplete: "off" });
      const advice = make("span", { class: "a-corriger", role: "status" });
      field.readOnly = question.shown;
      const told = () => {
        table.guesses.set(question, field.value);
        advice.textContent = refused(question, field.value);
        field.toggleAttribute("aria-invalid", Boolean(advice.textContent));
        soil();
      };
      field.addEventListener("input", () => {
        field.value = field.value.replace(/[^\d\s\u00a0\u202f.,-]/g, "");
        told();
      });
      field.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
        const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const fields = all("input", place);
        if (event.key === "Enter" && field !== fields.at(-1)) fields[fields.indexOf(field) + 1].focus();
        else if (event.key === "Enter" || (presented() && event.key.toLowerCase() === "r")) answer(question);
        else if (!up) return;
        event.preventDefault();
        if (!up || field.readOnly) return;
        const next = (number(field.value) || 0) + up * Number(place.dataset.pas);
        const held = Math.min(Math.max(Number(place.dataset.bas), next), Number(place.dataset.haut));
        field.value = held.toLocaleString("fr-FR", { maximumFractionDigits: 6 });
        told();
      });
      return make("label", {}, make("span", {}, table.name), field, unit && make("span", { class: "unite" }, unit), advice);
    }));
  }

  function rank() {
    const best = [...tables].sort((a, b) => b.points - a.points).filter((table) => table.points);
    find("#classement").replaceChildren(...(best.length
      ? [make("h3", {}, "Les points du quiz"), make("ul", {}, ...best.map((table) => make("li", {}, `${table.name} : ${counted(table.points)}`)))]
      : []));
  }

  // Before the answer, a digit or a letter chooses; after it, a digit gives a point to a table.
  let latest = null;
  keys.push((key, digit, slide) => {
    const question = questions.find((q) => q.slide === slide);
    if (!question) return false;
    if (key === "r") return (question.details.open = !question.details.open), true;
    if (question.details.open && digit && tables[digit - 1]) return give((latest = tables[digit - 1]), 1), true;
    if (key === "backspace" && tables.includes(latest)) return give(latest, -1), (latest = null), true;
    const i = digit ? digit - 1 : "abcd".indexOf(key);
    if (question.details.open || !question.choices[i]) return false;
    choose(question, i);
    return true;
  });

  add();
  add();
  find("#tables").hidden = false;
})();
