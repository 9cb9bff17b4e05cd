"""Which parts of Gradio stand beside the conversation, and which event changes which?

Most of what is shown is HTML in markdown. Its buttons write what they ask for into a text box that nobody sees, from
where one event takes it: `static/agents.js`. So no list needs a button of Gradio for each of its lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.api import Reception
from assistant.web.agents.workbench import Compared, Workbench
from assistant.web.agents.written import written

if TYPE_CHECKING:
    import gradio as gr


def panel(workbench: Workbench, reception: Reception) -> gr.Markdown:
    """Make the parts, in the page that is being made, and tie them to ``workbench``.

    Returns: the comparison, which stands below all of it and is not rendered yet.
    """
    import gradio as gr

    def html(value: str, elem_id: str) -> Any:
        return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[])

    compared: Any = gr.State(())
    sought: Any = gr.State("")
    with gr.Column(elem_id="passages"):
        html(written("search.html"), "chercher")
        with gr.Column(elem_id="recherche"):
            box = gr.Textbox(
                label="Chercher dans les passages", elem_id="mots", lines=1, max_lines=1, max_length=2000,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="search"),
            )  # fmt: skip
            box.get_expected_parent = lambda: None  # type: ignore[method-assign]
            search = gr.Button("Chercher", elem_id="lancer")
        contents = html("", "parcourir")
        way = html("", "vers-comparaison")
        passage = html("", "passage-ouvert")
        results = html("", "resultats")
        command = gr.Textbox(elem_id="commande", lines=1, max_lines=1, visible="hidden", show_label=False)
        command.get_expected_parent = lambda: None  # type: ignore[method-assign]
        notice = html("", "annonce")
    empty = written("comparison.html", columns=[], sought="", shared=False)
    comparison = gr.Markdown(empty, elem_id="comparaison", latex_delimiters=[], render=False)

    parts = {"results": results, "passage": passage, "comparison": comparison, "notice": notice}
    parts |= {"compared": compared, "sought": sought, "way": way}

    async def admitted(work: Callable[[], dict[str, Any]]) -> dict[Any, Any]:
        with reception.place() as free:
            if free:
                step = await reception.in_thread(work)
            else:
                reception.metrics.refused(503)
                step = workbench.turn_away()
        return {parts[name]: value for name, value in step.items()}

    async def find(text: object) -> dict[Any, Any]:
        return await admitted(lambda: workbench.search(text))

    async def act(asked: object, chosen: Compared, words: str) -> dict[Any, Any]:
        return await admitted(lambda: workbench.act(asked, chosen, words))

    # As for the question: one request, and values as the browser wants them.
    private: dict[str, Any] = {
        "show_progress": "hidden", "queue": False, "api_visibility": "private", "preprocess": False,
        "postprocess": False,
    }  # fmt: skip
    everything = {**private, "outputs": list(parts.values())}
    # Whoever opens the page sees the reports as they are then.
    gr.on(None, workbench.contents, None, [contents], **private)
    gr.on([box.submit, search.click], find, [box], **everything)
    command.submit(act, [command, compared, sought], trigger_mode="multiple", **everything)
    return comparison
