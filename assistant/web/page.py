"""What does a visitor see and do? The Gradio page, its French, and its few events.

Gradio takes seconds and a hundred megabytes to import: only :func:`build_pages` does it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant.api import Reception
from assistant.types import REASONS
from assistant.web import markup
from assistant.web.desk import N_FOLLOW_UPS, Conversation, Desk
from assistant.web.plain import unbroken

if TYPE_CHECKING:
    import gradio as gr

    from assistant.pipeline import Assistant

N_SUGGESTIONS = 4
HELPFUL = "Oui"
WELCOME = "<p>Posez votre question, ou choisissez un exemple.<br>Chaque réponse montre le passage d’où elle vient.</p>"


def build_pages(
    assistant: Assistant,
    reception: Reception,
    *,
    streams: bool,
    asks_opinion: bool = True,
    asks_reasons: bool = False,
) -> FastAPI:
    """The Gradio application. The caller runs its lifespan, which starts the queue.

    Args:
        streams: whether answers grow under the eyes of the visitor, as those of a model do.
        reception: lets questions in, counts answers and opinions, and keeps what the journal is to keep.
        asks_opinion: whether visitors are asked if an answer helps; of no use where nobody reads the counts.
        asks_reasons: whether those it does not help are asked why.
    """
    desk = Desk(assistant, reception, streams=streams)
    demo = blocks(
        assistant, reception, desk, page_title(assistant), asks_opinion=asks_opinion,
        asks_reasons=asks_opinion and asks_reasons,
    )  # fmt: skip
    return mounted(demo, "/")


def mounted(demo: gr.Blocks, path: str) -> FastAPI:
    """A page of Gradio as an application, at ``path`` of ours. The caller runs its lifespan, which starts the queue."""
    import gradio as gr

    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # Without one on the parent, Gradio adds its own, which allows every origin with credentials.
    inner.add_middleware(CORSMiddleware, allow_origins=[])
    gr.mount_gradio_app(
        inner,
        demo,
        path=path,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1b",
        enable_monitoring=False,
        ssr_mode=False,
        theme=_theme(),
    )
    return inner


def blocks(
    assistant: Assistant,
    reception: Reception,
    desk: Desk,
    title: str,
    *,
    asks_opinion: bool,
    asks_reasons: bool,
    beside: Callable[[], gr.Markdown] | None = None,
) -> gr.Blocks:
    """The page. Columns only: each further kind of component costs the visitor two requests.

    Args:
        beside: makes what stands beside the conversation, with its own events, and gives what stands below both, not
            rendered yet; None: the sources of the last answer.
    """
    import gradio as gr

    demo = gr.Blocks(title=title, analytics_enabled=False, fill_width=True)
    with demo:
        conversation: Any = gr.State(())
        judged: Any = gr.State(0)
        explained: Any = gr.State(0)
        with gr.Column(elem_id="page") as page, gr.Column(elem_id="cote-a-cote") if beside else nullcontext():
            with gr.Column(elem_id="conversation"):
                chat = gr.Chatbot(
                    show_label=False, buttons=[], latex_delimiters=[], height=None, elem_id="fil",
                    feedback_options=None, placeholder=WELCOME, autoscroll=False, container=False,
                )  # fmt: skip
                thanks, follow_ups, verdicts, reasons = _after_an_answer(
                    asks_opinion=asks_opinion, why=_why(desk) if asks_reasons else ""
                )
                error = gr.Markdown("", elem_id="erreur", latex_delimiters=[])
                with gr.Column(elem_id="saisie"):
                    box = gr.Textbox(
                        label="Votre question", elem_id="votre-question", lines=1, max_lines=6, max_length=2000,
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
                    )  # fmt: skip
                    # A form of its own would cost two more requests.
                    box.get_expected_parent = lambda: None  # type: ignore[method-assign]
                    with gr.Column(elem_id="actions", elem_classes="rangee"):
                        send = gr.Button("Envoyer", variant="primary", elem_id="envoyer")
                        again = gr.Button("Nouvelle conversation", elem_id="recommencer")
                suggestions = assistant.suggestions(N_SUGGESTIONS)
                with gr.Column(elem_id="exemples", visible=bool(suggestions)):
                    gr.Markdown("<h2>Exemples de questions</h2>")
                    examples = [gr.Button(unbroken(text), elem_classes="exemple") for text in suggestions]
            parts = {"chat": chat, "box": box, "error": error, "conversation": conversation}
            parts |= {"thanks": thanks, "judged": judged, "explained": explained}
            if beside is None:
                with gr.Column(elem_id="sources"):
                    parts["panel"] = gr.Markdown(markup.panel_html(None), latex_delimiters=[])
            else:
                below = beside()
                with page:
                    below.render()  # type: ignore[no-untyped-call]

        def changes(step: dict[str, Any]) -> dict[Any, Any]:
            out = {parts[name]: value for name, value in step.items() if name in parts}
            if "follow_ups" in step:
                # Only the text: to change whether a button shows, Gradio makes it anew. `page.js` hides those without.
                for button, text in zip_longest(follow_ups, step["follow_ups"], fillvalue=""):
                    out[button] = unbroken(text)
            return out

        def ask_in_steps(question: str, turns: Conversation) -> Iterator[dict[Any, Any]]:
            yield from map(changes, desk.ask(question, turns))

        async def ask_at_once(question: str, turns: Conversation) -> dict[Any, Any]:
            with reception.place() as free:
                if not free:
                    return changes(desk.turn_away(question, turns))
                *_, last = await reception.in_thread(lambda: list(desk.ask(question, turns)))
            return changes(last)

        def start_again() -> dict[Any, Any]:
            return changes(desk.start_again())

        def judge(button: str, turns: Conversation, before: int) -> dict[Any, Any]:
            return changes(desk.judge(button == HELPFUL, turns, before))

        def explain(button: str, turns: Conversation, before: int) -> dict[Any, Any]:
            return changes(desk.explain(button, turns, before))

        # Gradio sends the last step of a generator twice. And what comes in one step needs no queue, which costs a
        # second request and three times the processor time of the answer.
        ask: Callable[..., Any] = ask_in_steps if desk.streams else ask_at_once
        # What the parts get is in the form in which the browser wants it, see `desk.message`.
        private: dict[str, Any] = {
            "show_progress": "hidden", "queue": desk.streams, "api_visibility": "private", "preprocess": False,
            "postprocess": False,
        }  # fmt: skip
        all_parts = {**private, "outputs": [*parts.values(), *follow_ups]}
        gr.on([box.submit, send.click], ask, [box, conversation], **all_parts)
        for button in (*examples, *follow_ups):
            button.click(ask, [button, conversation], **all_parts)
        again.click(start_again, None, **all_parts)
        for button in verdicts:
            button.click(judge, [button, conversation, judged], outputs=[thanks, judged], **private)
        for button in reasons:
            button.click(explain, [button, conversation, explained], outputs=[thanks, explained], **private)
    # Beyond the queue, Gradio refuses at once and the page says so.
    demo.queue(default_concurrency_limit=10, max_size=200, api_open=False)
    return demo


def _why(desk: Desk) -> str:
    """What those are asked whom an answer did not help, and what becomes of what they say."""
    kept = desk.journal.how_long
    if kept:
        kept = f" Votre question est alors conservée {kept}, sans indiquer qui l’a posée."
    return f"Pourquoi\u00a0? Dites-le si vous le voulez.{kept}"


def _after_an_answer(*, asks_opinion: bool, why: str) -> tuple[Any, list[Any], list[Any], list[Any]]:
    """What can be done with an answer; shown when there is one.

    Args:
        why: the question that goes with the reasons; empty: none are asked.

    Returns: where thanks are said, the buttons of the follow-up questions, those of the opinion, those of the reasons.
    """
    import gradio as gr

    with gr.Column(elem_id="apres"):
        # These three act in the browser alone: `takeaway.js`.
        with gr.Column(elem_id="outils", elem_classes="rangee"):
            gr.Button("Copier la réponse", elem_id="copier")
            gr.Button("Enregistrer", elem_id="enregistrer")
            gr.Button("Imprimer", elem_id="imprimer")
        with gr.Column(elem_id="avis-reponse", elem_classes="rangee", visible=asks_opinion):
            gr.Markdown("<p id='aide'>Cette réponse vous aide-t-elle&nbsp;?</p>")
            verdicts = [gr.Button(HELPFUL), gr.Button("Non", elem_id="non")] if asks_opinion else []
            thanks = gr.Markdown("", elem_id="merci")
        reasons = []
        if why:
            # Shown once « Non » is pressed: `page.css`.
            with gr.Column(elem_id="raisons", elem_classes="rangee"):
                gr.Markdown(f"<p id='pourquoi'>{why}</p>")
                reasons = [gr.Button(reason) for reason in REASONS.values()]
        with gr.Column(elem_id="suites"):
            gr.Markdown("<h2>Pour continuer</h2>")
            follow_ups = [gr.Button("", elem_classes="exemple") for _ in range(N_FOLLOW_UPS)]
    return thanks, follow_ups, verdicts, reasons


def _theme() -> gr.themes.Base:
    """System fonts, and the colours of ``page.css`` for light and dark alike."""
    import gradio as gr

    colours = {
        "body_background_fill": "fond", "body_text_color": "encre", "body_text_color_subdued": "encre-douce",
        "background_fill_primary": "carte", "background_fill_secondary": "fond", "block_background_fill": "carte",
        "border_color_primary": "trait", "block_label_text_color": "encre", "block_title_text_color": "encre",
        "input_background_fill": "carte", "input_background_fill_focus": "carte", "input_border_color": "bord",
        "input_border_color_focus": "accent", "input_placeholder_color": "encre-douce",
        "button_primary_background_fill": "accent", "button_primary_background_fill_hover": "accent-fort",
        "button_primary_text_color": "sur-accent", "button_primary_text_color_hover": "sur-accent",
        "button_secondary_background_fill": "carte", "button_secondary_background_fill_hover": "voile",
        "button_secondary_text_color": "accent", "button_secondary_text_color_hover": "accent",
        "button_secondary_border_color": "bord", "link_text_color": "accent", "link_text_color_hover": "accent-fort",
        "link_text_color_visited": "accent", "link_text_color_active": "accent",
    }  # fmt: skip
    both = {f"{name}{mode}": f"var(--{colour})" for name, colour in colours.items() for mode in ("", "_dark")}
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]).set(**both)


def documents(assistant: Assistant) -> list[str]:
    """Titles of the reports, in the order of the index."""
    return list(dict.fromkeys(passage.document for passage in assistant.passages))


def page_title(assistant: Assistant) -> str:
    """What the browser shows for the page."""
    titles = documents(assistant)
    return f"Interroger le rapport – {titles[0]}" if len(titles) == 1 else "Interroger les rapports"


PIN = "for(const[k,v]of[['language','fr'],['languages',['fr']]])Object.defineProperty(navigator,k,{get:()=>v})"


def rewrite(page: str, nonce: str, *, title: str, head: str, before: str, after: str) -> str:
    """Gradio's page in French, with our header and footer around it and no other host named in it.

    Args:
        head: further elements of the head. before, after: HTML around the application.
    """
    # Gradio sets the language of the page to that of the browser; the text is French whatever the browser.
    page = page.replace('lang="en"', 'lang="fr"', 1).replace(
        "<head>", f"<head><title>{html.escape(title)}</title><script>{PIN}</script>{head}", 1
    )
    page = re.sub(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    # Loads a script that only pages framed by gradio.app need.
    page = re.sub(r"<script>\s*\(\(\) => \{(?:(?!</script>).)*iframeResizer.*?</script>", "", page, flags=re.DOTALL)
    page = page.replace("<gradio-app", before + "<gradio-app", 1).replace("</gradio-app>", "</gradio-app>" + after, 1)
    return page.replace("<script", f'<script nonce="{nonce}"')
